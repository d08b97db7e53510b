import re
from pathlib import Path

import pytest
import requests
from lxml import etree

from tests.standin import StandIn
from tests.standin_tests.reading import feed_ids

KINDS = ("new", "cross", "replace", "replace-cross")


def get(arxiv: StandIn, path: str) -> requests.Response:
    return requests.get(arxiv.url + path, timeout=60)


def tags(element: etree._Element) -> list[str]:
    return [str(child.tag) for child in element]


def test_an_empty_weekend_is_the_recorded_answer_to_the_letter(arxiv: StandIn, recorded: Path) -> None:
    arxiv.set_now("2025-04-27T00:00")
    served = get(arxiv, "/rss/cs")
    assert served.status_code == 200
    assert served.content == (recorded / "rss" / "new_rss_cs_empty_weekend_2025-04-27.xml").read_bytes()


def test_an_item_has_the_lines_of_a_recorded_item(arxiv: StandIn, recorded: Path) -> None:
    def lines_of_items(text: str) -> set[tuple[str, ...]]:
        items = re.findall(r"    <item>.*?    </item>\n", text, re.DOTALL)
        one_of_each = [re.sub(r"(      <category>.*\n)+", "      <category>\n", item) for item in items]
        return {tuple(re.findall(r"^( *</?[\w:]+)", item, re.MULTILINE)) for item in one_of_each}

    real = lines_of_items((recorded / "rss" / "new_rss_quant-ph_full.xml").read_text(encoding="utf-8"))
    served = lines_of_items(get(arxiv, "/rss/cs").text)
    assert real & served, "neither with nor without a journal reference do items look the same"
    plain = min(real, key=len)
    assert plain in served
    unknown = {line for item in served for line in item} - {line for item in real for line in item}
    assert unknown <= {"      <arxiv:DOI"}


def test_the_channel_has_the_elements_of_the_recorded_one(arxiv: StandIn, recorded: Path) -> None:
    real = etree.parse(recorded / "rss" / "new_rss_quant-ph_full.xml").getroot()
    served = etree.fromstring(get(arxiv, "/rss/quant-ph").content)
    assert served.nsmap == real.nsmap
    assert [t for t in tags(served[0]) if t != "item"] == [t for t in tags(real[0]) if t != "item"]


@pytest.mark.parametrize("subject", ["cs.CL", "cs.LG", "cs.AI", "cs.CV", "hep-th", "math.NT", "eess.SY", "cs.IT", "cs"])
@pytest.mark.parametrize("day", ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"])
def test_a_feed_holds_what_the_manifest_says(arxiv: StandIn, subject: str, day: str) -> None:
    arxiv.set_now(f"{day}T00:10")
    truth = arxiv.manifest(subject)["days"][day][subject]
    truth["cross"] = sorted(truth["cross"] + truth["rss_only"])
    assert feed_ids(get(arxiv, f"/rss/{subject}").content) == {kind: truth[kind] for kind in KINDS}


def test_a_paper_is_new_in_its_primary_category_and_cross_elsewhere(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-17T12:00")
    papers = arxiv.manifest("cs.CV")["papers"]
    herbarium = next(identifier for identifier, paper in papers.items() if "Herbarium sheets" in paper["title"])
    assert herbarium in feed_ids(get(arxiv, "/rss/cs.CV").content)["new"]
    assert herbarium in feed_ids(get(arxiv, "/rss/eess.IV").content)["cross"]
    assert herbarium in feed_ids(get(arxiv, "/rss/cs.CV+eess.IV").content)["new"]


def test_a_late_cross_list_inside_an_archive_is_in_the_feed_of_the_archive(arxiv: StandIn) -> None:
    truth = arxiv.manifest("cs")["days"]["2026-11-20"]["cs"]
    assert truth["rss_only"]
    assert set(truth["rss_only"]) <= set(feed_ids(get(arxiv, "/rss/cs").content)["cross"])


@pytest.mark.parametrize("path", ["/rss/math.IT", "/rss/cs.IT", "/rss/CS.it"])
def test_both_names_of_a_category_and_any_case_give_the_same_papers(arxiv: StandIn, path: str) -> None:
    arxiv.set_now("2026-11-19T12:00")
    assert feed_ids(get(arxiv, path).content) == feed_ids(get(arxiv, "/rss/cs.IT").content)


def test_the_feed_of_a_day_is_gone_at_the_next_midnight(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-20T23:59:59")
    assert feed_ids(get(arxiv, "/rss/cs.LG").content)["new"]
    arxiv.set_now("2026-11-21T00:00")
    assert not any(feed_ids(get(arxiv, "/rss/cs.LG").content).values())


@pytest.mark.parametrize("specification", ["nope", "cs.XX", "cs.LG.AI", "cs.LG+", "cs.LG cs.CL"])
def test_nonsense_gets_a_channel_that_says_so_with_http_400(arxiv: StandIn, specification: str) -> None:
    answer = get(arxiv, f"/rss/{specification}")
    assert answer.status_code == 400
    title = etree.fromstring(answer.content).findtext("channel/title") or ""
    assert title.startswith("Feed error for query: ")


def test_the_etag_has_no_quotes_and_the_answer_lasts_until_midnight(arxiv: StandIn) -> None:
    headers = get(arxiv, "/rss/cs.LG").headers
    assert re.fullmatch(r"[0-9a-f]{64}", headers["ETag"])
    assert headers["Cache-Control"] == f"max-age={15 * 3600}"


def test_a_cap_keeps_replacements_and_drops_the_oldest_new_papers(arxiv: StandIn) -> None:
    whole = feed_ids(get(arxiv, "/rss/cs.LG").content)
    rest = sum(len(whole[kind]) for kind in KINDS[1:])
    arxiv.fault("rss", "cap", limit=rest + 3)
    capped = feed_ids(get(arxiv, "/rss/cs.LG").content)
    assert capped == {**whole, "new": whole["new"][-3:]}


def test_hostile_text_arrives_unchanged(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-19T12:00")
    truth = next(p for p in arxiv.manifest()["papers"].values() if "text hostile to HTML and XML" in p["notes"])
    titles = [item.findtext("title") for item in etree.fromstring(get(arxiv, "/rss/cs.CL").content).iter("item")]
    assert truth["title"] in titles


def test_a_collaboration_comes_with_a_leading_blank(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-17T12:00")
    creators = etree.fromstring(get(arxiv, "/rss/hep-th").content).iter("{http://purl.org/dc/elements/1.1/}creator")
    assert any((creator.text or "").startswith(" Borealis Collaboration, ") for creator in creators)
