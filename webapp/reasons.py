"""Why a list is as it is, in sentences: nobody is left guessing whether papers are missing."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from flask_babel import gettext

from crawler import taxonomy
from crawler.clock import EASTERN, announced_at, is_weekday, newest_possible_day
from crawler.ledger import NOT_SHOWN, State
from webapp import words
from webapp.addresses import ARXIV_BEGAN, ListAddress
from webapp.queries.shapes import Listing, ListingStanding

LOOKS_FROM = time(0, 10)  # Eastern: the feeds of a day begin at its midnight

# arXiv's catch-up pages (arxiv.org/catchup) refuse older days.
_CATCH_UP = timedelta(days=90)
_MOST_SENTENCES = 8
_MOST_NAMES = 4


def reasons(listing: Listing, address: ListAddress, carried: Collection[str], now: datetime) -> tuple[str, ...]:
    """The sentences above a list that say what is missing from it, or why it is empty; none for a list that is simply complete.

    carried: the categories this site crawls.   now: aware UTC.
    """
    if set(listing.categories) <= set(listing.excluded):
        return (gettext("Every category named in this address is also left out by it, so no paper can be listed."),)
    sentences = [*_not_carried(listing, carried), *_standings(listing, carried, now)]
    if listing.first_day is None:
        sentences.append(gettext("Nothing is held here yet."))
    elif address.days is None:
        sentences += _not_looked_for(listing, carried, now)
    if listing.length <= listing.skip:
        sentences += _empty(listing, address, bool(sentences))
    if len(sentences) > _MOST_SENTENCES:
        more = len(sentences) - _MOST_SENTENCES
        sentences[_MOST_SENTENCES:] = [
            gettext("So it is with %(number)s more; the status page has them all.", number=more)
        ]
    return tuple(sentences)


def standing_sentence(standing: ListingStanding, now: datetime) -> str:
    """What one unfinished row of the ledger means, without naming its category and day: `198 of 212 so far, …`."""
    look = ""
    if standing.last_look is not None:
        look = gettext(" (last look %(moment)s)", moment=eastern_time(standing.last_look, now))
    because = ""
    if standing.reason and standing.reason != NOT_SHOWN:
        because = gettext(". %(reason)s", reason=standing.reason.rstrip("."))
    match standing.state:
        case State.EXPECTED:
            return _expected(standing.day, now)
        case State.LATE:
            return gettext("late at arXiv, and this site keeps looking") + look + because
        case State.STALE:
            return gettext("arXiv still showed an older list, and this site asks again") + look
        case State.PARTIAL:
            return f"{_partial(standing, now)}{look}{because if standing.expected is None else ''}"
        case State.EMPTY:
            return gettext("arXiv announced nothing that day")
        case _ if now < _looks_at(standing.day):
            return _expected(standing.day, now)
        case _:
            return gettext("this site has not fetched that day's list, so papers may be missing") + because


def eastern_time(moment: datetime, now: datetime) -> str:
    """`09:10 Eastern`, with the day before it unless it is today's (Eastern): `20 November, 09:10 Eastern`."""
    there = moment.astimezone(EASTERN)
    if there.date() == now.astimezone(EASTERN).date():
        return gettext("%(time)s Eastern", time=f"{there:%H:%M}")
    return gettext("%(day)s, %(time)s Eastern", day=words.month_and_day(there), time=f"{there:%H:%M}")


def _looks_at(day: date) -> datetime:
    return datetime.combine(day, LOOKS_FROM, EASTERN)


def _expected(day: date, now: datetime) -> str:
    begins = f"{LOOKS_FROM:%H:%M}"
    if now < announced_at(day):
        return gettext(
            "not fetched yet: arXiv announces it at 20:00 US Eastern; this site looks from %(time)s", time=begins
        )
    return gettext(
        "not fetched yet: arXiv announced it at 20:00 US Eastern; this site looks from %(time)s", time=begins
    )


def _partial(standing: ListingStanding, now: datetime) -> str:
    if standing.expected is None:
        return gettext("%(number)s so far, perhaps not all", number=words.count(standing.held))
    counted = {"held": words.count(standing.held), "total": words.count(standing.expected)}
    if now - announced_at(standing.day) > _CATCH_UP:
        return gettext(
            "%(held)s of %(total)s; arXiv no longer lists that day, so the rest can only come with a harvest of its archive",
            **counted,
        )
    return gettext("%(held)s of %(total)s so far, the rest is being fetched", **counted)


