"""Full texts of papers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "fulltexts",
        sa.Column("paper_id", _BIG_ID, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False, comment="held, absent"),
        sa.Column("source", sa.String(length=8), nullable=True, comment="html, pdf; null: absent"),
        sa.Column(
            "sections",
            sa.LargeBinary(),
            nullable=True,
            comment="zlib of JSON: [[title, text, part], …]; null: absent",
        ),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it is absent, as a sentence"),
        sa.Column("fetched", sa.DateTime(), nullable=False, comment="when arXiv was last asked"),
        sa.Column("next_try", sa.DateTime(), nullable=True, comment="absent: not asked for again before"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_fulltexts_paper_id_papers")),
        sa.PrimaryKeyConstraint("paper_id", "version", name=op.f("pk_fulltexts")),
    )
