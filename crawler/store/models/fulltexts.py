"""The full texts of papers, for our own reading: never served."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from crawler.store.models.base import Base, BigId


class FullTextRow(Base):
    """The text of one version of a paper, or why there is none."""

    __tablename__ = "fulltexts"

    paper_id: Mapped[int] = mapped_column(BigId, ForeignKey("papers.id"), primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    state: Mapped[str] = mapped_column(String(8), comment="held, absent")
    source: Mapped[str | None] = mapped_column(String(8), comment="html, pdf; null: absent")
    sections: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="zlib of JSON: [[title, text, part], …]; null: absent"
    )
    characters: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(comment="why it is absent, as a sentence")
    fetched: Mapped[datetime] = mapped_column(comment="when arXiv was last asked")
    next_try: Mapped[datetime | None] = mapped_column(comment="absent: not asked for again before")
