"""Openings are found by their day, as the page of what is read most looks for them."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index(op.f("ix_opens_day"), "opens", ["day"])
