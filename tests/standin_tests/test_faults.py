import socket
import time

import pytest
import requests
from lxml import etree

from tests.standin import StandIn
from tests.standin_tests.reading import error_code, feed_ids, list_page


def get(arxiv: StandIn, path: str, timeout: float = 10) -> requests.Response:
    return requests.get(arxiv.url + path, timeout=timeout)


def test_a_counted_fault_passes(arxiv: StandIn) -> None:
    arxiv.fault("rss", "429", times=2)
    answers = [get(arxiv, "/rss/cs.LG") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].text == "Rate exceeded."
    assert "Retry-After" not in answers[0].headers


def test_a_fault_can_be_kept_to_one_category(arxiv: StandIn) -> None:
    arxiv.fault("rss", "503", category="cs.AI", retry_after=7)
    refused = get(arxiv, "/rss/cs.CL+cs.AI")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "7")
    assert get(arxiv, "/rss/cs.CL").status_code == 200
    arxiv.clear("rss")
    assert get(arxiv, "/rss/cs.AI").status_code == 200


def test_a_fault_of_oai_can_be_kept_to_one_set(arxiv: StandIn) -> None:
    arxiv.fault("oai", "500", category="cs.AI")
    query = "/oai?verb=ListIdentifiers&metadataPrefix=arXivRaw&set="
    assert get(arxiv, f"{query}cs:cs:AI").status_code == 500
    assert get(arxiv, f"{query}cs:cs:CL").status_code == 200


def test_silence_ends_in_the_clients_time_out(arxiv: StandIn) -> None:
    arxiv.fault("api", "timeout", times=1)
    with pytest.raises(requests.ReadTimeout):
        get(arxiv, "/api/query?id_list=0904.1234", timeout=0.2)
    assert get(arxiv, "/api/query?id_list=0904.1234").status_code == 200


