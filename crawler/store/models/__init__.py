"""The tables, a module a subject. The migrations build the same; a test holds the two together."""

from crawler.store.models.answers import Answer, HiddenPaper, Spending
from crawler.store.models.articles import Article, ArticlePaper, Feed, Trail, TrailItem
from crawler.store.models.base import Base, BigId, UtcDateTime
from crawler.store.models.crawling import (
    CoolDown,
    Counter,
    CrawlRun,
    FetchRequest,
    GateState,
    HarvestState,
    Lease,
    Listing,
)
from crawler.store.models.fulltexts import FullTextRow
from crawler.store.models.papers import Announcement, Paper, Rendering, Version
from crawler.store.models.reader_trails import ArticleRead, ReaderTrail, ReaderTrailItem
from crawler.store.models.readers import (
    DeviceLink,
    Mark,
    Open,
    OpenSalt,
    OpenSeen,
    Reader,
    ReaderKey,
    ReaderSetting,
    SavedSearch,
)

__all__ = [
    "Announcement",
    "Answer",
    "Article",
    "ArticlePaper",
    "ArticleRead",
    "Base",
    "BigId",
    "CoolDown",
    "Counter",
    "CrawlRun",
    "DeviceLink",
    "Feed",
    "FetchRequest",
    "FullTextRow",
    "GateState",
    "HarvestState",
    "HiddenPaper",
    "Lease",
    "Listing",
    "Mark",
    "Open",
    "OpenSalt",
    "OpenSeen",
    "Paper",
    "Reader",
    "ReaderKey",
    "ReaderSetting",
    "ReaderTrail",
    "ReaderTrailItem",
    "Rendering",
    "SavedSearch",
    "Spending",
    "Trail",
    "TrailItem",
    "UtcDateTime",
    "Version",
]
