"""Blogs that are followed, their articles with the papers they discuss, and trails, readers' own among them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# SQLite hands out row ids only to a column declared INTEGER.
_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False, comment="names the blog in our addresses: kexue.fm"),
        sa.Column(
            "url", sa.Text(), nullable=False, comment="where the feed is asked for: as set, or where it moved for good"
        ),
        sa.Column(
            "set_url", sa.Text(), nullable=False, comment="the address as the settings or the shipped file give it"
        ),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.String(length=12),
            nullable=False,
            comment="new, followed, failing, gone (410: never asked again)",
        ),
        sa.Column("message", sa.Text(), nullable=True, comment="why the last look failed, as a plain sentence"),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("last_look", sa.DateTime(), nullable=True),
        sa.Column("next_look", sa.DateTime(), nullable=False, comment="not asked again before"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row"),
        sa.Column(
            "shipped",
            sa.String(length=64),
            nullable=True,
            comment="hash of the shipped files whose articles were taken in last",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("slug", name=op.f("uq_feeds_slug")),
    )
    op.create_table(
        "trails",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False, comment="among the trails"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=True, comment="whose parts come first"),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("introduction_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trails")),
        sa.UniqueConstraint("slug", name=op.f("uq_trails_slug")),
    )
    op.create_table(
        "articles",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("feed_id", _BIG_ID, nullable=False),
        sa.Column(
            "slug",
            sa.String(length=80),
            nullable=False,
            comment="names it among the blog's: its number, where it has one",
        ),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="what the feed knows it by, else its address without scheme"
        ),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False, comment="of its publication"),
        sa.Column("series", sa.Text(), nullable=True),
        sa.Column("part", sa.SmallInteger(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column(
            "teaser", sa.Text(), nullable=False, comment="at most 200 characters from the feed; empty for what ships"
        ),
        sa.Column(
            "elsewhere", sa.JSON(), nullable=False, comment="[[title, address], …] of what it links outside arXiv"
        ),
        sa.Column("state", sa.String(length=64), nullable=True, comment="hash of what the feed said of it last"),
        sa.Column(
            "read_state",
            sa.String(length=64),
            nullable=True,
            comment="the state whose page was read for papers; `shipped` where they came with the program",
        ),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.Column(
            "revision",
            sa.BigInteger(),
            nullable=False,
            comment="of the papers' counter: rises with every change, for the search index",
        ),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_articles_feed_id_feeds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("feed_id", "key", name=op.f("uq_articles_feed_id_key")),
        sa.UniqueConstraint("feed_id", "slug", name=op.f("uq_articles_feed_id_slug")),
    )
    op.create_index(op.f("ix_articles_day"), "articles", ["day"])
    op.create_table(
        "article_papers",
        sa.Column("article_id", _BIG_ID, nullable=False),
        sa.Column("arxiv_id", sa.String(length=32), nullable=False),
        sa.Column(
            "position", sa.SmallInteger(), nullable=False, comment="in the article, from 0; primary papers first"
        ),
        sa.Column("role", sa.String(length=8), nullable=False, comment="primary, linked, cited, named"),
        sa.Column(
            "title", sa.Text(), nullable=False, comment="until the paper itself is held; empty where it was not read"
        ),
        sa.Column("certain", sa.Boolean(), nullable=False, comment="whether that title was read in full somewhere"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_papers_article_id_articles")),
        sa.PrimaryKeyConstraint("article_id", "arxiv_id", name=op.f("pk_article_papers")),
    )
    op.create_index(op.f("ix_article_papers_arxiv_id"), "article_papers", ["arxiv_id"])
    op.create_table(
        "trail_items",
        sa.Column("trail_id", _BIG_ID, nullable=False),
        sa.Column("article_id", _BIG_ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False, comment="from 0"),
        sa.Column("note", sa.Text(), nullable=False, comment="Chinese: what it shows and why it comes here"),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_trail_items_article_id_articles")),
        sa.ForeignKeyConstraint(["trail_id"], ["trails.id"], name=op.f("fk_trail_items_trail_id_trails")),
        sa.PrimaryKeyConstraint("trail_id", "article_id", name=op.f("pk_trail_items")),
    )
    op.create_index(op.f("ix_trail_items_article_id"), "trail_items", ["article_id"])
    op.create_table(
        "reader_trails",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False, comment="random; it is the trail's address"),
        sa.Column("reader_id", _BIG_ID, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("featured", sa.Boolean(), nullable=False, comment="shown among the trails; an admin says so"),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_reader_trails_reader_id_readers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_trails")),
        sa.UniqueConstraint("key", name=op.f("uq_reader_trails_key")),
    )
    op.create_index(op.f("ix_reader_trails_reader_id"), "reader_trails", ["reader_id"])
    op.create_table(
        "article_reads",
        sa.Column("reader_id", _BIG_ID, nullable=False),
        sa.Column("article_id", _BIG_ID, nullable=False),
        sa.Column("read", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_reads_article_id_articles")),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_article_reads_reader_id_readers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reader_id", "article_id", name=op.f("pk_article_reads")),
    )
    op.create_table(
        "reader_trail_items",
        sa.Column("trail_id", _BIG_ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False, comment="from 0"),
        sa.Column("arxiv_id", sa.String(length=32), nullable=True, comment="of a paper; null for a link"),
        sa.Column("url", sa.Text(), nullable=True, comment="of a link; null for a paper"),
        sa.Column("title", sa.Text(), nullable=False, comment="of a link; empty for a paper"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trail_id"],
            ["reader_trails.id"],
            name=op.f("fk_reader_trail_items_trail_id_reader_trails"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("trail_id", "position", name=op.f("pk_reader_trail_items")),
    )
