"""The addresses that templates write."""

from pathlib import Path

from crawler.records import Kind
from tests.webapp.stand import FRIDAY, address_of
from webapp.links import exclude_url, follow_url, list_url, pdf_url, source_url, static_url


def test_a_list_s_address_changes_only_in_what_is_named() -> None:
    address = address_of("cs.CL", kind="new", show="100", skip="200")
    assert list_url(address, skip=300) == "/arxiv/cs.CL?kind=new&show=100&skip=300"
    assert list_url(address, kind=(), skip=0) == "/arxiv/cs.CL?show=100"
    assert list_url(address, kind=[Kind.REPLACE]) == "/arxiv/cs.CL?kind=replace&show=100&skip=200"


def test_another_day_begins_at_its_first_page() -> None:
    address = address_of("cs.CL", skip="200")
    assert list_url(address, day=FRIDAY) == "/arxiv/cs.CL?date=2026-11-20"


def test_categories_are_followed_and_left_out_where_one_stands() -> None:
    address = address_of("cs.CL", date="2026-11-20")
    assert follow_url(address, "cs.LG") == "/arxiv/cs.CL+cs.LG?date=2026-11-20"
    assert exclude_url(address, "cs.LG") == "/arxiv/cs.CL-cs.LG?date=2026-11-20"


def test_papers_link_to_arxiv_with_or_without_version() -> None:
    assert source_url("hep-th/9901001") == "https://arxiv.org/abs/hep-th/9901001"
    assert pdf_url("2402.12354", 2) == "https://arxiv.org/pdf/2402.12354v2"


def test_a_static_address_follows_the_file_s_content(tmp_path: Path) -> None:
    file = tmp_path / "page.css"
    file.write_text("one")
    first = static_url(tmp_path, "page.css")
    file.write_text("two")
    assert first != static_url(tmp_path, "page.css")
    assert static_url(tmp_path, "missing.css") == "/static/missing.css"
