"""Readers: their keys, settings, marks and saved searches; how often papers are opened."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# SQLite hands out row ids only to a column declared INTEGER.
_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "readers",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.Date(), nullable=False, comment="US Eastern day of the last change of anything kept"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readers")),
    )
    op.create_index(op.f("ix_readers_seen"), "readers", ["seen"])
    op.create_table(
        "reader_keys",
        sa.Column("key_hash", sa.String(length=64), nullable=False, comment="SHA-256, hexadecimal"),
        sa.Column("reader_id", _BIG_ID, nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_reader_keys")),
        _of_reader("reader_keys"),
    )
    op.create_index(op.f("ix_reader_keys_reader_id"), "reader_keys", ["reader_id"])
    op.create_table(
        "reader_settings",
        sa.Column("reader_id", _BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("reader_id", "name", name=op.f("pk_reader_settings")),
        _of_reader("reader_settings"),
    )
    op.create_table(
        "device_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False, comment="SHA-256, hexadecimal"),
        sa.Column("reader_id", _BIG_ID, nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_device_links")),
        _of_reader("device_links"),
    )
    op.create_index(op.f("ix_device_links_reader_id"), "device_links", ["reader_id"])
    op.create_table(
        "marks",
        sa.Column("reader_id", _BIG_ID, nullable=False),
        sa.Column("arxiv_id", sa.String(length=32), nullable=False, comment="the paper, held here or not"),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="star, read, hide, note, list"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="of the list; empty for other kinds"),
        sa.Column("is_set", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True, comment="of a note"),
        sa.Column("marked", sa.DateTime(), nullable=False, comment="by the reader's clock, set right by ours"),
        sa.Column(
            "client_id",
            sa.String(length=40),
            nullable=False,
            comment="made by the browser; of two at one moment the greater holds",
        ),
        sa.PrimaryKeyConstraint("reader_id", "arxiv_id", "kind", "name", name=op.f("pk_marks")),
        _of_reader("marks"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_marks_reader_id_kind_marked"), "marks", ["reader_id", "kind", "marked"])
    op.create_table(
        "saved_searches",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("reader_id", _BIG_ID, nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False, comment="path and query, canonical"),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("reader_id", "address", name=op.f("uq_saved_searches_reader_id_address")),
        _of_reader("saved_searches"),
    )
    op.create_table(
        "opens",
        sa.Column("arxiv_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="US Eastern"),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="pdf, answers, page, star"),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("arxiv_id", "day", "kind", name=op.f("pk_opens")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_seen",
        sa.Column("day", sa.Date(), nullable=False, comment="US Eastern; earlier days are dropped"),
        sa.Column("visit", sa.String(length=32), nullable=False, comment="salted hash of who and what"),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "visit", name=op.f("pk_open_seen")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_salts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_open_salts")),
    )


def _of_reader(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["reader_id"], ["readers.id"], name=op.f(f"fk_{table}_reader_id_readers"), ondelete="CASCADE"
    )
