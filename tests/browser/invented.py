"""The papers of the site that the browser looks at: invented, and as awkward as real ones get."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from crawler.records import AnnouncementRecord, Author, Kind, PaperRecord, Source, VersionRecord

NOW = datetime(2026, 11, 20, 14, 10, tzinfo=UTC)
FRIDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 19)
PAGES = {
    "home": "/",
    "list": "/arxiv/cs.CL",
    "part of a list": "/arxiv/cs.CL?show=5&skip=5",
    "titles": "/arxiv/cs.CL?density=titles",
    "titles and keywords": "/arxiv/cs.CL?density=keywords",
    "list of several categories": "/arxiv/cs.AI+cs.CL-cs.CY",
    "range": "/arxiv/cs.CL?date=2026-11-19..2026-11-20",
    "empty day": "/arxiv/cs.CL?date=2026-11-15",
    "calendar": "/arxiv/cs.AI+cs.CL/days",
    "paper": "/arxiv/2611.00001",
    "old paper": "/arxiv/hep-th/9901001v1",
    "several papers": "/arxiv/2611.00001,2611.00002,2611.09999",
    "paper that is waited for": "/arxiv/2611.09998",
    "search": "/arxiv/search",
    "hits": "/arxiv/search?query=invented+OR+研究+OR+(alert&category=cs.CL&date=2026-11-01..",
    "hits that are not there": "/arxiv/search?query=nowhere",
    "misspelt search": "/arxiv/search?query=inventde",
    "related papers": "/arxiv/2611.00004/related",
    "author": "/author/Jane%20Doe",
    "month": "/month/2026-11?category=cs.CL",
    "read most": "/hot?window=month",
    "trails": "/articles",
    "trail": "/articles/low-rank",
    "long trail": "/articles/attention",
    "Chinese trail": "/articles/ssm?lang=zh",
    "article": "/articles/10226",
    "Chinese article": "/articles/11033?lang=zh",
    "answers": "/arxiv/2611.00004/answers",
    "status": "/status",
    "settings": "/reader/settings",
    "help": "/help",
    "error": "/arxiv/cs.XX",
}
LONG_FORMULA = (
    r"$\left(\sum_{i=1}^{n} \frac{\alpha_i^{\beta_i} x_{i_1 i_2 \ldots i_k}}"
    r"{\sqrt{1 + \gamma_i^2 + \delta_i^4 + \epsilon_i^6}}\right)$"
)


def invented_paper(number: int, **given: object) -> PaperRecord:
    """A paper with a number of November 2026; `given` replaces any of its facts."""
    facts: dict[str, object] = {
        "id": f"2611.{number:05}",
        "source": Source.OAI,
        "title": f"An invented paper, number {number} of its day",
        "abstract": "It says nothing, at length. " * 40,
        "authors": (Author("Jane Doe", ("Somewhere University",)), Author("Zoë Ünal"), Author("王小明")),
        "categories": ("cs.CL", "cs.LG", "math.ST"),
        "version": 2,
        "submitted": datetime(2026, 11, 18, 17, 4, 5, tzinfo=UTC),
        "updated": datetime(2026, 11, 19, 10, 0, 0, tzinfo=UTC),
        "versions": (
            VersionRecord(1, datetime(2026, 11, 18, 17, 4, 5, tzinfo=UTC), "120kb"),
            VersionRecord(2, datetime(2026, 11, 19, 10, 0, 0, tzinfo=UTC), "121kb"),
        ),
    }
    return PaperRecord(**{**facts, **given})  # type: ignore[arg-type]


PAPERS = (
    invented_paper(
        1,
        title=r"On $\mathcal{O}(n \log n)$ of <script>alert(1)</script> & others",
        abstract=f"Let {LONG_FORMULA} and \\[ {LONG_FORMULA.strip('$') * 3} \\] hold; code at https://example.org/{'a' * 200}.",
        authors=tuple(Author(f"Author {name} Collaborator") for name in range(1, 61)),
        comment="12 pages, see https://example.org/code.",
        journal_ref="Journal of Inventions 1 (2026) 1-2",
        doi="10.1000/182 10.1000/183",
        licence="http://creativecommons.org/licenses/by/4.0/",
        report_no="TR-" + "9" * 120,
        msc_class="68T50",
        submitter="Jane Doe",
    ),
    invented_paper(
        2, title="W" * 300, abstract="x" * 2000, comment="y" * 300, withdrawn=True, licence="javascript:alert(1)"
    ),
    invented_paper(3, title="关于预训练语言模型的一个虚构研究", abstract="本文什么也没有说。" * 60),
    *(invented_paper(number) for number in range(4, 31)),
    invented_paper(0, id="2407.05000", categories=("cs.LG",), title="Held, and explained in an article"),
    invented_paper(0, id="hep-th/9901001", categories=("hep-th",), title="An old one"),
)


def announcements() -> Iterator[AnnouncementRecord]:
    """All but the last paper, most of them on Friday, every third a replacement, cross-listed in a second category."""
    for place, paper in enumerate(PAPERS[:-1]):
        day = FRIDAY if place < 24 else THURSDAY
        kind = Kind.NEW if place % 3 else Kind.REPLACE
        yield AnnouncementRecord(paper.id, "cs.CL", day, kind, 1)
        yield AnnouncementRecord(paper.id, "cs.LG", day, Kind.CROSS if kind is Kind.NEW else Kind.REPLACE_CROSS, 1)
