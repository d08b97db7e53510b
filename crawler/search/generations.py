"""Where the index lies on disk: numbered folders of which one is in use, so that it is replaced whole or not at all.

index/current      the name of the folder in use
index/7/           the engine's files, and `state.json`: which schema, and up to which revision of the database
index/building/    one that is being made; taken up again after a kill
index/*.lock       who writes
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import tantivy

from crawler.config import Settings
from crawler.errors import SearchError
from crawler.search.documents import SCHEMA_VERSION, register_analyzers, schema

_CURRENT, _STATE, _BUILDING = "current", "state.json", "building"
_REMEDY = "`python -m crawler reindex` makes it anew"


def folder_of(settings: Settings) -> Path:
    """Where this host keeps its index."""
    return settings.data_dir / "index"


@dataclass(frozen=True, slots=True)
class State:
    """How far an index has read.

    paper, arxiv_id: the newest paper in it (the greatest `papers.id`), by which it knows its database again; None: it is empty.
    """

    revision: int = 0
    paper: int | None = None
    arxiv_id: str | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """One index on disk, in use or being made."""

    path: Path

    @classmethod
    def in_use(cls, folder: Path) -> "Generation":
        """The index that is searched. Raises SearchError where there is none yet."""
        try:
            return cls(folder / (folder / _CURRENT).read_text(encoding="ascii"))
        except FileNotFoundError as error:
            raise SearchError(f"There is no search index in {folder} yet; {_REMEDY}.") from error
        except (OSError, ValueError) as error:
            raise SearchError(f"The search index in {folder} cannot be read: {error}; {_REMEDY}.") from error

    @classmethod
    def building(cls, folder: Path, *, afresh: bool) -> "Generation":
        """The index that is being made: what a killed process left of it, unless `afresh` or that is of no use."""
        generation = cls(folder / _BUILDING)
        if afresh or not generation.is_readable():
            shutil.rmtree(generation.path, ignore_errors=True)
            generation._make()
        return generation

    def state(self) -> State:
        """Raises SearchError where it cannot be told, or this program does not understand the index."""
        try:
            kept = json.loads((self.path / _STATE).read_bytes())
            if kept.pop("schema") != SCHEMA_VERSION:
                raise SearchError(
                    f"The search index in {self.path} was made by another version of Paperstand; {_REMEDY}."
                )
            return State(**kept)
        except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise SearchError(f"The search index in {self.path} is damaged: {error}; {_REMEDY}.") from error

    def is_readable(self) -> bool:
        """Whether it is there, whole as far as can be told, and of this program's making."""
        try:
            self.state()
            with engine_errors(str(self.path)):
                self.open()
        except SearchError:
            return False
        return True

    def keep(self, state: State) -> None:
        """Note how far the index has read. Call it after a commit: what is lost in between is only read again."""
        _replace(self.path / _STATE, json.dumps({"schema": SCHEMA_VERSION, **asdict(state)}))

    def stamp(self) -> tuple[int, int]:
        """Changes with every commit."""
        meta = (self.path / "meta.json").stat()
        return meta.st_mtime_ns, meta.st_ino

    def open(self) -> tantivy.Index:
        """The engine's index, as its newest commit left it. Raises the engine's errors: see `engine_errors`."""
        self.state()
        index = tantivy.Index.open(str(self.path))
        register_analyzers(index)
        index.config_reader(reload_policy="manual")
        index.reload()
        return index

    def put_in_use(self) -> "Generation":
        """Make this the index that is searched, and remove all others. Searches under way end on what they have open."""
        folder = self.path.parent
        numbers = [int(path.name) for path in folder.iterdir() if path.name.isdigit()]
        placed = Generation(self.path.rename(folder / str(max(numbers, default=0) + 1)))
        _replace(folder / _CURRENT, placed.path.name)
        for number in numbers:
            shutil.rmtree(folder / str(number), ignore_errors=True)
        return placed

    def _make(self) -> None:
        with engine_errors(f"The search index in {self.path}"):
            self.path.mkdir(parents=True)
            tantivy.Index(schema(), path=str(self.path))
            self.keep(State())


@contextmanager
def only_one(folder: Path, task: str) -> Iterator[bool]:
    """Hold a lock of this host until the end; yields False at once where another process or thread has it. A kill lets go of it.

    task: `writing` to the index in use, or `building` a new one.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / f"{task}.lock").open("wb")
    except OSError as error:
        raise SearchError(f"The search index cannot be written to {folder}: {error.strerror}.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def engine_errors(what: str) -> Iterator[None]:
    """Turn what the engine raises over files that are missing, damaged or refused into a SearchError about `what`.

    Over files that lie it even panics, which Python sees as an exception derived from BaseException that cannot be named.
    """
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        raise SearchError(f"{what} cannot be used: {str(error).rstrip('.')}; {_REMEDY}.") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise SearchError(f"{what} is damaged; {_REMEDY}.") from error


def _replace(path: Path, content: str) -> None:
    """Write a small file so that it is there whole or as it was before."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
