import threading
import time

import requests

from tests.standin import StandIn


def test_a_request_is_logged_with_who_asked_for_what(arxiv: StandIn) -> None:
    requests.get(f"{arxiv.url}/catchup/cs.LG/2026-11-18?abs=True", headers={"User-Agent": "Tester/1.0"}, timeout=60)
    [entry] = arxiv.log.requests()
    assert (entry.service, entry.path, entry.query, entry.user_agent, entry.status) == (
        "catchup",
        "/catchup/cs.LG/2026-11-18",
        "abs=True",
        "Tester/1.0",
        200,
    )
    assert not entry.overlapping


def test_requests_one_after_the_other_are_spaced_and_alone(arxiv: StandIn) -> None:
    with requests.Session() as session:
        for category in ("cs.LG", "cs.CL", "cs.AI"):
            session.get(f"{arxiv.url}/rss/{category}", timeout=60)
            time.sleep(0.05)
    spacing = arxiv.log.minimum_spacing()
    assert spacing is not None
    assert spacing >= 0.05
    assert arxiv.log.most_simultaneous() == 1
    assert not any(request.overlapping for request in arxiv.log.requests())


def test_requests_at_the_same_time_are_found_out(arxiv: StandIn) -> None:
    arxiv.fault("rss", "timeout", times=1, seconds=2)

    def wait_in_vain() -> None:
        try:
            requests.get(f"{arxiv.url}/rss/cs.LG", timeout=60)
        except requests.ConnectionError:
            return  # silence, then the connection closes: as ordered

    waiting = threading.Thread(target=wait_in_vain)
    waiting.start()
    while not arxiv.log.requests():
        time.sleep(0.01)
    requests.get(f"{arxiv.url}/oai?verb=Identify", timeout=60)
    waiting.join()
    assert arxiv.log.most_simultaneous() == 2
    assert [request.overlapping for request in arxiv.log.requests()] == [True, True]
    pause = arxiv.log.minimum_pause()
    assert pause is not None
    assert pause < 0


def test_the_blog_and_the_language_model_do_not_count_as_arxiv(arxiv: StandIn) -> None:
    requests.get(f"{arxiv.url}/blog/feed", timeout=60)
    requests.get(f"{arxiv.url}/v1/models", timeout=60)
    assert arxiv.log.most_simultaneous() == 0
    assert arxiv.log.minimum_spacing() is None


def test_looking_at_the_stand_in_itself_is_not_logged(arxiv: StandIn) -> None:
    requests.get(f"{arxiv.url}/_log", timeout=60)
    requests.get(f"{arxiv.url}/_manifest?category=cs.LG", timeout=60)
    assert arxiv.log.requests() == []
