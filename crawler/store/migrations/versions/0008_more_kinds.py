"""Answers may be translations, and marks openings: what the columns say of themselves, where a database keeps that."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.alter_column(
        "answers",
        "question",
        existing_type=sa.String(length=8),
        existing_nullable=False,
        comment="tldr, q1 to q6, abstract: its translation, or own: a reader's own question",
    )
    op.alter_column(
        "marks",
        "kind",
        existing_type=sa.String(length=8),
        existing_nullable=False,
        comment="star, read, hide, note, list, open",
    )
