"""The admin's commands: what is redone, which answer is shown, what it costs, and what waits."""

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from click.testing import Result

from crawler.config import Price
from crawler.store import endpoint
from crawler.store.models import Spending
from crawler.store.session import writing
from tests.standin.server import StandIn
from tests.webapp.answering import FABRICATED, FAITHFUL, ask, fail, held, write
from tests.webapp.stand import FRIDAY, THURSDAY, Stand

FIRST, SECOND = "2611.00001", "2611.00002"
MODEL: dict[str, object] = {"llm_model": "small-model", "llm_prices": (Price("small-model", 1.0, 0.1, 2.0),)}


@pytest.fixture
def papers(shop: Stand) -> Stand:
    shop.announce(FIRST, day=THURSDAY)
    shop.announce(SECOND, day=FRIDAY)
    return shop


def run(stand: Stand, *arguments: str, **settings: object) -> Result:
    return stand.app(**{**MODEL, **settings}).test_cli_runner().invoke(args=["admin", *arguments])


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_papers_named_are_redone_in_every_language(papers: Stand) -> None:
    result = run(papers, "resummarize", FIRST)
    assert result.exit_code == 0
    assert "14 answers queued, about 254,200 tokens, 0.27." in result.output
    assert len(held(papers)) == 14
    assert {answer.priority for answer in held(papers)} == {2}


def test_a_program_is_told_an_object_a_line(papers: Stand) -> None:
    [told] = lines(run(papers, "resummarize", FIRST, "-q", "tldr", "--lang", "zh", "--model", "other", "--json"))
    assert told == {
        "paper": FIRST, "question": "tldr", "language": "zh", "state": "queued", "model": "other", "tokens": 1100, "cost": None,
    }  # fmt: skip
    [answer] = held(papers)
    assert answer.asked_model == "other"


def test_a_dry_run_queues_nothing(papers: Stand) -> None:
    result = run(papers, "resummarize", FIRST, "--dry-run")
    assert "14 answers would be queued" in result.output
    assert held(papers) == []


def test_papers_are_chosen_by_category_and_days(papers: Stand) -> None:
    papers.announce("2611.00003", "cs.LG", FRIDAY)
    narrow = ("-q", "q1", "--lang", "en", "--json", "--dry-run")
    assert [row["paper"] for row in lines(run(papers, "resummarize", "-c", "cs.CL", *narrow))] == [SECOND, FIRST]
    since = lines(run(papers, "resummarize", "-c", "cs.CL", "--since", "2026-11-20", *narrow))
    assert [row["paper"] for row in since] == [SECOND]
    until = lines(run(papers, "resummarize", "--until", "2026-11-19", *narrow))
    assert [row["paper"] for row in until] == [FIRST]
    assert len(lines(run(papers, "resummarize", "-c", "cs.CL", "--limit", "1", *narrow))) == 1


def test_stale_redoes_what_read_an_older_version_and_nothing_else(papers: Stand) -> None:
    for paper in (FIRST, SECOND):
        for question in ("q1", "q2"):
            ask(papers, paper, [question])
            write(papers, FAITHFUL)
    versions = {"prompt": run(papers, "resummarize", "--stale", "--dry-run", "--json")}
    assert lines(versions["prompt"]) == [], "they are as they would be now"
    papers.paper(FIRST, version=2)
    chosen = lines(run(papers, "resummarize", "--stale", "--json"))
    assert [(row["paper"], row["question"], row["language"], row["state"]) for row in chosen] == [
        (FIRST, "q1", "en", "queued"),
        (FIRST, "q2", "en", "queued"),
    ]
    assert lines(run(papers, "resummarize", "--stale", "--json")) == [], "they are being redone"


def test_stale_redoes_what_another_model_wrote(papers: Stand) -> None:
    ask(papers, FIRST)
    write(papers, FAITHFUL)
    [chosen] = lines(run(papers, "resummarize", "--stale", "--json", llm_model="large-model", llm_prices=()))
    assert (chosen["paper"], chosen["question"]) == (FIRST, "q1")


def test_failed_redoes_what_came_to_nothing(papers: Stand) -> None:
    ask(papers, FIRST, ["q1", "q2"])
    fail(papers, "Refused.")
    write(papers, FAITHFUL)
    [chosen] = lines(run(papers, "resummarize", "--failed", "--json"))
    assert chosen["question"] == "q1"
    assert lines(run(papers, "resummarize", "--failed", "--json")) == []


