"""Who is signed in with which browser, kept so that a stolen database signs nobody in."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, Row, delete, insert, select, update

from makegood.store.access_tables import WEB_SESSION
from makegood.store.engine import reading, writing

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last used: a write for every click costs."""

KEPT = timedelta(days=30)
"""How long a session that has ended is still on record."""


@dataclass(frozen=True)
class Session:
    """A browser in somebody's hands; with a `glance`, such as `claim/C-1`, it shows that alone.

    `signed_in_at` is when the person last proved who it is, and `methods` how (RFC 8176).
    """

    account: str
    signed_in_at: datetime
    ends_at: datetime
    glance: str = ""
    methods: tuple[str, ...] = ()


class Sessions:
    """Sessions end when they are idle too long, when their time is up, and when told to."""

    def __init__(self, engine: Engine, idle: timedelta) -> None:
        self._engine = engine
        self._idle = idle

    def begin(self, session: Session, now: datetime) -> str:
        """Open a session; the answer is its secret, which is kept nowhere."""
        secret = secrets.token_urlsafe(32)
        row = {
            "digest": digest_of(secret),
            "account": session.account,
            "glance": session.glance,
            "methods": " ".join(session.methods),
            "signed_in_at": session.signed_in_at,
            "begun_at": now,
            "seen_at": now,
            "ends_at": session.ends_at,
            "ended_at": None,
        }
        with writing(self._engine) as connection:
            connection.execute(delete(WEB_SESSION).where(WEB_SESSION.c.ends_at < now - KEPT))
            connection.execute(insert(WEB_SESSION).values(row))
        return secret

    def find(self, secret: str, now: datetime) -> Session | None:
        """The session of that secret; None where there is none, or it has ended."""
        held = select(WEB_SESSION).where(WEB_SESSION.c.digest == digest_of(secret))
        with reading(self._engine) as connection:
            row = connection.execute(held).one_or_none()
        if row is None or not self._lives(row, now):
            return None
        if now - row.seen_at >= SEEN_EVERY:
            self._see(row.digest, now)
        methods = tuple(row.methods.split())
        return Session(row.account, row.signed_in_at, row.ends_at, row.glance, methods)

    def _lives(self, row: Row[tuple[object, ...]], now: datetime) -> bool:
        is_idle: bool = now - row.seen_at > self._idle
        return row.ended_at is None and now < row.ends_at and not is_idle

    def _see(self, digest: str, now: datetime) -> None:
        with writing(self._engine) as connection:
            at = update(WEB_SESSION).where(WEB_SESSION.c.digest == digest)
            connection.execute(at.values(seen_at=now))

    def end(self, secret: str, now: datetime) -> None:
        """End one session; one that is none, or has ended, stays as it is."""
        alive = (WEB_SESSION.c.digest == digest_of(secret), WEB_SESSION.c.ended_at.is_(None))
        with writing(self._engine) as connection:
            connection.execute(update(WEB_SESSION).where(*alive).values(ended_at=now))

    def end_all(self, account: str, now: datetime) -> int:
        """End every session of an account; the answer is how many there were."""
        alive = (WEB_SESSION.c.account == account, WEB_SESSION.c.ended_at.is_(None))
        with writing(self._engine) as connection:
            ended = connection.execute(update(WEB_SESSION).where(*alive).values(ended_at=now))
            return ended.rowcount


def digest_of(secret: str) -> str:
    """What is kept of a secret that is too long to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
