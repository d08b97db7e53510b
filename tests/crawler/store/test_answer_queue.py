"""The workers' side: claims that exclude each other, leases that end, and every way in which an attempt may end."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crawler.store import answer_queue as queue
from crawler.store import answers, spending
from crawler.store.answer_queue import LEASE, MOST_ATTEMPTS, Trouble, Written
from crawler.store.answers import Priority, State
from crawler.store.models import Answer
from crawler.store.processes import new_holder
from crawler.store.session import reading, writing
from crawler.store.spending import Limits, Usage
from tests.crawler.shelf import shelve

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
CUT = Trouble("cut", "The stream broke off.")
SERVER = Trouble("server", "The server failed.")
GONE = "localhost:1:x"  # a holder on no machine that we know


@pytest.fixture
def stand(engine: Engine) -> Engine:
    """A database with the seven answers of one paper queued."""
    (paper,) = shelve(engine, "2611.00001")
    with writing(engine) as session:
        answers.request_answers(session, paper, answers.QUESTIONS, "en", NOW, Priority.TODAY)
    return engine


def take(engine: Engine, holder: str = GONE, now: datetime = NOW, least: Priority = Priority.HISTORY) -> Answer | None:
    with writing(engine) as session:
        return queue.claim(session, holder, now, least)


def taken(engine: Engine, holder: str = GONE, now: datetime = NOW) -> Answer:
    answer = take(engine, holder, now)
    assert answer is not None
    return answer


def change(engine: Engine, function: Callable[..., bool], *arguments: object, **more: object) -> bool:
    with writing(engine) as session:
        return function(session, *arguments, **more)


def row(engine: Engine, number: int) -> Answer:
    with reading(engine) as session:
        return session.get_one(Answer, number)


def written(text: str) -> Written:
    return Written(text, "small", "1.1.1", 1, {"source": "abstract"}, Usage(100, 50, 10, 0.25))


def test_answers_are_claimed_by_urgency_then_age_and_each_by_one_worker(stand: Engine) -> None:
    (other,) = shelve(stand, "2611.00002")
    with writing(stand) as session:
        answers.request_answers(session, other, ["q1"], "en", NOW + timedelta(seconds=1), Priority.READER)
    claimed = [taken(stand, f"h:1:{number}", NOW + timedelta(seconds=1)) for number in range(8)]
    assert [(answer.paper_id == other, answer.question) for answer in claimed] == [
        (True, "q1"),
        *((False, question) for question in answers.QUESTIONS),
    ]
    assert take(stand) is None


def test_what_is_less_urgent_can_be_left_alone(stand: Engine) -> None:
    assert take(stand, least=Priority.READER) is None
    with reading(stand) as session:
        assert not queue.is_waiting(session, NOW, Priority.READER)
        assert queue.is_waiting(session, NOW)


def test_several_workers_at_once_never_get_the_same_answer(stand: Engine) -> None:
    together, claimed = threading.Barrier(7), list[int]()

    def work() -> None:
        together.wait()
        claimed.append(taken(stand, new_holder()).id)

    workers = [threading.Thread(target=work) for _ in range(7)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(set(claimed)) == 7


def test_a_lease_that_runs_out_lets_another_take_over_and_the_first_finds_out(stand: Engine) -> None:
    first = taken(stand, "a:1:first")
    assert change(stand, queue.write_progress, first.id, "a:1:first", "So f", NOW)
    later = NOW + LEASE + timedelta(seconds=1)
    second = taken(stand, "b:1:second", later)
    assert (second.id, second.attempts, second.text) == (first.id, 2, "So f")
    for late in (
        lambda session: queue.write_progress(session, first.id, "a:1:first", "So far", later),
        lambda session: queue.keep_text(session, first.id, "a:1:first", written("So far"), later),
        lambda session: queue.finish(session, first.id, "a:1:first", [], later),
        lambda session: queue.cut(session, first.id, "a:1:first", written("So"), CUT, later, again=True),
        lambda session: queue.postpone(session, first.id, "a:1:first", SERVER, None, later),
        lambda session: queue.fail(session, first.id, "a:1:first", SERVER, None, later),
        lambda session: queue.give_back(session, first.id, "a:1:first", None, None, later),
    ):
        assert not change(stand, late)
    assert row(stand, first.id).holder == "b:1:second"


def test_progress_and_renewal_keep_the_lease(stand: Engine) -> None:
    numbers = {taken(stand, f"a:1:{place}").id for place in range(7)}
    almost = NOW + LEASE - timedelta(seconds=1)
    first = min(numbers)
    assert change(stand, queue.write_progress, first, "a:1:0", "So far", almost)
    with writing(stand) as session:
        queue.renew(session, [f"a:1:{place}" for place in range(1, 6)], almost)
    assert taken(stand, "b:1:x", NOW + LEASE + timedelta(seconds=1)).id == max(numbers)
    assert take(stand, "b:1:y", NOW + LEASE + timedelta(seconds=1)) is None


def test_what_a_dead_process_of_this_machine_had_is_free_at_once(stand: Engine) -> None:
    ours, other = new_holder(), "elsewhere:1:x"
    host = ours.split(":")[0]
    dead = f"{host}:{2**22 + 1}:x"  # beyond the largest process id that Linux hands out
    for holder in (ours, other, dead):
        taken(stand, holder)
    with writing(stand) as session:
        assert queue.orphans(session) == [dead]
        queue.free(session, [dead], NOW)
    assert taken(stand).question == "q2"


def test_a_text_that_arrived_whole_is_never_asked_for_again(stand: Engine) -> None:
    first = taken(stand)
    assert change(stand, queue.keep_text, first.id, GONE, written("The whole text."), NOW)
    again = taken(stand, "b:1:x", NOW + LEASE + timedelta(seconds=1))
    assert (again.id, again.text, again.finished, again.cost) == (first.id, "The whole text.", NOW, 0.25)
    assert change(stand, queue.finish, first.id, "b:1:x", [["found"]], NOW + LEASE)
    done = row(stand, first.id)
    assert (done.state, done.due, done.holder, done.checks, done.finished) == (State.DONE, None, None, [["found"]], NOW)


def test_a_cut_text_is_kept_as_partial_and_written_anew(stand: Engine) -> None:
    first = taken(stand)
    assert change(stand, queue.cut, first.id, GONE, written("Half a"), CUT, NOW, again=True)
    half = row(stand, first.id)
    assert (half.state, half.text, half.error_kind, half.due) == (
        State.PARTIAL,
        "Half a",
        "cut",
        NOW + timedelta(seconds=5),
    )
    with reading(stand) as session:
        assert answers.shown(session, [half.paper_id], "en") == {}, "never shown as whole"
    again = taken(stand, GONE, NOW + timedelta(seconds=5))
    assert (again.id, again.attempts) == (first.id, 2)
    assert change(stand, queue.cut, first.id, GONE, written("Half"), CUT, NOW, again=False)
    assert row(stand, first.id).due is None


def test_vain_attempts_wait_ever_longer_and_the_fifth_parks_the_answer(stand: Engine) -> None:
    first, now, waits = taken(stand), NOW, list[float]()
    for _ in range(MOST_ATTEMPTS - 1):
        assert change(stand, queue.postpone, first.id, GONE, SERVER, None, now)
        waiting = row(stand, first.id)
        assert waiting.state == State.QUEUED
        assert waiting.due is not None
        waits.append((waiting.due - now).total_seconds())
        now = waiting.due
        with writing(stand) as session:  # the others are done meanwhile
            session.query(Answer).where(Answer.id != first.id).update({"due": None})
        assert taken(stand, GONE, now).id == first.id
    assert waits == [5, 20, 80, 320]
    assert change(stand, queue.postpone, first.id, GONE, SERVER, None, now)
    parked = row(stand, first.id)
    assert (parked.state, parked.due, parked.error) == (State.PARKED, None, SERVER.sentence)


def test_an_answer_that_kills_its_workers_is_parked_and_blocks_no_other(stand: Engine) -> None:
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        poison = taken(stand, GONE, now)
        assert poison.question == "tldr"
        now += LEASE + timedelta(seconds=1)
    assert taken(stand, GONE, now).question == "q1"
    parked = row(stand, poison.id)
    assert (parked.state, parked.error_kind) == (State.PARKED, "killed")


def test_an_answer_given_back_is_none_the_worse(stand: Engine) -> None:
    first = taken(stand)
    assert change(stand, queue.give_back, first.id, GONE, SERVER, None, NOW)
    back = row(stand, first.id)
    assert (back.state, back.attempts, back.due, back.error) == (State.QUEUED, 0, NOW, SERVER.sentence)
    assert taken(stand).id == first.id


def test_a_failed_answer_is_not_taken_again(stand: Engine) -> None:
    first = taken(stand)
    assert change(stand, queue.fail, first.id, GONE, Trouble("filtered", "Refused."), None, NOW)
    assert row(stand, first.id).state == State.FAILED
    assert taken(stand).question == "q1"


def test_a_time_from_a_wrong_clock_holds_nothing_up(stand: Engine) -> None:
    with writing(stand) as session:
        session.query(Answer).update({"due": NOW + timedelta(days=400)})
    assert taken(stand).question == "tldr"


def test_what_a_killed_worker_had_reserved_counts_as_spent(stand: Engine) -> None:
    first = taken(stand)

    def reserve(session: Session) -> bool:
        return spending.reserve(session, session.get_one(Answer, first.id), "small", 1000, 2.0, Limits(), NOW)

    assert change(stand, reserve)
    taken(stand, "b:1:x", NOW + LEASE + timedelta(seconds=1))
    with reading(stand) as session:
        (day,) = spending.spent(session, NOW.date(), NOW.date())
        assert (day.requests, day.prompt_tokens, day.cost, day.reserved_tokens, day.reserved_cost) == (
            1,
            1000,
            2.0,
            0,
            0.0,
        )