def test_waiting_works_them_off_and_says_what_they_took(papers: Stand) -> None:
    with StandIn() as model:
        settings = {
            "llm_base_url": f"{model.url}/v1",
            "arxiv_files_url": model.url,
            "arxiv_delay": 0.0,
            "llm_model": "stand-in-1",
        }
        result = run(papers, "resummarize", FIRST, "-q", "tldr", "--lang", "en", "--wait", "--json", **settings)
        told = [json.loads(line) for line in result.stdout.splitlines()]
        assert (result.exit_code, [row["state"] for row in told]) == (0, ["done"])
        model.fault("llm", "filtered")
        result = run(papers, "resummarize", FIRST, "-q", "tldr", "--lang", "en", "--wait", "--json", **settings)
        assert (result.exit_code, json.loads(result.stdout)["state"]) == (1, "failed")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("2611.99999",),
        ("nonsense",),
        ("-c", "cs.XX"),
        (FIRST, "-q", "q9"),
        (FIRST, "--lang", "fr"),
        ("--since", "soon"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(papers: Stand, arguments: tuple[str, ...]) -> None:
    assert run(papers, "resummarize", *arguments).exit_code == 2
    assert held(papers) == []


def test_without_a_model_nothing_is_queued(papers: Stand) -> None:
    result = run(papers, "resummarize", FIRST, llm_model="", llm_prices=())
    assert result.exit_code == 2
    assert "No model is set up" in result.output


def test_the_history_marks_the_answer_shown_and_another_can_be_picked(papers: Stand) -> None:
    ask(papers, FIRST)
    first = write(papers, FAITHFUL)
    run(papers, "resummarize", FIRST, "-q", "q1", "--lang", "en")
    second = write(papers, FABRICATED)
    shown = {row["number"]: row["shown"] for row in lines(run(papers, "answers", FIRST, "--json"))}
    assert shown == {second: True, first: False}
    assert f"* {first} q1 en, generation 1, done, picked" in run(papers, "answers", FIRST, "--use", str(first)).output
    assert f"* {second} q1 en, generation 2" in run(papers, "answers", FIRST, "--use-newest", str(first)).output
    difference = run(papers, "answers", FIRST, "--diff", str(first), str(second)).output
    assert "-The light is saved on three orchards." in difference
    assert "+It saves 98.7 of all apples." in difference


def test_an_answer_that_is_not_there_or_not_done_cannot_be_picked(papers: Stand) -> None:
    ask(papers, FIRST)
    [queued] = held(papers)
    for number in (queued.id, 999):
        assert run(papers, "answers", FIRST, "--use", str(number)).exit_code == 2


def test_hiding_a_paper_ends_what_is_queued_and_can_be_undone(papers: Stand) -> None:
    ask(papers, FIRST)
    assert lines(run(papers, "hide", FIRST, "--reason", "its author asked", "--json")) == [
        {"paper": FIRST, "hidden": True}
    ]
    assert [answer.state for answer in held(papers)] == ["hidden"]
    assert "0 answers queued" in run(papers, "resummarize", FIRST).output
    assert len(held(papers)) == 1
    run(papers, "hide", FIRST, "--undo")
    run(papers, "resummarize", FIRST, "-q", "q1", "--lang", "en")
    assert [answer.state for answer in held(papers)] == ["hidden", "queued"]


def test_the_queue_is_shown_in_its_order_with_the_servers_trouble(papers: Stand) -> None:
    run(papers, "resummarize", FIRST, "-q", "q1", "--lang", "en")
    ask(papers, SECOND, ["q2"])
    with writing(papers.engine) as session:
        endpoint.note_trouble(session, "It does not answer.", papers.now, certain=True)
    queued = lines(run(papers, "queue", "--json"))
    assert [(row["paper"], row["priority"]) for row in queued] == [(SECOND, "reader"), (FIRST, "history")]
    assert "It does not answer." in run(papers, "queue").output


def test_retry_gives_what_came_to_nothing_another_chance(papers: Stand) -> None:
    ask(papers, FIRST, ["q1", "q2"])
    fail(papers, "Refused.")
    write(papers, FAITHFUL)
    result = run(papers, "retry", FIRST)
    assert "1 queued anew" in result.output
    assert [answer.state for answer in held(papers)] == ["failed", "done", "queued"]


def test_costs_are_told_by_day_and_model(papers: Stand) -> None:
    papers.row(
        Spending(
            day=date(2026, 11, 20),
            model="small-model",
            requests=3,
            prompt_tokens=9000,
            completion_tokens=300,
            cost=0.02,
        )
    )
    [told] = lines(run(papers, "costs", "--json"))
    assert (told["day"], told["requests"], told["tokens"], told["cost"]) == ("2026-11-20", 3, 9300, 0.02)
    assert "2026-11-20 small-model: 3 requests, 9,300 tokens, 0.0200" in run(papers, "costs").output


def test_tokens_of_a_model_without_a_price_are_not_called_free(papers: Stand) -> None:
    papers.row(Spending(day=date(2026, 11, 20), model="another", requests=1, prompt_tokens=90, completion_tokens=10))
    assert "another: 1 requests, 100 tokens, no price known" in run(papers, "costs").output


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("PAPERSTAND_PORT", "http", "PAPERSTAND_PORT is a port number"),
        ("PAPERSTAND_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none", "database"),
    ],
)
def test_a_site_that_cannot_be_made_is_told_in_a_sentence(variable: str, value: str, sentence: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "webapp", "admin", "costs"]
    done = subprocess.run(command, env=os.environ | {variable: value}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: ")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
