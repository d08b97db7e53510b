"""What the store gives the model of a reader, on both databases."""

from datetime import timedelta

from sqlalchemy import select

from crawler.store.marks import MarkKind, MarkRecord, store_marks
from crawler.store.models import Paper
from crawler.store.readers import make_reader
from crawler.store.session import reading, writing
from tests.webapp.stand import FRIDAY_MORNING, Stand
from webapp.preferences import CurrentReader, Preferences
from webapp.queries.foryou import Tastes, moment_of
from webapp.queries.learned import learned
from webapp.taste import Said

LIKED, HIDDEN, OTHER = "2611.00001", "2611.00002", "2611.00003"


def mark(kind: MarkKind, arxiv_id: str, minutes: int = 0, *, is_set: bool = True) -> MarkRecord:
    """A mark, so many minutes after Friday morning."""
    marked = FRIDAY_MORNING + timedelta(minutes=minutes)
    name = "a list" if kind is MarkKind.LIST else ""
    return MarkRecord(arxiv_id=arxiv_id, kind=kind, name=name, is_set=is_set, marked=marked, client_id="invented")


def reader_with(stand: Stand, *marks: MarkRecord, **preferences: object) -> CurrentReader:
    """A reader who has said this, before a stand with three papers."""
    stand.announce(LIKED, title="Low-rank adapters")
    stand.announce(HIDDEN, title="Dust in galaxies")
    stand.announce(OTHER, title="Merging adapters")
    with writing(stand.engine) as session:
        reader_id, _ = make_reader(session, FRIDAY_MORNING)
        store_marks(session, reader_id, marks)
    return CurrentReader(reader_id, Preferences(**preferences))  # type: ignore[arg-type]


def learned_from(stand: Stand, tastes: Tastes, reader: CurrentReader, until: int = 0) -> dict[Said, int]:
    """How many papers of each kind a profile was learned from."""
    with reading(stand.engine) as session:
        return dict(tastes.profile(session, reader, moment_of(until)).learned_from)


def test_of_several_marks_on_a_paper_the_strongest_counts_and_those_taken_back_do_not(stand: Stand) -> None:
    reader = reader_with(
        stand,
        *(mark(kind, LIKED) for kind in MarkKind),
        mark(MarkKind.HIDE, HIDDEN),
        mark(MarkKind.READ, HIDDEN),
        mark(MarkKind.STAR, OTHER, is_set=False),
        mark(MarkKind.READ, OTHER),
        mark(MarkKind.STAR, "2611.09999"),
    )
    assert learned_from(stand, Tastes(), reader) == {Said.STAR: 1, Said.HIDE: 1, Said.PASS: 1}


def test_a_mark_counts_from_the_moment_it_is_made_and_for_a_later_page_only_up_to_the_first(stand: Stand) -> None:
    tastes = Tastes()
    reader = reader_with(stand, mark(MarkKind.STAR, LIKED))
    first = int(FRIDAY_MORNING.timestamp())
    assert learned_from(stand, tastes, reader) == {Said.STAR: 1}
    with writing(stand.engine) as session:
        store_marks(session, reader.id, [mark(MarkKind.STAR, OTHER, minutes=1)])
    assert learned_from(stand, tastes, reader) == {Said.STAR: 2}
    assert learned_from(stand, tastes, reader, until=first) == {Said.STAR: 1}


def test_what_was_marked_before_the_reader_began_anew_teaches_nothing(stand: Stand) -> None:
    marks = mark(MarkKind.STAR, LIKED), mark(MarkKind.OPEN, OTHER, minutes=2)
    anew = (FRIDAY_MORNING + timedelta(minutes=1)).isoformat()
    assert learned_from(stand, Tastes(), reader_with(stand, *marks, anew=anew)) == {Said.OPEN: 1}


def test_a_paper_that_changed_is_read_again_and_one_that_is_gone_stays_in_the_order(stand: Stand) -> None:
    reader = reader_with(stand, mark(MarkKind.STAR, LIKED))
    tastes, gone = Tastes(most_papers=2), 4_000_000
    with reading(stand.engine) as session:
        numbers = dict(session.execute(select(Paper.arxiv_id, Paper.id)).all())
        before = tastes.ordered(session, reader, moment_of(0), [*numbers.values(), gone])
    stand.paper(HIDDEN, title="Low-rank adapters", version=2)
    with reading(stand.engine) as session:
        after = tastes.ordered(session, reader, moment_of(0), [*numbers.values(), gone])
    assert before is not None
    assert after is not None
    assert sorted(before) == sorted(after) == sorted([*numbers.values(), gone])
    assert "low rank" not in before[numbers[HIDDEN]].because
    assert "low rank" in after[numbers[HIDDEN]].because


def test_what_was_learned_is_told_with_the_names_as_papers_write_them(stand: Stand) -> None:
    reader = reader_with(stand, mark(MarkKind.STAR, LIKED), less=("galaxy",))
    with reading(stand.engine) as session:
        told = learned(session, Tastes(), reader, FRIDAY_MORNING, ("cs.CL",))
        nobody = learned(session, Tastes(), None, FRIDAY_MORNING, ("cs.CL",))
    assert [author.name for author in told.authors] == ["Ada Invented", "Bao Nguyen"]
    assert [weight.name for weight in told.disliked] == ["galaxy"]
    assert told.liked[0].weight > 0
    assert "low rank" in [weight.name for weight in told.cloud]
    assert not nobody.cloud
