import re
from pathlib import Path

import pytest
import requests
from lxml import etree

from tests.standin import StandIn

ATOM = "{http://www.w3.org/2005/Atom}"


def ask(arxiv: StandIn, query: str) -> requests.Response:
    return requests.get(f"{arxiv.url}/api/query?{query}", timeout=60)


def ids(content: bytes) -> list[str]:
    entries = etree.fromstring(content).iter(f"{ATOM}entry")
    return [(entry.findtext(f"{ATOM}id") or "").removeprefix("http://arxiv.org/abs/") for entry in entries]


def without_times(text: str) -> str:
    return re.sub(r"(<id>https://arxiv.org/api/)[\w+/]{27}<|(<updated>)[^<]*", r"\1\2", text).rstrip("\n")


@pytest.mark.parametrize(
    ("file", "id_list"),
    [
        ("arxivpy_id_0000.0000_s0_m100_8b51d9633a68.xml", "0000.0000"),
        ("arxivpy_id_abc_s0_m100_b79c8dcf6bc3.xml", "abc"),
    ],
)
def test_an_answer_without_papers_is_the_recorded_one(arxiv: StandIn, recorded: Path, file: str, id_list: str) -> None:
    real = (recorded / "api" / file).read_text(encoding="utf-8")
    assert without_times(ask(arxiv, f"id_list={id_list}&max_results=100").text) == without_times(real)


def test_an_entry_has_the_elements_of_a_recorded_one(arxiv: StandIn, recorded: Path) -> None:
    real = etree.parse(recorded / "api" / "arxivpy_id_astro-ph_0601001_s0_m100_3150dca9dc76.xml").getroot()
    served = etree.fromstring(ask(arxiv, "id_list=hep-th/9901001").content)
    names = [list(dict.fromkeys(child.tag for child in feed.find(f"{ATOM}entry"))) for feed in (real, served)]
    ours = [name for name in names[1] if "doi" not in name]
    assert ours == names[0]
    assert [child.tag for child in served] == [child.tag for child in real]


def test_ten_results_come_unless_more_are_asked_for(arxiv: StandIn) -> None:
    asked = arxiv.manifest("cs.LG")["days"]["2026-11-20"]["cs.LG"]["new"]
    assert len(ids(ask(arxiv, f"id_list={','.join(asked)}").content)) == 10
    assert len(ids(ask(arxiv, f"id_list={','.join(asked)}&max_results=100").content)) == len(asked)


def test_the_newest_version_comes_unless_another_is_named(arxiv: StandIn) -> None:
    assert ids(ask(arxiv, "id_list=hep-th/9901001").content) == ["hep-th/9901001v3"]
    assert ids(ask(arxiv, "id_list=hep-th/9901001v2").content) == ["hep-th/9901001v2"]
    assert ids(ask(arxiv, "id_list=0904.1234v9,2611.99999").content) == []


def test_a_malformed_identifier_spoils_the_whole_request(arxiv: StandIn) -> None:
    answer = ask(arxiv, "id_list=0904.1234,12345")
    assert answer.status_code == 400
    assert "/api/errors#incorrect_id_format_for_12345" in answer.text


def test_no_results_wanted_is_a_server_error(arxiv: StandIn) -> None:
    assert ask(arxiv, "id_list=0904.1234&max_results=0").status_code == 500


def test_an_empty_answer_looks_like_success(arxiv: StandIn) -> None:
    arxiv.fault("api", "empty", times=1)
    answer = ask(arxiv, "id_list=0904.1234")
    assert answer.status_code == 200
    assert "<opensearch:totalResults>0<" in answer.text
    assert ids(ask(arxiv, "id_list=0904.1234").content) == ["0904.1234v4"]
