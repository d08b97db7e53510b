"""What readers keep here: who they are, their settings, marks and saved searches; and how often papers are opened."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from crawler.store.models.base import Base, BigId


def _reader() -> ForeignKey:
    # What a reader kept goes with the reader.
    return ForeignKey("readers.id", ondelete="CASCADE")


class Reader(Base):
    """An anonymous reader: no name, no address, only the browsers that hold one of its keys."""

    __tablename__ = "readers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    made: Mapped[datetime]
    seen: Mapped[date] = mapped_column(index=True, comment="US Eastern day of the last change of anything kept")


class ReaderKey(Base):
    """A browser that is a reader: a random key stands in its cookie, and only the key's hash here."""

    __tablename__ = "reader_keys"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True, comment="SHA-256, hexadecimal")
    reader_id: Mapped[int] = mapped_column(BigId, _reader(), index=True)
    made: Mapped[datetime]


class ReaderSetting(Base):
    """One setting of one reader; the latest change holds."""

    __tablename__ = "reader_settings"

    reader_id: Mapped[int] = mapped_column(BigId, _reader(), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed: Mapped[datetime]


class DeviceLink(Base):
    """A link by which one more browser becomes a reader, once and for a quarter of an hour."""

    __tablename__ = "device_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True, comment="SHA-256, hexadecimal")
    reader_id: Mapped[int] = mapped_column(BigId, _reader(), index=True)
    expires: Mapped[datetime]


class Mark(Base):
    """What a reader said of a paper, by kind and, for lists, by the list's name; the latest word by the reader's clock holds.

    Taking a mark back is a word too: the row stays, unset, so that an older one that arrives late cannot bring it back.
    """

    __tablename__ = "marks"

    reader_id: Mapped[int] = mapped_column(BigId, _reader(), primary_key=True)
    arxiv_id: Mapped[str] = mapped_column(String(32), primary_key=True, comment="the paper, held here or not")
    kind: Mapped[str] = mapped_column(String(8), primary_key=True, comment="star, read, hide, note, list, open")
    name: Mapped[str] = mapped_column(String(80), primary_key=True, comment="of the list; empty for other kinds")
    is_set: Mapped[bool] = mapped_column(Boolean)
    text: Mapped[str | None] = mapped_column(comment="of a note")
    marked: Mapped[datetime] = mapped_column(comment="by the reader's clock, set right by ours")
    client_id: Mapped[str] = mapped_column(
        String(40), comment="made by the browser; of two at one moment the greater holds"
    )

    __table_args__ = (Index(None, "reader_id", "kind", "marked"), {"sqlite_with_rowid": False})


class SavedSearch(Base):
    """A list or search that a reader keeps beside the categories."""

    __tablename__ = "saved_searches"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reader_id: Mapped[int] = mapped_column(BigId, _reader())
    address: Mapped[str] = mapped_column(String(2000), comment="path and query, canonical")
    name: Mapped[str] = mapped_column(String(80))
    made: Mapped[datetime]
    looked: Mapped[date | None] = mapped_column(
        comment="newest announcement day whose hits the reader has seen; null: that of the day it was saved"
    )

    __table_args__ = (UniqueConstraint("reader_id", "address"),)


class Open(Base):
    """How many readers opened a paper on a day, in one way."""

    __tablename__ = "opens"

    arxiv_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True, comment="US Eastern")
    kind: Mapped[str] = mapped_column(String(8), primary_key=True, comment="pdf, answers, page, star")
    times: Mapped[int] = mapped_column(Integer)

    __table_args__ = ({"sqlite_with_rowid": False},)


class OpenSeen(Base):
    """What was counted today, so that it is not counted again, and how much of its daily allowance an address has used.

    A row says nothing once its day's salt is gone.
    """

    __tablename__ = "open_seen"

    day: Mapped[date] = mapped_column(primary_key=True, comment="US Eastern; earlier days are dropped")
    visit: Mapped[str] = mapped_column(String(32), primary_key=True, comment="salted hash of who and what")
    times: Mapped[int] = mapped_column(Integer)

    __table_args__ = ({"sqlite_with_rowid": False},)


class OpenSalt(Base):
    """The random salt of today's hashes in `open_seen`."""

    __tablename__ = "open_salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
