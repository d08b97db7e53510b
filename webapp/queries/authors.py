"""The papers of an author's name, whose forms are joined with care: arXiv's names tell nobody apart."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from crawler.search import Index, NameForm, name_forms, papers_under
from crawler.search.names import name_words
from webapp.queries.cards import cards_found
from webapp.queries.shapes import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPapers:
    """The papers under a name, newest first.

    total: papers in the list, of which `cards` are the slice asked for.   forms: the spellings listed, the commonest first.
    others: spellings that may be the same person's and are not listed.   only_initials: the name gives no given name whole.
    """

    name: str
    total: int
    cards: tuple[Card, ...]
    forms: tuple[NameForm, ...]
    others: tuple[NameForm, ...]
    only_initials: bool


def author_papers(
    session: Session, index: Index, name: str, *, every_form: bool, show: int, skip: int
) -> AuthorPapers | None:
    """The papers whose authors include that name, in any case, with or without accents; None for a text that is no name.

    every_form: also those of every form that may be the same person's. One query. Raises SearchError.
    """
    asked = name_words(name)
    if not asked:
        return None
    held = name_forms(index, name)
    forms = (*held.same, *held.others) if every_form else held.same
    hits = papers_under(index, [form.name for form in forms], show=show, skip=skip)
    return AuthorPapers(
        name=held.same[0].name if held.same else name,
        total=hits.total,
        cards=tuple(cards_found(session, hits.papers, skip)),
        forms=forms,
        others=() if every_form else held.others,
        only_initials=len(asked) > 1 and all(len(word) == 1 for word in asked[:-1]),
    )
