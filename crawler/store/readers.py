"""Readers: made at the first mark, joined by further browsers, forgotten on request.

A reader is known by random keys, one a browser. Only their hashes are stored; a key has 256 random bits, so that a plain
hash gives nothing away.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from crawler.clock import eastern_day
from crawler.store.inserting import insert
from crawler.store.marks import marks_kept, store_marks
from crawler.store.models import Base, DeviceLink, Reader, ReaderKey, ReaderSetting
from crawler.store.reader_trails import hand_over
from crawler.store.saved_searches import saved_searches, store_searches

LINK_LASTS = timedelta(minutes=15)

_KEYS = Base.metadata.tables["reader_keys"]
_SETTINGS = Base.metadata.tables["reader_settings"]
_OF_KEY = (
    select(_KEYS.c.reader_id, _SETTINGS.c.name, _SETTINGS.c.value)
    .select_from(_KEYS.outerjoin(_SETTINGS, _SETTINGS.c.reader_id == _KEYS.c.reader_id))
    .where(_KEYS.c.key_hash == bindparam("key_hash"))
)


@dataclass(frozen=True, slots=True)
class SettingRecord:
    """One setting of a reader. value: what JSON can hold.   changed: aware; of two the later holds."""

    name: str
    value: Any
    changed: datetime


def find_reader(session: Session, key: str) -> tuple[int, dict[str, Any]] | None:
    """The reader with this key, and its settings by name; None where there is none. One query."""
    rows = session.execute(_OF_KEY, {"key_hash": _hash(key)}).all()
    if not rows:
        return None
    return rows[0].reader_id, {name: value for _, name, value in rows if name is not None}


def make_reader(session: Session, now: datetime) -> tuple[int, str]:
    """A new reader: its id, and the key of its first browser, which is nowhere else. now: aware."""
    reader = Reader(made=now, seen=eastern_day(now))
    session.add(reader)
    session.flush()
    return reader.id, _make_key(session, reader.id, now)


def note_reader(session: Session, reader_id: int, now: datetime) -> None:
    """Remember the day on which a reader changed something: those long unseen may be pruned."""
    today = eastern_day(now)
    session.execute(update(Reader).where(Reader.id == reader_id, Reader.seen < today).values(seen=today))


def forget_reader(session: Session, reader_id: int) -> None:
    """Delete a reader and everything kept for it, on all its browsers."""
    session.execute(delete(Reader).where(Reader.id == reader_id))


def store_settings(session: Session, reader_id: int, settings: Iterable[SettingRecord]) -> None:
    """Keep these settings where no later change is held. Commits nothing: the caller does."""
    statement = insert(session, _SETTINGS)
    given = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=_SETTINGS.primary_key.columns,
        set_={"value": given.value, "changed": given.changed},
        where=_SETTINGS.c.changed < given.changed,
    )
    latest: dict[str, SettingRecord] = {}
    for setting in settings:
        if setting.name not in latest or latest[setting.name].changed < setting.changed:
            latest[setting.name] = setting
    rows = [
        {"reader_id": reader_id, "name": setting.name, "value": setting.value, "changed": setting.changed}
        for setting in latest.values()
    ]
    if rows:
        session.connection().execute(statement, rows)


def settings_kept(session: Session, reader_id: int) -> list[SettingRecord]:
    """A reader's settings by name."""
    kept = select(ReaderSetting).where(ReaderSetting.reader_id == reader_id).order_by(ReaderSetting.name)
    return [SettingRecord(row.name, row.value, row.changed) for row in session.scalars(kept)]


def make_device_link(session: Session, reader_id: int, now: datetime) -> str:
    """A token with which one more browser may join this reader, once and within LINK_LASTS. Earlier ones of the reader lapse."""
    session.execute(delete(DeviceLink).where(or_(DeviceLink.reader_id == reader_id, DeviceLink.expires <= now)))
    token = secrets.token_urlsafe(24)
    session.add(DeviceLink(token_hash=_hash(token), reader_id=reader_id, expires=now + LINK_LASTS))
    session.flush()
    return token


def link_holds(session: Session, token: str, now: datetime) -> bool:
    """Whether a browser could join with this token now."""
    holds = select(DeviceLink.reader_id).where(DeviceLink.token_hash == _hash(token), DeviceLink.expires > now)
    return session.scalar(holds) is not None


def join_reader(session: Session, token: str, now: datetime, *, known_as: int | None = None) -> tuple[int, str] | None:
    """Use up a device link: the reader joined and a key for the browser, or None where the link is no good any more.

    known_as: the reader that this browser was until now. What it kept goes over to the one it joins, and it is forgotten.
    """
    used = delete(DeviceLink).where(DeviceLink.token_hash == _hash(token), DeviceLink.expires > now)
    reader_id = session.scalar(used.returning(DeviceLink.reader_id))
    if reader_id is None:
        return None
    if known_as is not None and known_as != reader_id:
        _absorb(session, known_as, reader_id)
    return reader_id, _make_key(session, reader_id, now)


def _absorb(session: Session, gone: int, reader_id: int) -> None:
    store_marks(session, reader_id, marks_kept(session, gone))
    store_searches(session, reader_id, saved_searches(session, gone))
    held: Mapping[str, SettingRecord] = {setting.name: setting for setting in settings_kept(session, reader_id)}
    store_settings(session, reader_id, [_joined(held.get(each.name), each) for each in settings_kept(session, gone)])
    hand_over(session, gone, reader_id)
    forget_reader(session, gone)


def _joined(held: SettingRecord | None, other: SettingRecord) -> SettingRecord:
    """Two readers' setting as that of one: of what was followed nothing is lost, of anything else the later holds."""
    if held is None or not isinstance(held.value, list) or not isinstance(other.value, list):
        return other
    added = [value for value in other.value if value not in held.value]
    return SettingRecord(
        other.name, [*held.value, *added], max(held.changed, other.changed) + timedelta(microseconds=1)
    )


def _make_key(session: Session, reader_id: int, now: datetime) -> str:
    key = secrets.token_urlsafe(32)
    session.add(ReaderKey(key_hash=_hash(key), reader_id=reader_id, made=now))
    session.flush()
    return key


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
