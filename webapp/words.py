"""How dates, moments, numbers and names are written, on every page alike, in the language of the request."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_interval
from flask_babel import gettext
from markupsafe import Markup

from crawler.clock import EASTERN
from webapp.language import language

# As Unicode has patterns of dates: https://www.unicode.org/reports/tr35/tr35-dates.html#Date_Format_Patterns
_DAY = {"en": "EEEE d MMMM y", "zh": "y年M月d日 EEEE"}
_SHORT_DAY = {"en": "EEE d MMM", "zh": "M月d日 EEE"}
_MONTH_DAY = {"en": "d MMM", "zh": "M月d日"}
_MONTH_AND_DAY = {"en": "d MMMM", "zh": "M月d日"}
_DATE = {"en": "d MMMM y", "zh": "y年M月d日"}
_MONTH = {"en": "MMMM y", "zh": "y年M月"}
_SHORT_MONTH = {"en": "MMM y", "zh": "y年M月"}
_MOMENT = {"en": "d MMMM y, HH:mm 'Eastern'", "zh": "y年M月d日 HH:mm（美东时间）"}


def day(value: date) -> str:
    """`Friday 20 November 2026`."""
    return _written(value, _DAY)


def short_day(value: date) -> str:
    """`Fri 20 Nov`."""
    return _written(value, _SHORT_DAY)


def month_day(value: date) -> str:
    """`20 Nov`."""
    return _written(value, _MONTH_DAY)


def month_and_day(value: date) -> str:
    """`20 November`."""
    return _written(value, _MONTH_AND_DAY)


def plain_date(value: date) -> str:
    """`20 November 2026`."""
    return _written(value, _DATE)


def month_name(value: date) -> str:
    """`November 2026`."""
    return _written(value, _MONTH)


def short_month(value: date) -> str:
    """`Nov 2026`."""
    return _written(value, _SHORT_MONTH)


def days_span(first: date, last: date) -> str:
    """`16–20 Nov`, `30 Nov – 4 Dec`; `20 Nov` where both are one day."""
    return format_interval(first, last, "MMMd", locale={"en": "en_GB", "zh": "zh"}[language()])


def moment(value: datetime) -> str:
    """`20 November 2026, 09:10 Eastern`: an aware moment on arXiv's own clock."""
    here = language()
    return format_datetime(value, _MOMENT[here], tzinfo=EASTERN, locale=here)


def stamp(value: datetime) -> str:
    """`2026-11-19 18:55:16 UTC`, or `2026-11-19` where the source gave only a day (an aware midnight)."""
    there = value.astimezone(UTC)
    return f"{there:%Y-%m-%d}" if there.time() == datetime.min.time() else f"{there:%Y-%m-%d %H:%M:%S} UTC"


def machine_time(value: datetime) -> str:
    """`2026-11-19T18:55:16Z`, or `2026-11-19` where the source gave only a day, for programs: the attribute of a time element."""
    there = value.astimezone(UTC)
    return f"{there:%Y-%m-%d}" if there.time() == datetime.min.time() else f"{there:%Y-%m-%dT%H:%M:%SZ}"


def moment_html(value: datetime) -> Markup:
    """A moment as `moment` writes it, in an element to which a script adds the reader's own time."""
    return Markup('<time datetime="%s" data-moment>%s</time>') % (machine_time(value), moment(value))


def stamp_html(value: datetime) -> Markup:
    """The same of `stamp`."""
    return Markup('<time datetime="%s">%s</time>') % (machine_time(value), stamp(value))


def count(number: int) -> str:
    """`1,204`."""
    return f"{number:,}"


def in_words(names: Sequence[str]) -> str:
    """`cs.AI`, `cs.AI and cs.CL`, `cs.AI, cs.CL and cs.CV`. names: at least one."""
    if len(names) == 1:
        return names[0]
    return gettext("%(names)s and %(last)s", names=gettext(", ").join(names[:-1]), last=names[-1])


def _written(value: date, patterns: dict[str, str]) -> str:
    here = language()
    return _date_in(here, value, patterns[here])


@lru_cache(maxsize=1024)
def _date_in(language: str, value: date, pattern: str) -> str:
    return format_date(value, pattern, locale=language)
