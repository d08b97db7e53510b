"""The tables, a module a subject. The migrations build the same; a test holds the two together."""

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
from crawler.store.models.papers import Announcement, Paper, Rendering, Version

__all__ = [
    "Announcement",
    "Base",
    "BigId",
    "CoolDown",
    "Counter",
    "CrawlRun",
    "FetchRequest",
    "GateState",
    "HarvestState",
    "Lease",
    "Listing",
    "Paper",
    "Rendering",
    "UtcDateTime",
    "Version",
]
