"""Papers in files: one, several, lists, searches and what a reader marked."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.records import Kind
from tests.webapp.answering import FAITHFUL, ask, write
from tests.webapp.searching import searchable
from tests.webapp.stand import THURSDAY, CountedQueries, Stand

FILES = Path(__file__).parents[3] / "docs" / "files.md"
ID, OLD = "2611.00001", "hep-th/9901001"


def promised() -> Any:
    """The example in the documents."""
    [example] = re.findall(r"```json\n(.+?)```", FILES.read_text(encoding="utf-8"), re.DOTALL)
    return json.loads(example)


@pytest.mark.parametrize(
    ("end", "content_type", "begins"),
    [
        ("bib", "application/x-bibtex", "@misc{arxiv_2611_00001,"),
        ("ris", "application/x-research-info-systems", "TY  - UNPB\r\n"),
        ("md", "text/markdown", "# The paper 2611.00001\n"),
        ("json", "application/json", '{\n "papers": ['),
    ],
)
def test_a_paper_can_be_had_in_each_form(shop: Stand, end: str, content_type: str, begins: str) -> None:
    shop.announce(ID)
    client = shop.client()
    answer = client.get(f"/arxiv/{ID}.{end}")
    assert answer.content_type == f"{content_type}; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="arxiv-{ID}.{end}"'
    assert answer.text.startswith(begins)
    assert client.get(f"/arxiv/{ID}?format={end}").text == answer.text
    again = client.get(f"/arxiv/{ID}.{end}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_old_numbers_versions_and_other_spellings_are_understood(shop: Stand) -> None:
    shop.paper(OLD, "hep-th")
    shop.paper(ID)
    client = shop.client()
    answer = client.get(f"/arxiv/{OLD}v1,{ID}.bib")
    assert "eprint = {hep-th/9901001v1}" in answer.text
    assert answer.text.index("9901001") < answer.text.index("00001,")
    assert client.get(f"/arxiv/{OLD}.ris").headers["Content-Disposition"].endswith('"arxiv-hep-th_9901001.ris"')
    assert client.get(f"/arxiv/arXiv:{ID}.json?answers=1").headers["Location"] == f"/arxiv/{ID}.json?answers=1"


def test_papers_that_are_not_held_are_named_and_asked_for(shop: Stand) -> None:
    shop.paper(ID)
    client = shop.client()
    answer = client.get(f"/arxiv/{ID},2611.00009.json")
    assert answer.status_code == 202
    assert answer.json["missing"] == ["2611.00009"]
    assert "eprint = {2611.00009}" in client.get(f"/arxiv/{ID},2611.00009.bib").text
    alone = client.get("/arxiv/2611.00009.bib")
    assert (alone.status_code, alone.content_type) == (202, "text/html; charset=utf-8")
    assert client.get("/arxiv/2699.00001.bib").status_code == 404


def test_json_has_the_shape_that_is_promised(shop: Stand) -> None:
    shop.announce(ID, title="On $x^2$", comment="9 pages", categories="cs.CL cs.LG")
    [paper] = shop.client().get(f"/arxiv/{ID}.json").json["papers"]
    names = list(promised()["papers"][0])
    assert list(paper) == names[:-1]
    assert names[-1] == "answers"
    assert paper["title"] == "On $x^2$"
    assert paper["authors"][0] == {"name": "Ada Invented", "affiliations": []}
    assert (paper["kind"], paper["announced"], paper["categories"]) == ("new", "2026-11-20", ["cs.CL", "cs.LG"])
    assert paper["links"] == {"abstract": f"https://arxiv.org/abs/{ID}", "pdf": f"https://arxiv.org/pdf/{ID}"}


def test_a_list_is_had_whole_under_its_own_filters_and_in_its_order(shop: Stand) -> None:
    shop.announce_many(60)
    shop.announce("2610.00001", kind=Kind.REPLACE)
    shop.announce("2610.00002", day=THURSDAY)
    client = shop.client()
    with CountedQueries(client.application.extensions["paperstand"].engine) as queries:
        whole = client.get("/arxiv/cs.CL?format=json")
    assert queries.count <= 8
    ids = [paper["id"] for paper in whole.json["papers"]]
    assert ids == [*(f"2611.{number:05}" for number in range(60, 0, -1)), "2610.00001"]
    assert whole.headers["Content-Disposition"] == 'attachment; filename="cs.CL-2026-11-20.json"'
    assert len(client.get("/arxiv/cs.CL?format=json&kind=replace").json["papers"]) == 1
    part = client.get("/arxiv/cs.CL?format=json&show=50&skip=5")
    assert [paper["id"] for paper in part.json["papers"]] == ids[5:55]
    assert part.json["total"] == 61
    rest = client.get(part.json["next"]).json
    assert ([paper["id"] for paper in rest["papers"]], rest["next"]) == (ids[55:], None)
    assert part.headers["Link"] == f'<{part.json["next"]}>; rel="next"'
    assert client.get("/arxiv/cs.CL.bib").text.count("@misc{") == 61


def test_stars_and_a_readers_lists_can_be_taken_along_by_the_reader_alone(shop: Stand) -> None:
    shop.announce_many(2)
    client = shop.client()
    client.post("/reader/marks", data={"star": f"{ID},2611.00002,2611.00009"})
    client.post("/reader/marks", data={"paper": ID, "list": "low / 低秩"})
    stars = client.get("/reader/stars?format=json")
    assert (len(stars.json["papers"]), stars.json["missing"]) == (2, ["2611.00009"])
    assert stars.headers["Cache-Control"].startswith("private")
    assert client.get("/reader/lists/low / 低秩?format=bib").text.count("@misc{") == 1
    assert shop.client().get("/reader/stars?format=bib").text == ""


def test_answers_come_along_where_they_are_asked_for(shop: Stand) -> None:
    shop.announce(ID)
    ask(shop, ID)
    write(shop, FAITHFUL)
    client = shop.client(llm_model="small-model", llm_base_url="http://127.0.0.1:9/v1")
    assert "saved on three orchards" not in client.get(f"/arxiv/{ID}.md").text
    text = client.get(f"/arxiv/{ID}.md?answers=1&lang=en").text
    assert "## What problem does the paper try to solve?\n\nThe light is saved on three orchards." in text
    assert "Written by small-model, 2026-11-20; read: v1" in text
    [answer] = client.get("/arxiv/cs.CL?format=json&answers=1&lang=en").json["papers"][0]["answers"]
    assert list(answer) == list(promised()["papers"][0]["answers"][0])
    assert (answer["question"], answer["model"], answer["passages_found"]) == ("q1", "small-model", 1)
    assert "还没有任何回答。" in client.get(f"/arxiv/{ID}.md?answers=1&lang=zh").text
    assert client.get(f"/arxiv/{ID}.md?answers=1&lang=fr").status_code == 400


def test_answers_of_more_than_a_hundred_papers_are_too_many_at_once(shop: Stand) -> None:
    shop.announce_many(101)
    client = shop.client()
    assert client.get("/arxiv/cs.CL?format=md&answers=1").status_code == 400
    assert client.get("/arxiv/cs.CL?format=md&answers=1&show=100").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/arxiv/cs.CL?format=pdf",
        f"/arxiv/{ID}?format=x",
        "/reader/stars?format=<b>",
        "/arxiv/search?query=x&format=docx",
    ],
)
def test_a_form_there_is_not_is_a_clear_error(shop: Stand, path: str) -> None:
    answer = shop.client().get(path)
    assert answer.status_code == 400
    assert "bib, ris, md, json" in answer.text


def test_what_is_hostile_in_a_paper_stays_text_in_every_form(shop: Stand) -> None:
    shop.announce(ID, title='} \\input{x} % "<script>', comment="a\r\nER  - ", journal_ref="x\nTY  - JOUR")
    client = shop.client()
    assert r"\textbraceright{} \textbackslash{}input" in client.get(f"/arxiv/{ID}.bib").text
    assert client.get(f"/arxiv/{ID}.ris").text.count("\r\nER  - ") == 1
    assert json.loads(client.get(f"/arxiv/{ID}.json").data)["papers"][0]["title"].startswith("}")
    assert client.get(f"/arxiv/{ID}.md").headers["X-Content-Type-Options"] == "nosniff"


def test_other_lists_are_files_too(shop: Stand, tmp_path: Path) -> None:
    shop.announce_many(3)
    client = searchable(shop, tmp_path)
    client.post("/reader/opens", json={"paper": ID, "kind": "pdf"})
    for path, papers in (
        ("/arxiv/search?query=paper&show=2", 2),
        ("/author/Ada Invented?", 3),
        ("/month/2026-11?category=cs.CL", 3),
        ("/hot?window=day", 1),
    ):
        whole = client.get(f"{path}&format=json").json
        assert len(whole["papers"]) == papers, path
        assert (whole["next"] is None) == (papers == whole["total"])
    rest = client.get(client.get("/arxiv/search?query=paper&show=2&format=json").json["next"]).json
    assert len(rest["papers"]) == 1
    assert client.get(f"/arxiv/search?query={ID}&format=bib").headers["Location"] == f"/arxiv/{ID}.bib"


def test_a_file_of_a_range_by_its_name_and_of_unread_papers_is_of_what_the_page_shows(shop: Stand) -> None:
    shop.announce_many(3)
    client = shop.client()
    moved = client.get("/arxiv/cs.CL.bib?date=week&kind=new").headers["Location"]
    assert moved == "/arxiv/cs.CL?date=2026-11-16..2026-11-20&kind=new&format=bib"
    client.post("/reader/marks", data={"read": ID})
    unread = client.get("/arxiv/cs.CL?unread=1&format=json")
    assert [paper["id"] for paper in unread.json["papers"]] == ["2611.00003", "2611.00002"]
    assert "Cookie" in unread.headers["Vary"]
    assert client.get("/arxiv/cs.CL?sort=foryou&format=json").json["total"] == 3
