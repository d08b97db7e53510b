"""The first tables: papers with their versions and announcements, the ledger, and what the crawler remembers."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite hands out row ids only to a column declared INTEGER.
_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LONG_AGO = datetime(1970, 1, 1)  # noqa: DTZ001 (moments are kept in UTC without zone)


def upgrade() -> None:
    op.create_table(
        "cool_downs",
        sa.Column("service", sa.String(length=12), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row"),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_cool_downs")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "crawl_runs",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("command", sa.String(length=16), nullable=False, comment="fetch, harvest, import"),
        sa.Column("subject", sa.Text(), nullable=False, comment="categories and days, set, or file"),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False, comment="last sign of life"),
        sa.Column("finished", sa.DateTime(), nullable=True),
        sa.Column(
            "outcome",
            sa.String(length=12),
            nullable=True,
            comment="done, incomplete, unreachable, stopped, failed; null: it runs or was killed",
        ),
        sa.Column("message", sa.Text(), nullable=True, comment="what it is doing, or how it ended"),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("steps_total", sa.Integer(), nullable=False),
        sa.Column("papers_new", sa.Integer(), nullable=False),
        sa.Column("papers_changed", sa.Integer(), nullable=False),
        sa.Column("bad_records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawl_runs")),
    )
    op.create_index(op.f("ix_crawl_runs_started"), "crawl_runs", ["started"])
    op.create_table(
        "fetch_requests",
        sa.Column("arxiv_id", sa.String(length=32), nullable=False),
        sa.Column("requested", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.String(length=12),
            nullable=False,
            comment="queued, done, unknown (arXiv has no such paper), failed",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("arxiv_id", name=op.f("pk_fetch_requests")),
    )
    op.create_index(op.f("ix_fetch_requests_next_try"), "fetch_requests", ["next_try"])
    op.create_table(
        "gate",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "holder", sa.Text(), nullable=True, comment="who has the one connection: host, process and a random part"
        ),
        sa.Column(
            "held_until", sa.DateTime(), nullable=True, comment="the holder renews it; past this it is taken for dead"
        ),
        sa.Column("next_request", sa.DateTime(), nullable=False, comment="no request starts before"),
        sa.Column(
            "next_page", sa.DateTime(), nullable=False, comment="no page of arxiv.org itself is asked for before"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate")),
    )
    op.create_table(
        "harvests",
        sa.Column("name", sa.String(length=80), nullable=False, comment="`sync SET` or `backfill SET`"),
        sa.Column("from_day", sa.Date(), nullable=False, comment="datestamp the running list was asked from"),
        sa.Column("token", sa.Text(), nullable=True, comment="where to go on; null: no list is under way"),
        sa.Column("list_began", sa.DateTime(), nullable=True, comment="responseDate of the running list's first page"),
        sa.Column(
            "completed", sa.DateTime(), nullable=True, comment="responseDate of the last list that was read to its end"
        ),
        sa.Column(
            "newest_datestamp",
            sa.Date(),
            nullable=True,
            comment="newest in the running list: where to begin again if a token is refused",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_harvests")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "listings",
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.String(length=12),
            nullable=False,
            comment="uncrawled, expected, late, partial, stale, complete, empty",
        ),
        sa.Column("expected_new", sa.Integer(), nullable=True),
        sa.Column("expected_cross", sa.Integer(), nullable=True),
        sa.Column(
            "expected_replacements",
            sa.Integer(),
            nullable=True,
            comment="of both kinds, as the listing's heading counts them",
        ),
        sa.Column("held_new", sa.Integer(), nullable=False),
        sa.Column("held_cross", sa.Integer(), nullable=False),
        sa.Column("held_replacements", sa.Integer(), nullable=False),
        sa.Column("last_look", sa.DateTime(), nullable=True),
        sa.Column(
            "empty_since",
            sa.DateTime(),
            nullable=True,
            comment="first of an unbroken run of valid empty answers about this day",
        ),
        sa.Column(
            "agreed_since",
            sa.DateTime(),
            nullable=True,
            comment="first of the unbroken run of looks that all led to this state, these counts and these papers",
        ),
        sa.Column(
            "shown", sa.String(length=64), nullable=True, comment="fingerprint of what the last page read listed"
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it stands so, as a plain sentence"),
        sa.PrimaryKeyConstraint("category", "day", name=op.f("pk_listings")),
    )
    op.create_index(op.f("ix_listings_day_category"), "listings", ["day", "category"])
    op.create_table(
        "papers",
        sa.Column("id", _BIG_ID, autoincrement=False, nullable=False, comment="the revision it was first stored under"),
        sa.Column("arxiv_id", sa.String(length=32), nullable=False, comment="canonical, without version"),
        sa.Column(
            "order_key",
            sa.BigInteger(),
            nullable=False,
            comment="year, month and number of the id: lists sort by it, descending",
        ),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=True,
            comment="latest known; null: the source does not say (a listing's replacement)",
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False, comment="[[name, affiliation, …], …] in the paper's order"),
        sa.Column("categories", sa.Text(), nullable=False, comment="raw, space-separated, primary first"),
        sa.Column(
            "canonical_categories",
            sa.Text(),
            nullable=False,
            comment="each once with a space before and after, so that LIKE '% cs.CL %' finds it",
        ),
        sa.Column("primary_category", sa.Text(), nullable=False, comment="canonical"),
        sa.Column("categories_partial", sa.Boolean(), nullable=False, comment="only some categories are known"),
        sa.Column("submitted", sa.DateTime(), nullable=True, comment="version 1; midnight where only the day is known"),
        sa.Column("updated", sa.DateTime(), nullable=True, comment="submission of the latest version"),
        sa.Column("announced", sa.Date(), nullable=True, comment="first announcement day held, in any category"),
        sa.Column(
            "datestamp",
            sa.Date(),
            nullable=True,
            comment="OAI-PMH: UTC day of the last metadata change; null where the metadata came from elsewhere",
        ),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("journal_ref", sa.Text(), nullable=True),
        sa.Column("doi", sa.Text(), nullable=True),
        sa.Column("report_no", sa.Text(), nullable=True),
        sa.Column("msc_class", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("submitter", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=True, comment="null: no source that can know has said"),
        sa.Column(
            "keywords",
            sa.Text(),
            nullable=True,
            comment="ten words, comma-separated; null until the paper is carried or shown",
        ),
        sa.Column(
            "source", sa.String(length=12), nullable=False, comment="where title, abstract and authors were read"
        ),
        sa.Column(
            "weaker",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="fields that came from an older or less authoritative record: {field: [version, datestamp, source]}",
        ),
        sa.Column(
            "revision",
            sa.BigInteger(),
            nullable=False,
            comment="rises with every change, so that followers can read on",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("arxiv_id", name=op.f("uq_papers_arxiv_id")),
    )
    op.create_index(
        "ix_papers_pending",
        "papers",
        ["announced"],
        sqlite_where=sa.text("keywords IS NULL AND announced IS NOT NULL"),
        postgresql_where=sa.text("keywords IS NULL AND announced IS NOT NULL"),
    )
    op.create_index(op.f("ix_papers_revision"), "papers", ["revision"])
    op.create_table(
        "renderings",
        sa.Column("text_hash", sa.String(length=32), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("rendered", sa.Date(), nullable=False, comment="when it was made: the oldest go first"),
        sa.PrimaryKeyConstraint("text_hash", name=op.f("pk_renderings")),
    )
    op.create_index(op.f("ix_renderings_rendered"), "renderings", ["rendered"])
    op.create_table(
        "announcements",
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("paper_id", _BIG_ID, nullable=False),
        sa.Column(
            "kind",
            sa.SmallInteger(),
            nullable=False,
            comment="0 new, 1 cross, 2 replace, 3 replace-cross: the strongest seen that day",
        ),
        sa.Column("version", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_announcements_paper_id_papers")),
        sa.PrimaryKeyConstraint("category", "day", "paper_id", name=op.f("pk_announcements")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_announcements_paper_id_day"), "announcements", ["paper_id", "day"])
    op.create_table(
        "versions",
        sa.Column("paper_id", _BIG_ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("submitted", sa.DateTime(), nullable=True),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("source_type", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_versions_paper_id_papers")),
        sa.PrimaryKeyConstraint("paper_id", "number", name=op.f("pk_versions")),
    )

    gate = sa.table(
        "gate", sa.column("id"), sa.column("next_request", sa.DateTime()), sa.column("next_page", sa.DateTime())
    )
    op.bulk_insert(gate, [{"id": 1, "next_request": _LONG_AGO, "next_page": _LONG_AGO}])
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(counters, [{"name": "revision", "value": 0}])
