"""Why a list is as it is, in sentences: nobody is left guessing whether papers are missing. Pure."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from crawler import taxonomy
from crawler.clock import EASTERN, announced_at, is_weekday, newest_possible_day
from crawler.ledger import NOT_SHOWN, State
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
        return ("Every category named in this address is also left out by it, so no paper can be listed.",)
    sentences = [*_not_carried(listing, carried), *_standings(listing, carried, now)]
    if listing.first_day is None:
        sentences.append("Nothing is held here yet.")
    elif address.days is None:
        sentences += _not_looked_for(listing, carried, now)
    if listing.length <= listing.skip:
        sentences += _empty(listing, address, bool(sentences))
    if len(sentences) > _MOST_SENTENCES:
        more = len(sentences) - _MOST_SENTENCES
        sentences[_MOST_SENTENCES:] = [f"So it is with {more} more; the status page has them all."]
    return tuple(sentences)


def standing_sentence(standing: ListingStanding, now: datetime) -> str:
    """What one unfinished row of the ledger means, without naming its category and day: `198 of 212 so far, …`."""
    look = "" if standing.last_look is None else f" (last look {eastern_time(standing.last_look, now)})"
    because = f". {standing.reason.rstrip('.')}" if standing.reason and standing.reason != NOT_SHOWN else ""
    match standing.state:
        case State.EXPECTED:
            return _expected(standing.day, now)
        case State.LATE:
            return f"late at arXiv, and this site keeps looking{look}{because}"
        case State.STALE:
            return f"arXiv still showed an older list, and this site asks again{look}"
        case State.PARTIAL:
            return f"{_partial(standing, now)}{look}{because if standing.expected is None else ''}"
        case State.EMPTY:
            return "arXiv announced nothing that day"
        case _ if now < _looks_at(standing.day):
            return _expected(standing.day, now)
        case _:
            return f"this site has not fetched that day's list, so papers may be missing{because}"


def eastern_time(moment: datetime, now: datetime) -> str:
    """`09:10 Eastern`, with the day before it unless it is today's (Eastern): `20 November, 09:10 Eastern`."""
    there = moment.astimezone(EASTERN)
    written = f"{there:%H:%M} Eastern"
    return written if there.date() == now.astimezone(EASTERN).date() else f"{there.day} {there:%B}, {written}"


def _looks_at(day: date) -> datetime:
    return datetime.combine(day, LOOKS_FROM, EASTERN)


def _expected(day: date, now: datetime) -> str:
    when = "announces it" if now < announced_at(day) else "announced it"
    return f"not fetched yet: arXiv {when} at 20:00 US Eastern; this site looks from {LOOKS_FROM:%H:%M}"


def _partial(standing: ListingStanding, now: datetime) -> str:
    if standing.expected is None:
        return f"{standing.held:,} so far, perhaps not all"
    counted = f"{standing.held:,} of {standing.expected:,}"
    if now - announced_at(standing.day) > _CATCH_UP:
        return f"{counted}; arXiv no longer lists that day, so the rest can only come with a harvest of its archive"
    return f"{counted} so far, the rest is being fetched"


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
    names = [] if len(listing.categories) == 1 else [_in_words(categories)]
    days = [] if listing.first_day == listing.last_day == day else [f"{day:%A} {day.day} {day:%B %Y}"]
    about = ", ".join([*names, *days])
    if about:
        return f"{about}: {sentence}."
    return f"{sentence}." if sentence.startswith("arXiv") else f"{sentence[0].upper()}{sentence[1:]}."


def _not_carried(listing: Listing, carried: Collection[str]) -> list[str]:
    missing = [name for name in listing.categories if taxonomy.is_category(name) and name not in carried]
    if not missing:
        return []
    what = "this category" if len(listing.categories) == 1 else _in_words(missing)
    return [f"This site does not carry {what}, so only what came in otherwise is listed."]


def _not_looked_for(listing: Listing, carried: Collection[str], now: datetime) -> list[str]:
    """What the ledger cannot tell: that since the latest day held nobody has looked, because nothing was running."""
    newest = newest_possible_day(now)
    while not is_weekday(newest):
        newest -= timedelta(days=1)
    looked_for = {standing.category for standing in listing.standings if standing.day == newest}
    missing = [name for name in listing.categories if name in carried and name not in looked_for]
    if listing.last_day is None or newest <= listing.last_day or not missing or now < _looks_at(newest):
        return []
    return [_about(listing, newest, missing, "this site has not looked yet")]


def _empty(listing: Listing, address: ListAddress, told: bool) -> list[str]:
    """Why a page of the list has no paper on it, unless the other sentences have told so."""
    if listing.length:
        return [f"The list ends with paper {listing.length:,}; this page would begin with paper {listing.skip + 1:,}."]
    if listing.counts.total or listing.counts.replacements:
        kinds = " or ".join(address.kinds)
        return [f"No paper of kind {kinds} is in this list; other kinds are."]
    if listing.last_day is not None and listing.last_day < ARXIV_BEGAN:
        return [f"arXiv began in {ARXIV_BEGAN:%B %Y}."]
    if listing.first_day and listing.last_day and not _weekdays_within(listing.first_day, listing.last_day):
        return ["No announcement: weekend."]
    if told:
        return []
    if listing.excluded:
        return ["Every paper of this list is also in a category that the address leaves out, or none was announced."]
    return ["No paper was announced here."]


def _weekdays_within(first: date, last: date) -> bool:
    """Whether one of the days from first to last is a weekday."""
    return last - first >= timedelta(days=2) or is_weekday(first) or is_weekday(last)


def _in_words(names: Sequence[str]) -> str:
    """`cs.AI`, `cs.AI and cs.CL`, `cs.AI, cs.CL, cs.CV, cs.LG and 36 more`."""
    if len(names) > _MOST_NAMES:
        return f"{', '.join(names[:_MOST_NAMES])} and {len(names) - _MOST_NAMES} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
