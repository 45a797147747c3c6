"""The book of subscriptions: who is told what at which address, under which secret."""

import secrets
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine, Row, insert, select, update

from makegood.messages.hooks import HookEvent
from makegood.messages.problems import Malformed, NotFound
from makegood.store.claims import utc_now
from makegood.store.engine import reading, writing
from makegood.store.hook_tables import HOOK, HOOK_DELIVERY

SECRET_BYTES = 32
MOST_HOOKS = 50
"""How many subscriptions one owner may have."""


class HookState(StrEnum):
    """Whether a subscriber is sent anything; what happens while it is paused waits for it."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True)
class Hook:
    """A subscription as its owner sees it; the secret was shown once and is not among this."""

    id: str
    owner: str
    merchant_id: str
    url: str
    events: tuple[str, ...]
    state: str
    made_at: datetime


@dataclass(frozen=True)
class NewHook:
    """A subscription that is asked for; one of a merchant hears of its own claims alone."""

    owner: str
    url: str
    events: tuple[HookEvent, ...]
    merchant_id: str = ""


class HookBook:
    """Subscriptions; each call is one transaction. Raises NotFound, and Retryable without one."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def add(self, new: NewHook, hook_id: str = "") -> tuple[Hook, str]:
        """A new subscription with its secret, which is told now and never again.

        Asked for again under the same id, it is the one that was made. Malformed where it names no
        event, or its owner has too many.
        """
        if made := self.made(hook_id, new.owner):
            return made
        if not new.events:
            raise Malformed("events: name at least one")
        if len(self.of_owner(new.owner)) >= MOST_HOOKS:
            raise Malformed(f"owner: at most {MOST_HOOKS} subscriptions each")
        secret = f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
        hook = Hook(
            id=hook_id or f"hook_{secrets.token_hex(8)}",
            owner=new.owner,
            merchant_id=new.merchant_id,
            url=new.url,
            events=tuple(sorted({event.value for event in new.events})),
            state=HookState.ACTIVE,
            made_at=self._now(),
        )
        values = {**vars(hook), "events": list(hook.events), "secret": secret}
        with writing(self._engine) as connection:
            connection.execute(insert(HOOK).values(values))
        return hook, secret

    def made(self, hook_id: str, owner: str) -> tuple[Hook, str] | None:
        """The subscription that its owner has made under that id, with its secret; None if none."""
        wanted = select(HOOK).where(HOOK.c.id == hook_id, HOOK.c.owner == owner)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
        return (_hook(row), str(row.secret)) if row else None

    def find(self, hook_id: str) -> Hook:
        """The subscription; NotFound where there is none."""
        with reading(self._engine) as connection:
            row = connection.execute(select(HOOK).where(HOOK.c.id == hook_id)).first()
        if row is None:
            raise NotFound(f"There is no webhook {hook_id}")
        return _hook(row)

    def all(self) -> tuple[Hook, ...]:
        """Every subscription, the oldest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(HOOK).order_by(HOOK.c.made_at, HOOK.c.id))
            return tuple(map(_hook, rows))

    def of_owner(self, owner: str) -> tuple[Hook, ...]:
        """The subscriptions of one owner, the oldest first."""
        return tuple(hook for hook in self.all() if hook.owner == owner)

    def set_state(self, hook_id: str, state: HookState) -> Hook:
        """Pause it, or go on with all that has happened meanwhile."""
        now = self._now()
        waiting = update(HOOK_DELIVERY).where(
            HOOK_DELIVERY.c.hook_id == hook_id, HOOK_DELIVERY.c.done_at.is_(None)
        )
        with writing(self._engine) as connection:
            connection.execute(update(HOOK).where(HOOK.c.id == hook_id).values(state=state))
            if state is HookState.ACTIVE:
                connection.execute(waiting.values(made_at=now, next_at=now))
        return self.find(hook_id)


def _hook(row: Row[*tuple[object, ...]]) -> Hook:
    values = dict(row._mapping)
    del values["secret"]
    events: Sequence[str] = row.events
    return Hook(**{**values, "events": tuple(events)})
