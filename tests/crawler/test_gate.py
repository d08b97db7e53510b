"""The gate: spacing and one connection over all processes, and long waits that outlive them."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from crawler.config import Settings
from crawler.errors import CoolingDownError, FetchError, StoppedError
from crawler.gate import Gate, Service, user_agent
from crawler.store import gate as rows
from crawler.store.session import writing
from tests.crawler.conftest import settings_for
from tests.standin import StandIn, World
from tests.standin.faults import Fault
from tests.standin.messages import Reply, Request

ASK = """
import sys
from crawler.config import Settings
from crawler.gate import Gate, Service
from crawler.store.session import open_database
settings = Settings.from_environment()
gate = Gate(open_database(settings.database), settings)
for _ in range(int(sys.argv[1])):
    gate.get(Service.RSS, settings.arxiv_rss_url + "/cs.CL")
"""


@pytest.fixture
def gate(engine: Engine, arxiv: StandIn) -> Callable[..., Gate]:
    """Makes gates before the stand-in, all on one database."""
    return lambda **more: Gate(engine, settings_for(arxiv, **more))


def feed(arxiv: StandIn) -> str:
    return f"{arxiv.url}/rss/cs.CL"


def test_requests_are_as_far_apart_as_the_settings_say(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    through = gate(PAPERSTAND_ARXIV_DELAY="0.1")
    for _ in range(4):
        through.get(Service.RSS, feed(arxiv))
    spacing = arxiv.log.minimum_spacing()
    assert spacing is not None
    assert spacing >= 0.1


def test_pages_of_arxiv_org_are_five_times_as_far_apart(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    through = gate(PAPERSTAND_ARXIV_DELAY="0.05")
    for _ in range(3):
        through.get(Service.LIST, f"{arxiv.url}/list/cs.CL/new")
        through.get(Service.RSS, feed(arxiv))
    pages, all_of_it = arxiv.log.minimum_spacing({"list"}), arxiv.log.minimum_spacing()
    assert pages is not None
    assert pages >= 0.25
    assert all_of_it is not None
    assert all_of_it >= 0.05


def test_processes_share_one_spaced_connection(engine: Engine, arxiv: StandIn) -> None:
    processes = [ask(engine, arxiv, "4", delay="0.05") for _ in range(3)]
    assert [process.wait(timeout=600) for process in processes] == [0, 0, 0]
    spacing = arxiv.log.minimum_spacing()
    assert len(arxiv.log.requests()) == 12
    assert arxiv.log.most_simultaneous() == 1
    assert spacing is not None
    assert spacing >= 0.05


def test_a_process_killed_inside_the_gate_does_not_close_it(
    engine: Engine, arxiv: StandIn, gate: Callable[..., Gate], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    wait = Gate.wait
    monkeypatch.setattr(Gate, "wait", lambda self, seconds: (waits.append(seconds), wait(self, seconds)))
    arxiv.fault("rss", "timeout", times=1)
    process = ask(engine, arxiv, "1", delay="0.05")
    wait_for(lambda: len(arxiv.log.requests()) == 1)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    gate().get(Service.RSS, feed(arxiv))
    assert sum(waits) < 10, "a dead holder's lease lasts over a minute; it must not be waited out"


@pytest.mark.parametrize("refusal", ["429", "503", "403"])
def test_a_service_that_asks_us_to_slow_down_is_left_alone_even_after_a_restart(
    gate: Callable[..., Gate], arxiv: StandIn, refusal: str
) -> None:
    arxiv.fault("rss", refusal, times=1)
    with pytest.raises(CoolingDownError, match="left alone until"):
        gate(PAPERSTAND_ARXIV_DELAY="60").get(Service.RSS, feed(arxiv), patience=0)
    with pytest.raises(CoolingDownError):
        gate().get(Service.RSS, feed(arxiv), patience=0)
    assert len(arxiv.log.requests()) == 1


def test_the_other_services_are_not_held_up_by_one_that_is_cooling(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    arxiv.fault("api", "429", times=1)
    through = gate(PAPERSTAND_ARXIV_DELAY="0.5")
    with pytest.raises(CoolingDownError):
        through.get(Service.API, f"{arxiv.url}/api/query", {"id_list": "2611.00001"}, patience=0)
    assert through.get(Service.RSS, feed(arxiv)).status == 200


def test_refusals_in_a_row_lengthen_the_wait_and_an_answer_ends_it(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    arxiv.fault("rss", "429", times=3)
    through = gate(PAPERSTAND_ARXIV_DELAY="0.01")
    assert through.get(Service.RSS, feed(arxiv), patience=60).status == 200
    starts = [request.started for request in arxiv.log.requests()]
    waits = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert waits[0] >= 0.075
    assert waits[1] >= 4 * 0.075
    assert waits[2] >= 16 * 0.075
    assert through.get(Service.RSS, feed(arxiv), patience=0).status == 200


def test_a_retry_after_header_is_obeyed(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    arxiv.fault("rss", "503", times=1, retry_after=2)
    gate().get(Service.RSS, feed(arxiv), patience=600)
    first, second = arxiv.log.requests()
    assert second.started - first.started >= 2


def test_a_retry_after_of_nothing_means_twenty_spacings(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    arxiv.fault("rss", "503", times=1, retry_after=0)
    gate(PAPERSTAND_ARXIV_DELAY="0.02").get(Service.RSS, feed(arxiv), patience=600)
    first, second = arxiv.log.requests()
    assert second.started - first.started >= 0.4


@pytest.mark.parametrize("fault", ["cut", "timeout", "500"])
def test_a_passing_fault_is_tried_again(gate: Callable[..., Gate], arxiv: StandIn, fault: str) -> None:
    arxiv.fault("rss", fault, times=1, **({"seconds": 0.2} if fault == "timeout" else {}))
    assert b"</rss>" in gate().get(Service.RSS, feed(arxiv)).body
    assert len(arxiv.log.requests()) == 2


def test_a_cut_body_is_never_taken_for_a_whole_one(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    arxiv.fault("rss", "cut")
    with pytest.raises(FetchError, match=r"cut off|no connection"):
        gate().get(Service.RSS, feed(arxiv))


def test_a_status_nobody_asked_for_is_an_error_that_names_it(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    arxiv.fault("rss", "404")
    with pytest.raises(FetchError, match="HTTP 404") as caught:
        gate().get(Service.RSS, feed(arxiv))
    assert caught.value.status == 404
    assert len(arxiv.log.requests()) == 1, "a 404 is an answer; asking again would not help"


def test_nobody_listening_is_an_error_that_says_so(engine: Engine, arxiv: StandIn) -> None:
    address = feed(arxiv)
    through = Gate(engine, settings_for(arxiv))
    arxiv.stop()
    with pytest.raises(FetchError, match="no connection") as caught:
        through.get(Service.RSS, address)
    assert caught.value.status is None


def test_redirects_on_the_same_host_pass_the_gate_too(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    answer = gate(PAPERSTAND_ARXIV_DELAY="0.02").get(Service.LIST, f"{arxiv.url}/catchup/cs.SY/2026-11-20?abs=True")
    assert "/catchup/eess.SY/" in answer.url
    spacing = arxiv.log.minimum_spacing()
    assert spacing is not None
    assert spacing >= 0.1


def test_being_told_to_stop_ends_a_wait_at_once(engine: Engine, arxiv: StandIn) -> None:
    stop = threading.Event()
    through = Gate(engine, settings_for(arxiv, PAPERSTAND_ARXIV_DELAY="3600"), stop)
    through.get(Service.RSS, feed(arxiv))
    threading.Timer(0.1, stop.set).start()
    with pytest.raises(StoppedError):  # an hour later, if at all, were it not ended
        through.get(Service.RSS, feed(arxiv))


@pytest.mark.parametrize(
    ("contact", "part"),
    [
        ("ada@example.org", "(+mailto:ada@example.org)"),
        ("https://example.org/p", "(+https://example.org/p)"),
        ("", "no contact"),
    ],
)
def test_we_say_who_we_are(contact: str, part: str) -> None:
    assert user_agent(contact).startswith("Paperstand/")
    assert part in user_agent(contact)


def test_every_request_carries_it(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    gate(PAPERSTAND_CONTACT="ada@example.org").get(Service.RSS, feed(arxiv))
    assert arxiv.log.requests()[0].user_agent == user_agent("ada@example.org")


def ask(engine: Engine, arxiv: StandIn, times: str, delay: str) -> subprocess.Popen[bytes]:
    """A process of its own that sends some requests through the gate of the same database."""
    address = engine.url.render_as_string(hide_password=False)
    environment = {
        **os.environ,
        **arxiv.settings(),
        "PAPERSTAND_DATABASE_URL": address,
        "PAPERSTAND_ARXIV_DELAY": delay,
    }
    return subprocess.Popen([sys.executable, "-c", ASK, times], env=environment)


def wait_for(happened: Callable[[], bool], seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_settings_keep_the_pace_arxiv_asks_for() -> None:
    assert Settings().arxiv_delay == 3
    assert Settings().page_delay == 15


def test_being_told_to_stop_ends_an_answer_that_only_drips(engine: Engine, arxiv: StandIn) -> None:
    stop = threading.Event()
    arxiv.fault("rss", "drip", size=1, delay=0.02)
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(StoppedError):
        Gate(engine, settings_for(arxiv), stop).get(Service.RSS, feed(arxiv))


@pytest.mark.parametrize(
    "target", ["http://[", "http://other.example.org/rss", "/rss/cs.CL", "http://127.0.0.1:99999/"]
)
def test_a_redirect_that_leads_nowhere_is_an_error_not_a_traceback(
    engine: Engine, invented: World, target: str
) -> None:
    class Redirecting(StandIn):
        def answer(self, request: Request) -> tuple[Reply, list[Fault]]:
            return Reply("", 302, headers={"Location": target}), []

    with Redirecting(invented) as arxiv, pytest.raises(FetchError, match=r"/rss/cs\.CL"):
        Gate(engine, settings_for(arxiv)).get(Service.RSS, feed(arxiv))


@pytest.mark.parametrize("service", list(Service))
def test_a_clock_that_was_a_year_ahead_closes_nothing_for_a_year(engine: Engine, service: Service) -> None:
    now = datetime.now(UTC)
    next_year, spacing = now + timedelta(days=365), rows.Spacing(0.01, 0.05, page=service.is_page)
    with writing(engine) as session:
        assert rows.try_enter(session, "another-host:1:cafe0001", next_year, spacing, hold=60) is None
        rows.cool_down(session, service, 3, next_year + timedelta(hours=1), "HTTP 429")
    with writing(engine) as session:
        assert rows.cooling_until(session, service, now) is None
        assert rows.try_enter(session, "here:2:cafe0002", now, spacing, hold=60) is not None
        for seconds in (360, 361):  # once the longest hold is over, its spacing
            entered = rows.try_enter(session, "here:2:cafe0002", now + timedelta(seconds=seconds), spacing, hold=60)
        assert entered is None


def test_no_wish_to_be_left_alone_is_granted_for_more_than_a_day(gate: Callable[..., Gate], arxiv: StandIn) -> None:
    arxiv.fault("rss", "429", retry_after=10**9)
    with pytest.raises(CoolingDownError) as caught:
        gate().get(Service.RSS, feed(arxiv), patience=0)
    assert timedelta(hours=23) < caught.value.until - datetime.now(UTC) <= timedelta(days=1)
    with pytest.raises(CoolingDownError):
        gate().get(Service.RSS, feed(arxiv), patience=0)
    assert len(arxiv.log.requests()) == 1


def test_having_waited_for_the_database_is_no_reason_to_ask_sooner(engine: Engine) -> None:
    before_the_wait, left = datetime.now(UTC), datetime.now(UTC) + timedelta(seconds=20)
    spacing = rows.Spacing(3, 15, page=False)
    with writing(engine) as session:
        assert rows.try_enter(session, "another-host:1:cafe0001", before_the_wait, spacing, hold=60) is None
        rows.leave(session, "another-host:1:cafe0001", left, spacing)
    with writing(engine) as session:
        assert rows.try_enter(session, "here:2:cafe0002", before_the_wait, spacing, hold=60) is not None
    with writing(engine) as session:
        assert rows.try_enter(session, "here:2:cafe0002", left + timedelta(seconds=2.9), spacing, hold=60) is not None
        assert rows.try_enter(session, "here:2:cafe0002", left + timedelta(seconds=3), spacing, hold=60) is None