def test_a_cut_body_shows_against_content_length_only(arxiv: StandIn) -> None:
    whole = get(arxiv, "/rss/cs.LG").content
    arxiv.fault("rss", "cut", times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        get(arxiv, "/rss/cs.LG")
    arxiv.fault("rss", "cut-no-length", times=1)
    assert get(arxiv, "/rss/cs.LG").content == whole[: len(whole) // 2]


def test_a_slow_drip_brings_everything(arxiv: StandIn) -> None:
    whole = get(arxiv, "/rss/hep-th").content
    arxiv.fault("rss", "drip", size=len(whole) // 4, delay=0.01)
    assert get(arxiv, "/rss/hep-th").content == whole


def test_an_html_page_under_http_200(arxiv: StandIn) -> None:
    arxiv.fault("oai", "html")
    answer = get(arxiv, "/oai?verb=Identify")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/rss/cs.LG", "/oai?verb=Identify", "/api/query?id_list=0904.1234"])
def test_malformed_xml_is_refused_by_a_parser(arxiv: StandIn, path: str) -> None:
    arxiv.fault(path.split("/")[1].split("?")[0], "malformed")
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(get(arxiv, path).content)


def test_an_entity_bomb_is_declared_and_referred_to(arxiv: StandIn) -> None:
    arxiv.fault("rss", "bomb")
    with pytest.raises(etree.XMLSyntaxError, match=r"(?i)entit|amplification"):
        etree.fromstring(get(arxiv, "/rss/hep-th").content)


def test_a_parser_that_loads_external_entities_is_found_out(arxiv: StandIn) -> None:
    arxiv.fault("rss", "external")
    content = get(arxiv, "/rss/hep-th").content
    assert b"SYSTEM 'file:///etc/hostname'" in content
    address = content.decode().split("SYSTEM '")[2].split("'")[0]
    requests.get(address, timeout=60)
    assert [request.path for request in arxiv.log.requests({"external"})] == ["/_external"]


def test_a_stale_feed_has_todays_date_and_the_papers_of_the_day_before(arxiv: StandIn) -> None:
    arxiv.fault("rss", "stale", category="cs.AI")
    truth = arxiv.manifest("cs.AI")["days"]["2026-11-19"]["cs.AI"]
    stale = get(arxiv, "/rss/cs.AI").content
    assert feed_ids(stale)["new"] == truth["new"]
    assert etree.fromstring(stale).findtext("channel/pubDate") == "Fri, 20 Nov 2026 00:00:00 -0500"
    assert (
        feed_ids(get(arxiv, "/rss/cs.CL").content)["new"]
        == arxiv.manifest("cs.CL")["days"]["2026-11-20"]["cs.CL"]["new"]
    )


def test_a_partial_listing_claims_more_than_it_shows(arxiv: StandIn) -> None:
    truth = arxiv.manifest("cs.CV")["days"]["2026-11-20"]["cs.CV"]
    arxiv.fault("list", "partial", keep=0.5, times=1)
    page = list_page(get(arxiv, "/list/cs.CV/new").content)
    assert page.expected() == truth["expected"]
    assert page.claimed["New"] == (truth["expected"]["new"], truth["expected"]["new"])
    assert page.ids["New"] == truth["new"][: round(len(truth["new"]) * 0.5)]
    assert list_page(get(arxiv, "/list/cs.CV/new").content).ids["New"] == truth["new"]


def test_a_short_listing_lacks_its_tail_without_saying_so(arxiv: StandIn) -> None:
    truth = arxiv.manifest("cs.CV")["days"]["2026-11-20"]["cs.CV"]
    arxiv.fault("list", "short", keep=0.5, times=1)
    page = list_page(get(arxiv, "/list/cs.CV/new").content)
    assert page.claimed["New"] == (len(page.ids["New"]), len(page.ids["New"]))
    assert page.ids["New"] == truth["new"][: len(page.ids["New"])]
    assert len(page.ids["New"]) < len(truth["new"])


def test_a_late_batch_is_missing_everywhere_until_it_comes(arxiv: StandIn) -> None:
    for service in ("rss", "list", "catchup", "oai"):
        arxiv.fault(service, "late")
    identifier = arxiv.manifest("cs.LG")["days"]["2026-11-20"]["cs.LG"]["new"][0]
    record = f"/oai?verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:{identifier}"
    assert not any(feed_ids(get(arxiv, "/rss/cs.LG").content).values())
    assert list_page(get(arxiv, "/list/cs.LG/new").content).date == "Thursday, 19 November 2026"
    assert "No updates for" in get(arxiv, "/catchup/cs.LG/2026-11-20").text
    assert error_code(get(arxiv, record).content) == "idDoesNotExist"
    arxiv.clear()
    assert list_page(get(arxiv, "/list/cs.LG/new").content).date == "Friday, 20 November 2026"
    assert error_code(get(arxiv, record).content) is None


def test_a_night_of_oai_can_be_incomplete(arxiv: StandIn) -> None:
    query = "/oai?verb=ListIdentifiers&metadataPrefix=arXivRaw&from="
    older = get(arxiv, f"{query}2026-11-19&until=2026-11-19").content
    arxiv.fault("oai", "short", keep=0.5)
    assert get(arxiv, f"{query}2026-11-20").content.count(b"<header>") > 0
    assert get(arxiv, f"{query}2026-11-19&until=2026-11-19").content == older


def test_refused_tokens_and_empty_harvests(arxiv: StandIn) -> None:
    arxiv.fault("oai", "bad-token")
    answer = get(
        arxiv,
        "/oai?verb=ListRecords&resumptionToken=verb%253DListRecords%2526metadataPrefix%253DarXivRaw%2526skip%253D1",
    )
    assert error_code(answer.content) == "badResumptionToken"
    arxiv.clear()
    arxiv.fault("oai", "empty")
    answer = get(arxiv, "/oai?verb=ListRecords&metadataPrefix=arXivRaw")
    assert (answer.status_code, error_code(answer.content)) == (200, "noRecordsMatch")


def test_after_stopping_connections_are_refused_and_kept_ones_are_closed(arxiv: StandIn) -> None:
    with requests.Session() as session:
        session.get(f"{arxiv.url}/rss/cs.LG", timeout=60)
        arxiv.stop()
        with pytest.raises(requests.ConnectionError):
            session.get(f"{arxiv.url}/rss/cs.LG", timeout=60)
    port = int(arxiv.url.rpartition(":")[2])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    arxiv.start()
    assert get(arxiv, "/rss/cs.LG").status_code == 200


def test_stopping_ends_a_silent_answer(arxiv: StandIn) -> None:
    arxiv.fault("rss", "timeout")
    with socket.create_connection(("127.0.0.1", int(arxiv.url.rpartition(":")[2])), timeout=60) as client:
        client.sendall(b"GET /rss/cs.LG HTTP/1.1\r\nHost: stand-in\r\n\r\n")
        while not arxiv.log.requests({"rss"}):
            time.sleep(0.01)
        arxiv.stop()
        assert client.recv(100) == b""


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"fault": {"service": "gopher", "kind": "429"}}, "unknown service"),
        ({"fault": {"service": "rss", "kind": "earthquake"}}, "unknown fault"),
        ({"fault": {"service": "rss", "kind": "429", "retry": 1}}, "no option"),
        ({"weather": "fine"}, "unknown order"),
        ({"now": "tomorrow"}, "tomorrow"),
    ],
)
def test_a_nonsensical_order_is_refused_with_the_reason(arxiv: StandIn, order: object, said: str) -> None:
    answer = requests.post(f"{arxiv.url}/_control", json=order, timeout=60)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_everything_can_be_ordered_over_http(arxiv: StandIn) -> None:
    order = {"now": "2026-11-18T12:00", "fault": [{"service": "rss", "kind": "429", "times": 1}]}
    state = requests.post(f"{arxiv.url}/_control", json=order, timeout=60).json()
    assert state["latest_day"] == "2026-11-18"
    assert state["faults"] == [{"service": "rss", "kind": "429", "category": None, "times": 1}]
    assert get(arxiv, "/rss/cs.LG").status_code == 429
    assert (
        requests.post(f"{arxiv.url}/_control", json={"clear": True, "clear_log": True}, timeout=60).json()["faults"]
        == []
    )
    assert requests.get(f"{arxiv.url}/_log", timeout=60).json()["requests"] == []
