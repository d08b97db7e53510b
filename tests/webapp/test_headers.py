"""Headers: what a page may load, and how long it may be kept."""

import re
from pathlib import Path

import pytest

from tests.webapp.stand import Stand


def test_a_page_may_load_nothing_from_elsewhere_and_run_nothing_inside_it(shop: Stand) -> None:
    client = shop.client()
    for path in ("/", "/arxiv/cs.CL", "/nowhere", "/healthz"):
        headers = client.get(path).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["frame-src"] == "https://arxiv.org https://export.arxiv.org"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Referrer-Policy" in headers


@pytest.mark.parametrize(
    ("files_url", "frames", "pdf"),
    [
        ("https://mirror.example/arxiv", "https://mirror.example", "https://mirror.example/arxiv/pdf/2611.00001"),
        ("http://me:secret@127.0.0.1:8100", "http://127.0.0.1:8100", "http://127.0.0.1:8100/pdf/2611.00001"),
        ("https://odd;name", "'none'", "https://odd;name/pdf/2611.00001"),
    ],
)
def test_pdfs_are_read_and_framed_from_where_the_setting_says(
    shop: Stand, files_url: str, frames: str, pdf: str
) -> None:
    shop.announce("2611.00001")
    answer = shop.client(arxiv_files_url=files_url).get("/arxiv/cs.CL")
    assert answer.headers["Content-Security-Policy"].rpartition("; frame-src ")[2] == frames
    assert f'data="{pdf}"' in answer.text
    assert "secret" not in answer.text


def test_pages_have_no_scripts_or_style_sheets_inside(shop: Stand) -> None:
    shop.announce_many(2)
    client = shop.client()
    for path in ("/", "/arxiv/cs.CL", "/arxiv/2611.00001", "/status", "/help", "/nowhere"):
        page = client.get(path).text
        assert not re.search(r"<style|<script(?![^>]* src=)|\son\w+=|javascript:", page), path


def test_an_unchanged_page_is_not_sent_again(shop: Stand) -> None:
    shop.announce("2611.00001")
    client = shop.client()
    first = client.get("/arxiv/cs.CL")
    assert first.headers["ETag"].startswith("W/")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/arxiv/cs.CL", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    shop.announce("2611.00002")
    assert client.get("/arxiv/cs.CL", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_errors_and_waiting_pages_are_not_kept(shop: Stand) -> None:
    client = shop.client()
    for path in ("/arxiv/cs.XX", "/arxiv/2402.12354", "/healthz"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_for_good_under_an_address_that_changes_with_their_content(shop: Stand) -> None:
    client = shop.client()
    address = next(iter(re.findall(r'href="(/static/css/[^"]+\?v=[0-9a-f]+)"', client.get("/").text)))
    with client.get(address) as kept:
        assert "immutable" in kept.headers["Cache-Control"]
    with client.get(address.partition("?")[0]) as plain, client.get(address + "0") as outdated:
        assert plain.headers["Cache-Control"] == outdated.headers["Cache-Control"] == "no-cache"
    with client.get(address, headers={"If-None-Match": plain.headers["ETag"]}) as unchanged:
        assert unchanged.status_code == 304


def test_files_made_by_others_are_kept_for_good_since_their_version_is_in_the_address(
    shop: Stand, tmp_path: Path
) -> None:
    (tmp_path / "vendor" / "temml@0.13.5").mkdir(parents=True)
    (tmp_path / "vendor" / "temml@0.13.5" / "font.woff2").write_bytes(b"invented")
    client = shop.client()
    client.application.static_folder = str(tmp_path)
    with client.get("/static/vendor/temml@0.13.5/font.woff2") as font:
        assert font.data == b"invented"
        assert "immutable" in font.headers["Cache-Control"]
    assert "immutable" not in client.get("/static/vendor/temml@0.13.5/none.woff2").headers["Cache-Control"]


def test_nothing_sets_a_cookie(shop: Stand) -> None:
    client = shop.client()
    for path in ("/", "/arxiv/cs.CL", "/arxiv/2402.12354"):
        assert "Set-Cookie" not in client.get(path).headers
