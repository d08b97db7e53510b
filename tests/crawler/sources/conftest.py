import os
from collections.abc import Callable
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def feed() -> Callable[[str], bytes]:
    """Reads one of the invented answers in tests/data/feeds."""
    return lambda name: (_ROOT / "tests" / "data" / "feeds" / name).read_bytes()


@pytest.fixture(scope="session")
def captures() -> Path:
    """The folder of recorded answers, which are not part of the project."""
    folder = Path(os.environ.get("PAPERSTAND_SHARED") or _ROOT.parent / "shared") / "data"
    if not folder.is_dir():
        pytest.skip(f"no recorded answers of arXiv at {folder}; PAPERSTAND_SHARED says where they are")
    return folder
