"""rss.arxiv.org: RSS 2.0 of one day, as arXiv's feed service writes it.

Facts: https://info.arxiv.org/help/rss.html, and the shape of recorded answers of April 2025.
"""

import hashlib
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime

from .markup import attribute, one_line, paragraphs, xml_text
from .messages import Circumstances, Reply
from .taxonomy import ARCHIVES, CATEGORIES, members, spelled
from .world import EASTERN, Entry, State, World, state_on

CAP = 2000
"""arXiv's LIMIT. It is applied with the replacements first, so that new papers with the lowest ids fall out."""


class FeedError(Exception):
    """A request the feed service refuses; the text is its reason."""


def feed(world: World, specification: str, at: Circumstances) -> Reply:
    """``/rss/SPECIFICATION``: archives and categories joined by ``+``, in any case."""
    try:
        subjects = requested(specification)
    except FeedError as error:
        return _error(specification, str(error), at.now)
    today = at.now.astimezone(EASTERN).date()
    day = world.day_before(today) if at.fault("stale") else today
    nothing = at.fault("late") or at.fault("empty") or day is None
    categories = frozenset[str]().union(*(members(subject) for subject in subjects))
    entries = [] if nothing or day is None else world.listing(categories, day)
    if tailless := at.fault("short") or at.fault("partial"):
        entries = entries[: tailless.kept(len(entries))]
    cap = at.fault("cap")
    entries = _capped(entries, int(cap.options["limit"]) if cap else CAP)
    midnight = datetime.combine(today, time(), tzinfo=EASTERN)
    items = "".join(_item(state, entry, midnight) for entry in entries if (state := state_on(entry.paper, today)))
    body = _channel(subjects, items, at.now, midnight)
    return Reply(body, content_type="application/rss+xml", headers=_headers(body, at.now))


def requested(specification: str) -> list[str]:
    """The archives and categories of a specification, archives first, officially spelled. Raises FeedError."""
    parts = specification.split("+")
    if not all(part.strip() for part in parts):
        raise FeedError(
            f"Invalid archive specification '{specification}'. Correct format is one or more archive names delimited "
            "by '+'. Each name can be either of the form 'archive' or 'archive.category'."
        )
    subjects = []
    for part in parts:
        archive = part.partition(".")[0].lower()
        if part.count(".") > 1:
            raise FeedError(f"Bad archive/subject class structure '{part}'.")
        if archive not in ARCHIVES:
            active = sorted({c.archive for c in CATEGORIES.values() if c.active})
            raise FeedError(f"Bad archive '{archive}'. Valid archive names are: {', '.join(active)}.")
        name = spelled(part)
        if name is None:
            raise FeedError(f"Bad subject class '{part.partition('.')[2]}' for the archive '{archive}'.")
        subjects.append(name)
    return sorted(subjects, key=lambda subject: "." in subject)


def _capped(entries: list[Entry], limit: int) -> list[Entry]:
    """The entries a LIMIT leaves: as many as fit counted from the last replacement backwards."""
    return entries[-limit:] if limit else []


def _item(state: State, entry: Entry, midnight: datetime) -> str:
    version = state.version
    identifier = f"{state.paper.id}v{version.number}"
    categories = "".join(f"      <category>{category}</category>\n" for category in state.categories)
    optional = ""
    if version.licence:
        optional += f"      <dc:rights>{xml_text(version.licence)}</dc:rights>\n"
    if state.doi:
        optional += f"      <arxiv:DOI>{xml_text(state.doi)}</arxiv:DOI>\n"
    if state.journal_ref:
        optional += f"      <arxiv:journal_reference>{xml_text(state.journal_ref)}</arxiv:journal_reference>\n"
    # The blank before the line break in the description is arXiv's.
    return (
        "    <item>\n"
        f"      <title>{xml_text(one_line(version.title))}</title>\n"
        f"      <link>https://arxiv.org/abs/{state.paper.id}</link>\n"
        f"      <description>arXiv:{identifier} Announce Type: {entry.kind} \n"
        f"Abstract: {xml_text(paragraphs(version.abstract))}</description>\n"
        f'      <guid isPermaLink="false">oai:arXiv.org:{identifier}</guid>\n'
        f"{categories}"
        f"      <pubDate>{format_datetime(midnight)}</pubDate>\n"
        f"      <arxiv:announce_type>{entry.kind}</arxiv:announce_type>\n"
        f"{optional}"
        f"      <dc:creator>{xml_text(_creator(state))}</dc:creator>\n"
        "    </item>\n"
    )


def _creator(state: State) -> str:
    """All authors in one text. A name without forenames begins with the blank that would have followed them."""
    return ", ".join(
        author.with_affiliations if author.forenames else f" {author.with_affiliations}"
        for author in state.paper.authors
    )


_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'version="2.0">\n  <channel>\n'
)


def _channel(subjects: list[str], items: str, now: datetime, midnight: datetime) -> str:
    names, link = ", ".join(subjects), f"http://rss.arxiv.org/rss/{'+'.join(subjects)}"
    return (
        f"{_HEAD}"
        f"    <title>{names} updates on arXiv.org</title>\n"
        f"    <link>{link}</link>\n"
        f"    <description>{names} updates on the arXiv.org e-print archive.</description>\n"
        f"{_about_the_feed(link, now, 'rss-help@arxiv.org')}"
        f"    <pubDate>{format_datetime(midnight)}</pubDate>\n"
        "    <skipDays>\n      <day>Saturday</day>\n      <day>Sunday</day>\n    </skipDays>\n"
        f"{items}"
        "  </channel>\n</rss>\n"
    )


def _about_the_feed(link: str, now: datetime, editor: str) -> str:
    return (
        f'    <atom:link href="{attribute(link)}" rel="self" type="application/rss+xml"/>\n'
        "    <docs>http://www.rssboard.org/rss-specification</docs>\n"
        "    <language>en-us</language>\n"
        f"    <lastBuildDate>{format_datetime(now.astimezone(UTC))}</lastBuildDate>\n"
        f"    <managingEditor>{editor}</managingEditor>\n"
    )


def _error(specification: str, reason: str, now: datetime) -> Reply:
    """A refusal looks like a feed: HTTP 400 and a channel with an unusual title."""
    link = f"http://rss.arxiv.org/rss/{specification}"
    midnight = datetime.combine(now.astimezone(EASTERN).date(), time(), tzinfo=EASTERN)
    body = (
        f"{_HEAD}"
        f"    <title>Feed error for query: {xml_text(link)}</title>\n"
        f"    <link>{xml_text(link)}</link>\n"
        f"    <description>{xml_text(reason)}</description>\n"
        f"{_about_the_feed(link, now, 'rss-help.arxiv.org')}"
        f"    <pubDate>{format_datetime(midnight)}</pubDate>\n"
        "  </channel>\n</rss>\n"
    )
    return Reply(body, 400, "application/rss+xml", _headers(body, now))


def _headers(body: str, now: datetime) -> dict[str, str]:
    """arXiv's caching headers; the ETag has no quotes, which HTTP does not allow."""
    local = now.astimezone(EASTERN)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), tzinfo=EASTERN)
    seconds = int((midnight.astimezone(UTC) - now.astimezone(UTC)).total_seconds())
    return {"Cache-Control": f"max-age={seconds}", "ETag": hashlib.sha256(body.encode("utf-8")).hexdigest()}
