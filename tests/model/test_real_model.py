"""One real, very small model over the wire: real text for a real-shaped paper, its tokens counted, its window too small at first.

Run by `make test-model`, which installs the model; skipped where that was not done. What it writes is not judged: only that
whatever a real server sends is followed, counted, checked and stored.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
from sqlalchemy import Engine

from crawler.clock import Clock
from crawler.config import Settings
from crawler.fulltext import FullText, Section
from crawler.gate import Gate
from crawler.grounding import Check
from crawler.jobs.answering import Answerer
from crawler.jobs.crawl import Crawl
from crawler.llm import prompts
from crawler.llm.client import Client
from crawler.llm.errors import TooLongError
from crawler.llm.watch import Patience
from crawler.store import answers, fulltexts, spending
from crawler.store.answers import State
from crawler.store.models import Answer
from crawler.store.session import open_database, reading, writing
from tests.crawler.shelf import ABSTRACT, shelve
from tests.model_server import weights

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(weights() is None, reason="no real model here: `make test-model` installs one"),
]

CONTEXT = 2048  # tokens; the system prompt takes a fifth of them, and the paper more than the rest
SECTIONS = ("1 Introduction", "2 Related work", "3 Lazy leaves", "4 Experiments", "5 Limitations", "6 Conclusion")
LONG = FullText(
    "html", tuple(Section(title, "\n\n".join([f"In {title.lower()}: {ABSTRACT}"] * 6)) for title in SECTIONS)
)
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def model() -> Iterator[str]:
    """The address of a server with the model."""
    command = [sys.executable, "-m", "tests.model_server", "--context", str(CONTEXT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[-1] + "/v1"
        finally:
            server.terminate()


@pytest.fixture
def engine(fresh_sqlite: str) -> Iterator[Engine]:
    engine = open_database(fresh_sqlite)
    yield engine
    engine.dispose()


def test_the_server_sends_null_deltas_and_a_chunk_of_usage(model: str) -> None:
    body = {
        "model": "any",
        "messages": [{"role": "user", "content": "Say hello."}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 8,
    }
    text = requests.post(f"{model}/chat/completions", json=body, timeout=300).text
    assert '"content":null' in text
    assert '"choices":[],' in text
    assert text.endswith("data: [DONE]\n\n")


def test_a_prompt_beyond_its_window_is_told_from_other_refusals(model: str) -> None:
    client = Client(model, "", Patience())
    with pytest.raises(TooLongError):
        client.ask("any", prompts.conversation(f"{ABSTRACT} " * 60, "q1", "en"), 100)
    client.close()


def test_an_answer_is_written_from_a_paper_that_did_not_fit_at_first(engine: Engine, model: str) -> None:
    (paper,) = shelve(engine, "2611.00001")
    with writing(engine) as session:
        fulltexts.keep(session, paper, 1, LONG, NOW)
        asked = answers.request_answers(session, paper, ["tldr", "q1"], "en", NOW)
    settings = Settings(llm_base_url=model, llm_model="SmolLM2-135M", llm_context=6000)
    crawl = Crawl(engine, Gate(engine, settings), settings, Clock(NOW))
    client = Client(settings.llm_base_url, settings.llm_api_key, Patience())
    answerer = Answerer(crawl, client)
    states: list[State] = []
    while (task := answerer.claim()) is not None:
        states.append(answerer.write(task))
    client.close()
    assert len(states) == 2
    with reading(engine) as session:
        rows = [session.get_one(Answer, answer.id) for answer in asked.values()]
        (day,) = spending.spent(session, NOW.date(), NOW.date())
    for row in rows:
        # So small a model may go in circles until the longest answer: then it is partial, and said to be endless.
        assert row.state == State.DONE or (row.state, row.error_kind) == (State.PARTIAL, "endless")
        assert row.text.strip()
        assert row.prompt_tokens is not None
        assert row.prompt_tokens > 300
        assert row.completion_tokens
        if row.question == "q1":
            assert row.read is not None
            assert (row.read["source"], row.read["whole"]) == ("html", False)
        if row.state == State.DONE:
            assert Check.from_json(row.checks or []).paragraphs
    assert (day.requests, day.reserved_tokens) == (2, 0)
    assert day.completion_tokens == sum(row.completion_tokens or 0 for row in rows)
