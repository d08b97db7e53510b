"""What every crawling job needs, and how it says where it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from crawler.clock import Clock
from crawler.config import Settings
from crawler.gate import Gate

# Called with what is being done, the number of steps done and their total so far.
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Crawl:
    """The parts a job works with. The clock may be a recorded day's; the gate always goes by the machine's."""

    engine: Engine
    gate: Gate
    settings: Settings
    clock: Clock

    def now(self) -> datetime:
        """The time now, aware UTC."""
        return self.clock.now()


def silent(_message: str, _done: int, _total: int) -> None:
    """A report to nobody."""
