"""arXiv's categories as the stand-in knows them, read from ``categories.tsv``.

The stand-in keeps a table of its own instead of importing the crawler's, so that it stays a second opinion:
a slip in the code under test cannot make the expected counts wrong in the same way.
Facts: arXiv's public category taxonomy (https://arxiv.org/category_taxonomy).
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GROUP_NAMES = {
    "physics": "Physics",
    "math": "Mathematics",
    "cs": "Computer Science",
    "q-bio": "Quantitative Biology",
    "q-fin": "Quantitative Finance",
    "stat": "Statistics",
    "eess": "Electrical Engineering and Systems Science",
    "econ": "Economics",
}
ARCHIVE_NAMES = {**GROUP_NAMES, "nlin": "Nonlinear Sciences"}


@dataclass(frozen=True)
class Category:
    """One line of the table. ``canonical`` differs from ``id`` for aliases (cs.SY) and subsumed archives (cmp-lg)."""

    id: str
    archive: str
    group: str
    active: bool
    canonical: str
    name: str

    @property
    def set_spec(self) -> str:
        """The OAI-PMH set: ``cs:cs:LG``, or two parts where the archive is its own category (``physics:hep-th``)."""
        if self.id == self.archive:
            return f"{self.group}:{self.archive}"
        return f"{self.group}:{self.archive}:{self.id.partition('.')[2]}"


def _read_table() -> dict[str, Category]:
    with (Path(__file__).parent / "categories.tsv").open(encoding="utf-8", newline="") as lines:
        return {
            row["id"]: Category(
                row["id"], row["archive"], row["group"], row["state"] == "active", row["canonical"], row["name"]
            )
            for row in csv.DictReader(lines, delimiter="\t")
        }


CATEGORIES = _read_table()
ARCHIVES = frozenset(category.archive for category in CATEGORIES.values())
_BY_LOWER_CASE = {name.lower(): name for name in [*ARCHIVES, *CATEGORIES]}
_NAMESAKES: dict[str, set[str]] = {}
for _category in CATEGORIES.values():
    _NAMESAKES.setdefault(_category.canonical, set()).add(_category.id)


def canonical(category: str) -> str:
    """The name arXiv files a category under: ``cs.SY`` gives ``eess.SY``; unknown names come back unchanged."""
    known = CATEGORIES.get(category)
    return known.canonical if known else category


def spelled(name: str) -> str | None:
    """The official spelling of a category or archive given in any case, or None if there is none."""
    return _BY_LOWER_CASE.get(name.lower())


def display_name(subject: str) -> str:
    """``Machine Learning`` for cs.LG, ``Computer Science`` for cs, ``Physics`` for grp_physics."""
    if subject in CATEGORIES:
        return CATEGORIES[subject].name
    return ARCHIVE_NAMES.get(subject.removeprefix("grp_"), subject)


@cache
def members(subject: str) -> frozenset[str]:
    """Every category id that a category, an archive or ``grp_physics`` stands for, both names of an alias included."""
    if subject.startswith("grp_"):
        own = {c.id for c in CATEGORIES.values() if c.group == subject.removeprefix("grp_")}
    elif subject in ARCHIVES:
        own = {c.id for c in CATEGORIES.values() if c.archive == subject}
    else:
        own = {subject}
    return frozenset(own.union(*(_NAMESAKES.get(canonical(category), set()) for category in own)))
