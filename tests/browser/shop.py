"""A site with a few papers, a worker beside it, and the model that it asks: for tests of answers in a real browser."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from crawler.clock import Clock
from crawler.config import Settings
from crawler.gate import Gate
from crawler.jobs.answer_workers import Workers, open_client
from crawler.jobs.answering import Answerer
from crawler.jobs.crawl import Crawl
from crawler.llm.client import Client
from crawler.llm.watch import Patience
from crawler.store.answers import QUESTIONS, State
from crawler.store.models import Answer
from crawler.store.session import open_database, reading
from tests.browser.conftest import WITHOUT_WORKER
from tests.standin.server import StandIn
from tests.webapp.stand import Stand
from webapp import create_app

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

ID = "2611.00001"
ABSTRACT = (
    "Trees that grow a leaf before anyone looks at it waste light. We let leaves wait until they are asked for. "
    "On three orchards this saves a third of the light, and no apple is lost. We prove that waiting never costs more."
)
LIST = "/arxiv/cs.CL?date=2026-11-20"


class Shop:
    """A site, a worker beside it that may be stopped and started, and the model that it asks."""

    def __init__(self, database: str, folder: Path, model: StandIn) -> None:
        self.model = model
        self.settings = Settings(
            data_dir=folder, database_url=database, categories=("cs.CL",), arxiv_files_url=model.url, arxiv_delay=0.0,
            llm_base_url=f"{model.url}/v1", llm_model="stand-in-1",
        )  # fmt: skip
        self.engine = open_database(database)
        self.stand = Stand(self.engine, carried=("cs.CL",))
        self.stand.announce(ID, abstract=ABSTRACT, title="On lazy leaves")
        self.stand.announce("2611.00002", abstract=ABSTRACT, title="On lazy roots")
        self.server = make_server("127.0.0.1", 0, create_app(self.settings), threaded=True)
        self.url = f"http://127.0.0.1:{self.server.port}"
        self._serving = threading.Thread(target=self.server.serve_forever)
        self._serving.start()
        self.workers: Workers | None = None
        self._processes: list[subprocess.Popen[bytes]] = []

    def work(self) -> None:
        """Start a worker."""
        stop = threading.Event()
        crawl = Crawl(self.engine, Gate(self.engine, self.settings, stop), self.settings, self.settings.clock)
        self.workers = Workers(crawl, open_client(self.settings, stop), stop)
        self.workers.start()

    def rest(self) -> None:
        """Stop the worker; what it was writing is given back."""
        if self.workers is not None:
            self.workers.finish()
            self.workers = None

    def start_process(self) -> "subprocess.Popen[bytes]":
        """Start a worker as a program of its own, with one request at a time."""
        environment = {
            **os.environ,
            **self.model.settings(),
            "PAPERSTAND_DATA_DIR": str(self.settings.data_dir),
            "PAPERSTAND_DATABASE_URL": self.settings.database_url,
            "PAPERSTAND_ARXIV_DELAY": "0.001",
            "PAPERSTAND_LLM_MODEL": self.settings.llm_model,
            "PAPERSTAND_LLM_AHEAD": "none",
            "PAPERSTAND_LLM_PARALLEL": "1",
        }
        command = [sys.executable, "-m", "crawler", "answer"]
        silent = subprocess.DEVNULL
        self._processes.append(subprocess.Popen(command, env=environment, stdout=silent, stderr=silent))
        return self._processes[-1]

    def write_one(self, later: timedelta, patience: Patience | None = None) -> State:
        """Let a worker write the next answer at a later time, past all pauses; returns how it stands then."""
        clock = Clock(datetime.now(UTC) + later)
        crawl = Crawl(self.engine, Gate(self.engine, self.settings), self.settings, clock)
        with closing(Client(self.settings.llm_base_url, "", patience)) as client:
            answerer = Answerer(crawl, client)
            task = answerer.claim()
            assert task is not None
            return answerer.write(task)

    def counts(self) -> list[tuple[int, int, int]]:
        """By the model's own count: requests, whole streams and the most at once, of each question."""
        assert self.model.model.is_quiet()
        return [(tally.requests, tally.whole, tally.at_once) for tally in self.model.model.tallies.values()]

    def answers(self) -> list[Answer]:
        """All answers there are."""
        with reading(self.engine) as session:
            return list(session.scalars(select(Answer).order_by(Answer.id)))

    def close(self) -> None:
        """Stop everything."""
        self.rest()
        for process in self._processes:
            process.kill()
            process.wait()
        self.server.shutdown()
        self._serving.join()
        self.server.server_close()
        self.engine.dispose()


def phone(browser: Browser, shop: Shop) -> Iterator[Page]:
    """A page as wide as a small phone before a shop, until it is no longer needed."""
    context = browser.new_context(base_url=shop.url, viewport={"width": 360, "height": 740})
    context.add_init_script(WITHOUT_WORKER)
    yield context.new_page()
    context.close()


def opened(page: Page, arxiv_id: str = ID) -> Any:
    """The card of a paper with its answers opened."""
    page.goto(LIST)
    card = page.locator(f"[id='{arxiv_id}']")
    card.get_by_role("link", name="Answers").click()
    return card


def question(card: Any, key: str) -> Any:
    """The place of one question."""
    return card.locator(f"[data-key='{key}']")


def whole(card: Any, keys: Sequence[str] = QUESTIONS) -> None:
    """Wait until these answers are there with their passages checked."""
    for key in keys:
        expect(question(card, key).locator(".made")).to_be_visible()
