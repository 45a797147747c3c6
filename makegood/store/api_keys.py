"""Keys by which other systems use the API: shown once, kept as a hash, ending by themselves."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, Row, insert, select, update

from makegood.messages.problems import Conflict, NotFound
from makegood.store.access_tables import API_KEY
from makegood.store.engine import reading, writing
from makegood.store.sessions import digest_of

MARK = "mg_"
ID_LENGTH = 8
USED_EVERY = timedelta(minutes=1)
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class NewKey:
    """What a key is to be: for which system, for which actions, bound to which merchant."""

    name: str
    scopes: tuple[str, ...]
    ends_at: datetime
    made_by: str
    merchant_id: str = ""


@dataclass(frozen=True)
class KeyEntry:
    """A key as it may be shown: `id` is the part of it by which it is recognised."""

    id: str
    name: str
    scopes: tuple[str, ...]
    merchant_id: str
    made_by: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str

    def works(self, now: datetime) -> bool:
        """Whether the key still opens anything."""
        return self.revoked_at is None and now < self.ends_at


class ApiKeys:
    """The keys on record; a name is given once, so that it always meant the same system."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def make(self, wanted: NewKey, now: datetime) -> str:
        """Make a key; the answer is the key itself, which is kept nowhere.

        Conflict where one of that name exists, be it revoked.
        """
        key_id = "".join(secrets.choice(_LETTERS) for _ in range(ID_LENGTH))
        key = f"{MARK}{key_id}_{secrets.token_urlsafe(32)}"
        row = {
            "id": key_id,
            "digest": digest_of(key),
            "name": wanted.name,
            "scopes": " ".join(wanted.scopes),
            "merchant_id": wanted.merchant_id,
            "made_by": wanted.made_by,
            "made_at": now,
            "ends_at": wanted.ends_at,
            "used_at": None,
            "revoked_at": None,
            "revoked_by": "",
        }
        with writing(self._engine) as connection:
            if connection.execute(select(API_KEY).where(API_KEY.c.name == wanted.name)).first():
                raise Conflict(f"There is a key {wanted.name} already; a name is given once.")
            connection.execute(insert(API_KEY).values(row))
        return key

    def find(self, key: str, now: datetime) -> KeyEntry | None:
        """The entry of a key that works now; None for any other. It notes that it was used."""
        held = select(API_KEY).where(API_KEY.c.id == _id_of(key))
        with reading(self._engine) as connection:
            row = connection.execute(held).one_or_none()
        if row is None or not hmac.compare_digest(row.digest, digest_of(key)):
            return None
        entry = _entry(row)
        if not entry.works(now):
            return None
        if entry.used_at is None or now - entry.used_at >= USED_EVERY:
            with writing(self._engine) as connection:
                own = update(API_KEY).where(API_KEY.c.id == entry.id)
                connection.execute(own.values(used_at=now))
        return entry

    def all(self) -> tuple[KeyEntry, ...]:
        """Every key, the newest first, those that work no more too."""
        newest = select(API_KEY).order_by(API_KEY.c.made_at.desc(), API_KEY.c.id)
        with reading(self._engine) as connection:
            return tuple(map(_entry, connection.execute(newest)))

    def revoke(self, name: str, by: str, now: datetime) -> KeyEntry:
        """Take a key away, for ever; NotFound for none of that name, again changes nothing."""
        named = API_KEY.c.name == name
        with writing(self._engine) as connection:
            alive = update(API_KEY).where(named, API_KEY.c.revoked_at.is_(None))
            connection.execute(alive.values(revoked_at=now, revoked_by=by))
            row = connection.execute(select(API_KEY).where(named)).one_or_none()
        if row is None:
            raise NotFound(f"There is no key {name}")
        return _entry(row)


def _id_of(key: str) -> str:
    return key.removeprefix(MARK)[:ID_LENGTH] if key.startswith(MARK) else ""


def _entry(row: Row[tuple[object, ...]]) -> KeyEntry:
    return KeyEntry(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes.split()),
        merchant_id=row.merchant_id,
        made_by=row.made_by,
        made_at=row.made_at,
        ends_at=row.ends_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )
