from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from lxml import etree

from tests.standin import StandIn, World
from tests.standin_tests.reading import OAI, RAW, error_code, harvested, token


def ask(arxiv: StandIn, query: str) -> bytes:
    answer = requests.get(f"{arxiv.url}/oai?{query}", timeout=60)
    assert answer.status_code == 200
    return answer.content


def record(arxiv: StandIn, identifier: str) -> etree._Element:
    content = ask(arxiv, f"verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:{identifier}")
    raw = etree.fromstring(content).find(f".//{RAW}arXivRaw")
    assert raw is not None
    return raw


def test_a_record_has_the_elements_of_a_recorded_one(arxiv: StandIn, recorded: Path) -> None:
    real = etree.parse(recorded / "oai" / "old2015_arXivRaw_GetRecordResponse.xml").getroot()
    served = etree.fromstring(ask(arxiv, "verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:0904.1234"))
    assert [child.tag for child in served] == [child.tag for child in real]
    assert [e.tag for e in served.iterfind(f".//{OAI}record/*")] == [e.tag for e in real.iterfind(f".//{OAI}record/*")]
    names = list(dict.fromkeys(e.tag for e in served.iter() if str(e.tag).startswith(RAW)))
    assert names == list(dict.fromkeys(e.tag for e in real.iter() if str(e.tag).startswith(RAW) and e.tag in names))


def test_pages_together_give_every_paper_once(arxiv: StandIn, world: World) -> None:
    with StandIn(world, now="2026-11-20T09:00", oai_page=37) as small:
        query = "verb=ListRecords&metadataPrefix=arXivRaw"
        ids: list[str] = []
        while True:
            content = ask(small, query)
            ids += harvested(content)
            following = token(content)
            if not following:
                break
            query = f"verb=ListRecords&resumptionToken={quote(following, safe='')}"
    assert following == "", "the last of several pages ends with an empty token"
    assert sorted(ids) == sorted(world.papers)
    assert token(ask(arxiv, "verb=ListRecords&metadataPrefix=arXivRaw")) is None


def test_a_set_and_a_date_choose_the_papers_touched_since(arxiv: StandIn) -> None:
    content = ask(arxiv, "verb=ListIdentifiers&metadataPrefix=arXivRaw&set=cs:cs:LG&from=2026-11-20")
    stamps = {element.text for element in etree.fromstring(content).iter(f"{OAI}datestamp")}
    assert stamps == {"2026-11-20"}
    day = arxiv.manifest("cs.LG")["days"]["2026-11-20"]["cs.LG"]
    announced = {identifier for kind in ("new", "cross", "replace", "replace-cross") for identifier in day[kind]}
    assert announced <= set(harvested(content))


@pytest.mark.parametrize("set_spec", ["cs", "cs:cs", "cs:cs:LG", "physics", "physics:hep-th", "stat:stat:ML"])
def test_sets_of_every_depth_are_served(arxiv: StandIn, set_spec: str) -> None:
    assert harvested(ask(arxiv, f"verb=ListIdentifiers&metadataPrefix=arXivRaw&set={set_spec}"))
    assert f"<setSpec>{set_spec}</setSpec>".encode() in ask(arxiv, "verb=ListSets")


def test_both_names_of_an_alias_pair_match(arxiv: StandIn) -> None:
    one, other = (
        harvested(ask(arxiv, f"verb=ListIdentifiers&metadataPrefix=arXivRaw&set={spec}"))
        for spec in ("eess:eess:SY", "cs:cs:SY")
    )
    assert one == other


def test_the_sixth_version_is_here(arxiv: StandIn) -> None:
    versions = record(arxiv, "2306.04207").findall(f"{RAW}version")
    assert [version.get("version") for version in versions] == ["v1", "v2", "v3", "v4", "v5", "v6"]


def test_a_withdrawal_has_its_mark_and_no_size(arxiv: StandIn) -> None:
    withdrawn = [identifier for identifier, paper in arxiv.manifest()["papers"].items() if paper["withdrawn"]]
    assert len(withdrawn) == 2
    for identifier in withdrawn:
        last = record(arxiv, identifier).findall(f"{RAW}version")[-1]
        assert (last.findtext(f"{RAW}source_type"), last.findtext(f"{RAW}size")) == ("I", "0kb")


def test_the_datestamp_of_a_fresh_paper_is_its_listing_date(arxiv: StandIn) -> None:
    identifier = arxiv.manifest("cs.LG")["days"]["2026-11-20"]["cs.LG"]["new"][0]
    content = ask(arxiv, f"verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:{identifier}")
    assert etree.fromstring(content).findtext(f".//{OAI}datestamp") == "2026-11-20"


def test_a_paper_is_unknown_until_its_batch_is_out(arxiv: StandIn) -> None:
    identifier = arxiv.manifest("cs.LG")["days"]["2026-11-20"]["cs.LG"]["new"][0]
    arxiv.set_now("2026-11-19T19:59")
    query = f"verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:{identifier}"
    assert error_code(ask(arxiv, query)) == "idDoesNotExist"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Nonsense", "badVerb"),
        ("verb=Identify&set=cs", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&color=green", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&set=cs&set=math", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&set=acc-phys", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&from=2005-09-15", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&from=2026-11-2", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&until=2026-11-22", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&from=2026-11-20&until=2026-11-19", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&from=2026-11-21", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=rainbow", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=arXivRaw", "badArgument"),
        ("verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:2611.99999", "idDoesNotExist"),
    ],
)
def test_errors_come_under_http_200_with_their_code(arxiv: StandIn, query: str, code: str) -> None:
    assert error_code(ask(arxiv, query)) == code


def test_a_form_may_be_posted(arxiv: StandIn) -> None:
    answer = requests.post(f"{arxiv.url}/oai", data={"verb": "Identify"}, timeout=60)
    assert b"<granularity>YYYY-MM-DD</granularity>" in answer.content
