import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.standin import StandIn, World, invented_world

FRIDAY_MORNING = "2026-11-20T09:00"


@pytest.fixture(scope="session")
def world() -> World:
    """The invented papers of Monday 16 to Friday 20 November 2026."""
    return invented_world(date(2026, 11, 20))


@pytest.fixture
def arxiv(world: World) -> Iterator[StandIn]:
    """A stand-in on the morning of the last of the five days."""
    with StandIn(world, now=FRIDAY_MORNING) as standin:
        yield standin


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded answers of the real arXiv, which is not part of the project."""
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("PAPERSTAND_SHARED") or root.parent / "shared") / "data"
    if not folder.is_dir():
        pytest.skip("no recorded answers of arXiv here; set PAPERSTAND_SHARED to the folder that holds them")
    return folder
