"""What a search finds: which papers, in which order, and the slice that a page shows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawler.search import Filters, Hits, Index, Order, Query, did_you_mean, parse
from crawler.search.tree import All, AnyOf, Node, Not, Tag
from crawler.store.articles import article_paths
from crawler.store.marks import MarkKind
from crawler.store.models import Mark, Open, Paper
from crawler.store.session import in_chunks
from webapp.addresses import SearchAddress, SearchSort
from webapp.preferences import CurrentReader
from webapp.queries.cards import cards_found
from webapp.queries.foryou import Tastes, moment_of
from webapp.queries.shapes import Card

MOST_REORDERED = 1000
IN_FEED = 100
_FEW = 20  # hits: with so few, a word may be misspelt
_MOST_WORDS_CORRECTED = 12
_STARS = "stars"


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article among what was found. path: of its page here."""

    path: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of hits. total: all hits.   cards: the slice asked for, in the order asked for.   instead: a likelier spelling of the text.

    because: in the order for a reader, the terms that speak for each paper, by id; None in any other, and where nothing is known.
    """

    query: Query
    total: int
    cards: tuple[Card, ...]
    articles: tuple[FoundArticle, ...] = ()
    instead: str | None = None
    because: Mapping[str, tuple[str, ...]] | None = None


def search(
    session: Session,
    index: Index,
    address: SearchAddress,
    reader: CurrentReader | None = None,
    tastes: Tastes | None = None,
) -> Found:
    """What a search finds. Two queries for the cards and one for articles; one more by stars, or where the text asks for a reader's lists.

    tastes: what the order for a reader goes by; its queries stand there.   Raises SearchError where the index is missing or broken.
    """
    query = parse(address.text)
    if query.tree is None and not address.is_narrowed:
        return Found(query=query, total=0, cards=())
    lists = _lists(session, reader, query)
    if address.sort is SearchSort.FORYOU and address.skip < MOST_REORDERED and tastes is not None:
        hits, reasons = _hits_for_reader(session, index, query, address, lists, reader, tastes)
    else:
        hits, reasons = _hits(session, index, query, address, lists), None
    cards = tuple(cards_found(session, hits.papers, address.skip))
    first_page = address.skip == 0
    correctable = first_page and hits.total <= _FEW and len(query.text.split()) <= _MOST_WORDS_CORRECTED
    # An article has no category, and its day is no announcement: under such filters there are none.
    with_articles = first_page and not address.is_narrowed
    keys = [int(key) for key in index.search_articles(query, show=5)] if with_articles else []
    return Found(
        query=query,
        total=hits.total,
        cards=cards,
        articles=tuple(FoundArticle(*found) for found in article_paths(session, keys)) if keys else (),
        instead=did_you_mean(index, query) if correctable else None,
        because=None if reasons is None else _by_arxiv_id(session, reasons, hits.papers),
    )


def newest_found(session: Session, index: Index, address: SearchAddress) -> list[Card]:
    """The newest hundred papers that a search finds, for its feed. A reader's lists are empty in it. Raises SearchError."""
    query = parse(address.text)
    if query.tree is None and not address.is_narrowed:
        return []
    hits = index.search(query, Order.NEWEST, show=IN_FEED, filters=filters_of(address))
    return cards_found(session, hits.papers)


def filters_of(address: SearchAddress) -> Filters:
    """What an address narrows a search to beside its text."""
    terms = address.categories.terms if address.categories else ()
    return Filters(
        categories=tuple(term.name for term in terms if term.sign != "-"),
        without=tuple(term.name for term in terms if term.sign == "-"),
        first=address.first,
        last=address.last,
        kinds=address.kinds,
    )


def _hits(
    session: Session, index: Index, query: Query, address: SearchAddress, lists: Mapping[str, Collection[int]]
) -> Hits:
    order = Order.NEWEST if address.sort is SearchSort.DATE else Order.RELEVANCE
    filters = filters_of(address)
    if address.sort is not SearchSort.STARS or address.skip >= MOST_REORDERED:
        return index.search(query, order, skip=address.skip, show=address.show, filters=filters, lists=lists)
    hits = index.search(query, show=max(MOST_REORDERED, address.skip + address.show), filters=filters, lists=lists)
    first, rest = hits.papers[:MOST_REORDERED], hits.papers[MOST_REORDERED:]
    opened = _opened(session, first)
    ordered = (*sorted(first, key=lambda paper: -opened.get(paper, 0)), *rest)
    return Hits(ordered[address.skip : address.skip + address.show], hits.total)


def _hits_for_reader(
    session: Session,
    index: Index,
    query: Query,
    address: SearchAddress,
    lists: Mapping[str, Collection[int]],
    reader: CurrentReader | None,
    tastes: Tastes,
) -> tuple[Hits, dict[int, tuple[str, ...]] | None]:
    """The first thousand hits in the order for a reader, the others after them, and what speaks for each; as by relevance, and None,
    where nothing is known of the reader."""
    most = max(MOST_REORDERED, address.skip + address.show)
    hits = index.search(query, show=most, filters=filters_of(address), lists=lists)
    first, rest = hits.papers[:MOST_REORDERED], hits.papers[MOST_REORDERED:]
    ordered = tastes.ordered(session, reader, moment_of(address.until), first)
    papers = (*(ordered or first), *rest)[address.skip : address.skip + address.show]
    reasons = None if ordered is None else {paper: ordered[paper].because for paper in papers if paper in ordered}
    return Hits(papers, hits.total), reasons


def _by_arxiv_id(
    session: Session, reasons: Mapping[int, tuple[str, ...]], papers: Sequence[int]
) -> dict[str, tuple[str, ...]]:
    ids = session.execute(select(Paper.arxiv_id, Paper.id).where(Paper.id.in_(papers)))
    return {arxiv_id: reasons.get(paper, ()) for arxiv_id, paper in ids}


def _opened(session: Session, papers: Sequence[int]) -> dict[int, int]:
    """How often each paper was opened or starred, those never opened left out."""
    opened: dict[int, int] = {}
    for chunk in in_chunks(papers):
        times = (
            select(Paper.id, func.sum(Open.times))
            .join(Open, Open.arxiv_id == Paper.arxiv_id)
            .where(Paper.id.in_(chunk))
            .group_by(Paper.id)
        )
        opened.update({paper: int(total) for paper, total in session.execute(times)})
    return opened


def _lists(session: Session, reader: CurrentReader | None, query: Query) -> dict[str, list[int]]:
    """The reader's own lists that the text asks for (`in:stars`), by name."""
    names = set(_named_lists(query.tree)) if query.tree else set()
    if reader is None or not names:
        return {}
    marked = (
        select(Mark.kind, Mark.name, Paper.id)
        .join(Paper, Paper.arxiv_id == Mark.arxiv_id)
        .where(Mark.reader_id == reader.id, Mark.is_set, Mark.kind.in_((MarkKind.STAR, MarkKind.LIST)))
    )
    lists: dict[str, list[int]] = {}
    for kind, name, paper in session.execute(marked):
        lists.setdefault(_STARS if kind == MarkKind.STAR else name, []).append(paper)
    return {name: papers for name, papers in lists.items() if name in names}


def _named_lists(node: Node) -> Iterator[str]:
    match node:
        case Tag(name="in"):
            yield node.value
        case All() | AnyOf():
            for part in node.parts:
                yield from _named_lists(part)
        case Not():
            yield from _named_lists(node.part)
