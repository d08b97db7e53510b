"""Category expressions, `cs.AI,cs.CL` or `cs.AI+cs.LG-cs.CY`: unions and differences of categories and archives."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from crawler import taxonomy
from webapp.addresses.errors import AddressError, shortened

MOST_CATEGORIES = 200

# Longest first, since `hep-th`, `math-ph` and `cond-mat.soft` contain the minus that also leaves out.
_SPELLINGS = "|".join(
    re.escape(name) for name in sorted(taxonomy.CATEGORIES | taxonomy.ARCHIVES, key=len, reverse=True)
)
_SIGNS = re.compile(r"[-,+\s]*")
_NAME = re.compile(rf"(?:{_SPELLINGS})(?=[-,+\s]|$)", re.IGNORECASE | re.ASCII)
_NO_NAME = re.compile(rf".+?(?=[,+\s]|-(?:{_SPELLINGS})(?:[-,+\s]|$)|$)", re.IGNORECASE | re.ASCII | re.DOTALL)
_BESIDE_A_MINUS = re.compile(rf"(?:^|-)(?:{_SPELLINGS})(?=-|$)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Term:
    """A category or archive in an expression with the sign before it: `,` and `+` take it in, `-` leaves its papers out."""

    sign: str
    name: str


@dataclass(frozen=True, slots=True)
class CategoryExpression:
    """A union and difference of categories, in the order written. The first term always takes in."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return "".join(term.sign + term.name for term in self.terms)[1:]

    @property
    def included(self) -> tuple[str, ...]:
        """The canonical categories taken in, archives spelled out, each once."""
        return _spelled_out(term.name for term in self.terms if term.sign != "-")

    @property
    def excluded(self) -> tuple[str, ...]:
        """The canonical categories whose papers are left out, archives spelled out, each once."""
        return _spelled_out(term.name for term in self.terms if term.sign == "-")

    def taking_in(self, category: str) -> "CategoryExpression":
        """The expression with a category taken in, and no longer left out if it was."""
        terms = [term for term in self.terms if term != Term("-", category)]
        return CategoryExpression(_in_order([*terms, Term("+", category)]))

    def leaving_out(self, category: str) -> "CategoryExpression":
        """The expression with a category's papers left out; unchanged if it would then name no category."""
        terms = _in_order([*(term for term in self.terms if term.name != category), Term("-", category)])
        return CategoryExpression(terms) if terms else self


def read_categories(text: str) -> CategoryExpression:
    """The expression that a text such as `cs.AI+cs.LG-cs.CY` writes, in any case and with aliases, in canonical form.

    Raises AddressError: 400 where it takes nothing in or names too many, 404 for an unknown category.
    """
    terms: list[Term] = []
    at = 0
    while at < len(text):
        signs = _SIGNS.match(text, at)
        assert signs is not None, "the pattern matches nothing at all, too"
        at = signs.end()
        if at == len(text):
            break
        name = _NAME.match(text, at)
        if name is None:
            raise _unknown_category(text, at)
        at = name.end()
        terms.append(Term(_sign(signs[0]), taxonomy.canonical(taxonomy.find(name[0]) or name[0])))
        if len(terms) > MOST_CATEGORIES:
            raise AddressError(
                gettext(
                    "This address names more than %(number)s categories; ask for whole archives, such as cs.",
                    number=MOST_CATEGORIES,
                )
            )
    ordered = _in_order(terms)
    if not ordered:
        raise AddressError(
            gettext("This address only leaves categories out; name first what to take in, as in /arxiv/cs.AI-cs.CY.")
        )
    return CategoryExpression(ordered)


def has_a_category_by_a_minus(text: str) -> bool:
    """Whether a category stands in a text with a minus or the text's end beside it, as in `cs.CL-2402.12354`."""
    return _BESIDE_A_MINUS.search(text) is not None


def _in_order(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Each term once, one that takes in standing first: an address cannot begin with a minus. Empty where none takes in."""
    unique: dict[tuple[bool, str], Term] = {}
    for term in terms:
        unique.setdefault((term.sign == "-", term.name), term)
    first = next((term for term in unique.values() if term.sign != "-"), None)
    return () if first is None else (Term(",", first.name), *(term for term in unique.values() if term is not first))


def _spelled_out(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(category for name in names for category in taxonomy.members(name)))


def _sign(signs: str) -> str:
    """What a run of signs between two names means; some programs write the plus of an address as a space."""
    return "-" if "-" in signs else "," if "," in signs or not signs else "+"


def _unknown_category(text: str, at: int) -> AddressError:
    found = _NO_NAME.match(text, at)
    token = found[0] if found else text[at:]
    close = _similar(token[:40])
    said = [gettext("arXiv has no category “%(name)s”.", name=shortened(token))]
    if close:
        said.append(gettext("Did you mean %(names)s?", names=gettext(" or ").join(close[:3])))
    said.append(gettext("They are listed at https://arxiv.org/category_taxonomy."))
    return AddressError(
        " ".join(said),
        status=404,
        suggestions=[f"/arxiv/{category}" for category in close],
    )


def _similar(token: str) -> list[str]:
    """Categories written nearly like `token`, the likeliest first: letters swapped, the archive forgotten, a letter wrong."""
    wanted = token.lower()

    def likeness(category: str) -> float:
        spelling = category.lower()
        if sorted(spelling) == sorted(wanted) or spelling.partition(".")[2] == wanted:
            return 2.0
        in_place = sum(map(str.__eq__, spelling, wanted)) / max(len(spelling), len(wanted))
        return (difflib.SequenceMatcher(None, spelling, wanted).ratio() + in_place) / 2

    scores = {category: likeness(category) for category in taxonomy.CATEGORIES if taxonomy.is_category(category)}
    return sorted((name for name in scores if scores[name] >= 0.7), key=lambda name: (-scores[name], name))[:8]
