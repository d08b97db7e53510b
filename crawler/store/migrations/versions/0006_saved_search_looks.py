"""Up to which day a reader has looked at what a saved search finds."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column(
        "saved_searches",
        sa.Column(
            "looked",
            sa.Date(),
            nullable=True,
            comment="newest announcement day whose hits the reader has seen; null: that of the day it was saved",
        ),
    )
