"""Why a list is as it is, in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from crawler.ledger import NOT_SHOWN
from tests.webapp.stand import FRIDAY, FRIDAY_MORNING, MONDAY, SATURDAY, THURSDAY, address_of
from webapp.queries.shapes import DayCounts, Listing, ListingStanding
from webapp.reasons import reasons

CARRIED = ("cs.CL", "cs.LG")
LOOKED = datetime(2026, 11, 20, 14, 10, tzinfo=UTC)  # 09:10 Eastern


def standing(state: str, category: str = "cs.CL", day: date = FRIDAY, **facts: object) -> ListingStanding:
    row = ListingStanding(category=category, day=day, state=state, held=0, expected=None, last_look=None, reason=None)
    return replace(row, **facts)  # type: ignore[arg-type]


def listing(
    *standings: ListingStanding,
    categories: tuple[str, ...] = ("cs.CL",),
    day: date | None = FRIDAY,
    last_day: date | None = None,
    papers: int = 0,
    **facts: object,
) -> Listing:
    content = Listing(
        categories=categories,
        excluded=(),
        first_day=day,
        last_day=last_day or day,
        counts=DayCounts(new=papers, cross=0, replacements=0),
        total=papers,
        length=papers,
        show=50,
        skip=0,
        sections=(),
        standing=None,
        standings=standings,
        day_before=None,
        day_after=None,
    )
    return replace(content, **facts)  # type: ignore[arg-type]


def said(content: Listing, text: str = "cs.CL", now: datetime = FRIDAY_MORNING, **query: str) -> list[str]:
    return list(reasons(content, address_of(text, **query), CARRIED, now))


def test_a_complete_list_needs_no_words() -> None:
    assert said(listing(papers=5)) == []


def test_a_weekend_has_no_announcement() -> None:
    saturday_noon = FRIDAY_MORNING + timedelta(days=1)
    address = {"date": str(FRIDAY)}
    assert said(listing(day=SATURDAY), now=saturday_noon, **address) == ["No announcement: weekend."]


def test_a_range_that_is_a_weekend_has_no_announcement() -> None:
    weekend = listing(day=SATURDAY, last_day=SATURDAY + timedelta(days=1))
    assert said(weekend, date=str(FRIDAY)) == ["No announcement: weekend."]
    longer = listing(day=FRIDAY, last_day=SATURDAY + timedelta(days=1))
    assert said(longer, date=str(FRIDAY)) == ["No paper was announced here."]


def test_a_partial_day_says_how_many_there_are_and_when_it_was_looked_at() -> None:
    partial = standing("partial", held=198, expected=212, last_look=LOOKED)
    assert said(listing(partial, papers=190)) == [
        "198 of 212 so far, the rest is being fetched (last look 09:10 Eastern)."
    ]


def test_a_look_of_another_day_is_given_with_its_date() -> None:
    partial = standing("partial", held=198, expected=212, last_look=LOOKED - timedelta(days=1))
    assert "(last look 19 November, 09:10 Eastern)" in said(listing(partial, papers=190))[0]


def test_a_partial_day_without_arxiv_s_own_count_says_so() -> None:
    partial = standing("partial", held=198, reason="arXiv's own count of this day has not been read yet.")
    assert said(listing(partial, papers=190)) == [
        "198 so far, perhaps not all. arXiv's own count of this day has not been read yet."
    ]


def test_the_rest_of_a_day_that_arxiv_no_longer_lists_is_not_promised() -> None:
    day = date(2026, 6, 1)
    [sentence] = said(listing(standing("partial", day=day, held=1, expected=2), day=day, papers=1), date=str(day))
    assert "being fetched" not in sentence
    assert "harvest" in sentence


def test_an_expected_day_says_when_arxiv_announces_and_when_this_site_looks() -> None:
    before = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)  # Thursday 19:30 Eastern
    assert said(listing(standing("expected")), now=before) == [
        "Not fetched yet: arXiv announces it at 20:00 US Eastern; this site looks from 00:10."
    ]
    assert "announced it at 20:00" in said(listing(standing("expected")), now=before + timedelta(hours=1))[0]


def test_a_late_day_says_so_and_why() -> None:
    late = standing("late", last_look=LOOKED, reason="arXiv answered 503.")
    assert said(listing(late)) == [
        "Late at arXiv, and this site keeps looking (last look 09:10 Eastern). arXiv answered 503."
    ]


def test_a_late_day_does_not_say_so_twice() -> None:
    late = standing("late", last_look=LOOKED, reason=NOT_SHOWN)
    assert said(listing(late)) == ["Late at arXiv, and this site keeps looking (last look 09:10 Eastern)."]


def test_a_day_that_could_not_be_fetched_says_why() -> None:
    tried = standing("uncrawled", reason="arXiv's rss service answered 503.")
    assert said(listing(tried)) == [
        "This site has not fetched that day's list, so papers may be missing. arXiv's rss service answered 503."
    ]


def test_a_stale_day_says_that_arxiv_showed_an_older_list() -> None:
    assert said(listing(standing("stale"))) == ["arXiv still showed an older list, and this site asks again."]


def test_an_empty_day_says_that_arxiv_announced_nothing() -> None:
    assert said(listing(standing("empty"))) == ["arXiv announced nothing that day."]


def test_a_day_that_was_not_fetched_says_that_papers_may_be_missing() -> None:
    assert said(listing(standing("uncrawled", day=MONDAY), day=MONDAY), date=str(MONDAY)) == [
        "This site has not fetched that day's list, so papers may be missing."
    ]


def test_today_s_list_is_expected_until_this_site_looks() -> None:
    midnight = datetime(2026, 11, 20, 5, 5, tzinfo=UTC)  # 00:05 Eastern
    assert "looks from 00:10" in said(listing(standing("uncrawled")), now=midnight, date=str(FRIDAY))[0]


def test_a_category_that_is_not_carried_is_named_once() -> None:
    content = listing(standing("uncrawled", "cs.GT"), categories=("cs.CL", "cs.GT"), papers=3)
    assert said(content, "cs.CL+cs.GT") == ["This site does not carry cs.GT, so only what came in otherwise is listed."]


def test_many_categories_that_are_not_carried_are_not_all_named() -> None:
    address = address_of("cs")
    [sentence] = reasons(listing(categories=address.expression.included, papers=3), address, CARRIED, FRIDAY_MORNING)
    assert sentence.startswith("This site does not carry cs.AI, cs.AR, cs.CC, cs.CE and ")


def test_in_a_union_each_sentence_names_its_category_and_those_alike_are_told_together() -> None:
    content = listing(standing("late", "cs.CL"), standing("late", "cs.LG"), categories=CARRIED)
    assert said(content, "cs.CL+cs.LG") == ["cs.CL and cs.LG: late at arXiv, and this site keeps looking."]


def test_in_a_range_each_sentence_names_its_day() -> None:
    content = listing(standing("empty", day=THURSDAY), day=MONDAY, last_day=FRIDAY, papers=9)
    assert said(content, date="2026-11-16..2026-11-20") == [
        "Thursday 19 November 2026: arXiv announced nothing that day."
    ]


def test_a_long_tale_is_cut_short() -> None:
    days = [date(2026, 10, day) for day in range(1, 31)]
    content = listing(*(standing("empty", day=day) for day in days), day=days[0], last_day=days[-1], papers=9)
    told = said(content, date="2026-10-01..2026-10-30")
    assert len(told) == 9
    assert "22 more" in told[-1]


def test_the_latest_list_says_when_nobody_has_looked_for_newer_ones() -> None:
    assert said(listing(day=THURSDAY, papers=5)) == ["Friday 20 November 2026: this site has not looked yet."]


def test_a_list_asked_for_by_its_day_says_nothing_of_other_days() -> None:
    assert said(listing(day=THURSDAY, papers=5), date=str(THURSDAY)) == []


def test_on_a_weekend_friday_s_list_is_the_newest_there_can_be() -> None:
    sunday = FRIDAY_MORNING + timedelta(days=2)
    assert said(listing(day=FRIDAY, papers=5), now=sunday) == []


def test_nothing_held_says_so() -> None:
    assert said(listing(day=None)) == ["Nothing is held here yet."]


def test_skipping_past_the_end_says_where_the_list_ends() -> None:
    assert said(listing(papers=115, skip=200)) == [
        "The list ends with paper 115; this page would begin with paper 201."
    ]


def test_a_kind_that_is_not_in_the_list_says_that_others_are() -> None:
    content = listing(counts=DayCounts(new=3, cross=0, replacements=0))
    assert said(content, kind="replace") == ["No paper of kind replace is in this list; other kinds are."]


def test_leaving_out_every_category_named_is_explained() -> None:
    content = listing(excluded=("cs.CL",))
    assert said(content, "cs.CL-cs.CL") == [
        "Every category named in this address is also left out by it, so no paper can be listed."
    ]


def test_days_before_arxiv_began_are_explained() -> None:
    day = date(1980, 1, 1)
    assert said(listing(day=day), date=str(day)) == ["arXiv began in July 1991."]
