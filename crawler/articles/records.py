"""Articles, trails and posts as plain values that know nothing of where they will be kept."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Role(StrEnum):
    """How an article treats a paper, the strongest first."""

    PRIMARY = "primary"  # the article is about it
    LINKED = "linked"  # linked in a post that a feed brought; nobody has said how it is treated
    CITED = "cited"
    NAMED = "named"  # named without a link

    @property
    def explains(self) -> bool:
        """Whether a paper counts as explained there, rather than cited."""
        return self in (Role.PRIMARY, Role.LINKED)


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A paper that an article links or names. title: empty where it was not read.   certain: whether it was read in full somewhere."""

    arxiv_id: str  # canonical, without version
    role: Role
    title: str = ""
    certain: bool = False


@dataclass(frozen=True, slots=True)
class BlogRecord:
    """A blog whose articles ship. feed, home: addresses.   slug: names it in our own addresses: `kexue.fm`."""

    slug: str
    feed: str
    home: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """One article that ships. slug: its number in the blog's archive.   topics: slugs of its trails, the closest first.

    elsewhere: (title, address) of what it links that is not on arXiv.   read: whether its papers are known.
    """

    slug: str
    url: str
    title: str
    title_en: str
    day: date
    series: str | None = None
    part: int | None = None
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    papers: tuple[PaperLink, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    read: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailRecord:
    """One trail that ships. title: Chinese.   series: whose parts come first; None where all go by date.

    introduction, introduction_en: with formulas in dollars.   notes: article slug → (Chinese, English).
    """

    slug: str
    title: str
    title_en: str
    series: str | None = None
    introduction: str = ""
    introduction_en: str = ""
    notes: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One entry of a blog's feed. key: what the feed itself knows it by (guid, id), else its address.

    published: aware UTC, None where the feed does not say.   teaser: at most 200 characters of plain text.
    papers: canonical arXiv ids in what the feed carries of it, in their order.
    state: a hash of everything the feed says of it, which changes with an edit.
    """

    key: str
    url: str
    title: str
    published: datetime | None
    tags: tuple[str, ...]
    teaser: str
    papers: tuple[str, ...]
    state: str