def _standings(listing: Listing, carried: Collection[str], now: datetime) -> list[str]:
    """A sentence for each day and state that is not complete, those alike told together."""
    told = [
        standing for standing in listing.standings if standing.state != State.UNCRAWLED or standing.category in carried
    ]
    alike = groupby(
        sorted(told, key=lambda standing: (-standing.day.toordinal(), standing_sentence(standing, now))),
        lambda standing: (standing.day, standing_sentence(standing, now)),
    )
    return [_about(listing, day, [one.category for one in same], sentence) for (day, sentence), same in alike]


def _about(listing: Listing, day: date, categories: Sequence[str], sentence: str) -> str:
    """A sentence with what it is about before it, as far as the list's own heading does not say so."""
    names = [] if len(listing.categories) == 1 else [_some_in_words(categories)]
    days = [] if listing.first_day == listing.last_day == day else [words.day(day)]
    about = gettext("%(names)s, %(day)s", names=names[0], day=days[0]) if names and days else "".join([*names, *days])
    if about:
        return gettext("%(about)s: %(sentence)s.", about=about, sentence=sentence)
    sentence = sentence if sentence.startswith("arXiv") else f"{sentence[0].upper()}{sentence[1:]}"
    return gettext("%(sentence)s.", sentence=sentence)


def _not_carried(listing: Listing, carried: Collection[str]) -> list[str]:
    missing = [name for name in listing.categories if taxonomy.is_category(name) and name not in carried]
    if not missing:
        return []
    if len(listing.categories) == 1:
        return [gettext("This site does not carry this category, so only what came in otherwise is listed.")]
    names = _some_in_words(missing)
    return [gettext("This site does not carry %(names)s, so only what came in otherwise is listed.", names=names)]


def _not_looked_for(listing: Listing, carried: Collection[str], now: datetime) -> list[str]:
    """What the ledger cannot tell: that since the latest day held nobody has looked, because nothing was running."""
    newest = newest_possible_day(now)
    while not is_weekday(newest):
        newest -= timedelta(days=1)
    looked_for = {standing.category for standing in listing.standings if standing.day == newest}
    missing = [name for name in listing.categories if name in carried and name not in looked_for]
    if listing.last_day is None or newest <= listing.last_day or not missing or now < _looks_at(newest):
        return []
    return [_about(listing, newest, missing, gettext("this site has not looked yet"))]


def _empty(listing: Listing, address: ListAddress, told: bool) -> list[str]:
    """Why a page of the list has no paper on it, unless the other sentences have told so."""
    if listing.length:
        return [
            gettext(
                "The list ends with paper %(last)s; this page would begin with paper %(first)s.",
                last=words.count(listing.length),
                first=words.count(listing.skip + 1),
            )
        ]
    if listing.counts.total or listing.counts.replacements:
        kinds = gettext(" or ").join(address.kinds)
        return [gettext("No paper of kind %(kinds)s is in this list; other kinds are.", kinds=kinds)]
    if listing.last_day is not None and listing.last_day < ARXIV_BEGAN:
        return [gettext("arXiv began in %(month)s.", month=words.month_name(ARXIV_BEGAN))]
    if listing.first_day and listing.last_day and not _weekdays_within(listing.first_day, listing.last_day):
        return [gettext("No announcement: weekend.")]
    if told:
        return []
    if listing.excluded:
        return [
            gettext(
                "Every paper of this list is also in a category that the address leaves out, or none was announced."
            )
        ]
    return [gettext("No paper was announced here.")]


def _weekdays_within(first: date, last: date) -> bool:
    """Whether one of the days from first to last is a weekday."""
    return last - first >= timedelta(days=2) or is_weekday(first) or is_weekday(last)


def _some_in_words(names: Sequence[str]) -> str:
    """`cs.AI`, `cs.AI and cs.CL`, `cs.AI, cs.CL, cs.CV, cs.LG and 36 more`."""
    if len(names) > _MOST_NAMES:
        return gettext(
            "%(names)s and %(number)s more",
            names=gettext(", ").join(names[:_MOST_NAMES]),
            number=len(names) - _MOST_NAMES,
        )
    return words.in_words(names)
