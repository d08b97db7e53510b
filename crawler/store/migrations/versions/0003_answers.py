"""Answers, which are also their own queue; papers about which nothing is shown; what the models cost."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# SQLite hands out row ids only to a column declared INTEGER.
_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_UNFINISHED = sa.text("due IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "spending",
        sa.Column("day", sa.Date(), nullable=False, comment="UTC"),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cached_tokens", sa.BigInteger(), nullable=False),
        sa.Column("completion_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Double(), nullable=False, comment="in the currency of the price table"),
        sa.Column("reserved_tokens", sa.BigInteger(), nullable=False),
        sa.Column("reserved_cost", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("day", "model", name=op.f("pk_spending")),
    )
    op.create_table(
        "answers",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("paper_id", _BIG_ID, nullable=False),
        sa.Column(
            "question", sa.String(length=8), nullable=False, comment="tldr, q1 to q6, or own: a reader's own question"
        ),
        sa.Column("language", sa.String(length=8), nullable=False, comment="en or zh"),
        sa.Column(
            "own_key",
            sa.String(length=32),
            nullable=False,
            comment="tells own questions apart: a hash of reader and text; empty for the others",
        ),
        sa.Column(
            "generation", sa.Integer(), nullable=False, comment="1 for the first; a redo adds one and destroys none"
        ),
        sa.Column("own_text", sa.Text(), nullable=True, comment="what the reader asked"),
        sa.Column("reader_id", _BIG_ID, nullable=True, comment="whose own question it is"),
        sa.Column(
            "state",
            sa.String(length=8),
            nullable=False,
            comment="queued, running, done, partial, failed, parked, hidden",
        ),
        sa.Column(
            "priority", sa.SmallInteger(), nullable=False, comment="0 a reader waits, 1 today's papers, 2 history"
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "due",
            sa.DateTime(),
            nullable=True,
            comment="when a worker may take it; while one runs, when its lease ends; null: nothing is left to do",
        ),
        sa.Column("holder", sa.Text(), nullable=True, comment="which worker has it: host, process and a random part"),
        sa.Column("queued", sa.DateTime(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=True, comment="when the last attempt began"),
        sa.Column("finished", sa.DateTime(), nullable=True),
        sa.Column(
            "revision", sa.Integer(), nullable=False, comment="rises with every change of this row, for who follows it"
        ),
        sa.Column(
            "asked_model", sa.Text(), nullable=True, comment="only this model may answer; null: the one of the settings"
        ),
        sa.Column("model", sa.Text(), nullable=True, comment="which one wrote the text"),
        sa.Column("prompt_version", sa.String(length=16), nullable=True),
        sa.Column(
            "paper_version",
            sa.SmallInteger(),
            nullable=False,
            comment="which version was read, or is to be; 0: not known",
        ),
        sa.Column(
            "read",
            sa.JSON(),
            nullable=True,
            comment="what of the paper the model was sent, see crawler/jobs/answering.py",
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="Markdown as the model wrote it: hostile"),
        sa.Column(
            "checks",
            sa.JSON(),
            nullable=True,
            comment="which quotes and numbers were found in the paper, see crawler/grounding",
        ),
        sa.Column("prompt_tokens", sa.Integer(), nullable=True),
        sa.Column(
            "cached_tokens", sa.Integer(), nullable=True, comment="how many of them the provider had in its cache"
        ),
        sa.Column("completion_tokens", sa.Integer(), nullable=True),
        sa.Column(
            "cost", sa.Double(), nullable=True, comment="in the currency of the price table; null: no price is known"
        ),
        sa.Column(
            "error_kind", sa.String(length=16), nullable=True, comment="what went wrong last, see crawler/llm/errors.py"
        ),
        sa.Column("error", sa.Text(), nullable=True, comment="the same as a sentence"),
        sa.Column("picked", sa.Boolean(), nullable=False, comment="an admin chose it over newer ones"),
        sa.Column("reserved_day", sa.Date(), nullable=True, comment="UTC day whose budget holds something back for it"),
        sa.Column("reserved_model", sa.Text(), nullable=True),
        sa.Column("reserved_tokens", sa.Integer(), nullable=False),
        sa.Column("reserved_cost", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_answers_paper_id_papers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "paper_id",
            "question",
            "language",
            "own_key",
            "generation",
            name=op.f("uq_answers_paper_id_question_language_own_key_generation"),
        ),
    )
    op.create_index(
        "ix_answers_queue",
        "answers",
        ["priority", "queued", "id"],
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    )
    op.create_index(op.f("ix_answers_reader_id"), "answers", ["reader_id"])
    op.create_index(op.f("ix_answers_state"), "answers", ["state"])
    op.create_index(
        "ix_answers_unfinished",
        "answers",
        ["paper_id", "question", "language", "own_key"],
        unique=True,
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    )
    op.create_table(
        "hidden_papers",
        sa.Column("paper_id", _BIG_ID, autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_hidden_papers_paper_id_papers")),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_hidden_papers")),
    )
