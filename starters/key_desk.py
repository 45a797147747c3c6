"""Keys for other systems: who may have one, for what and for how long."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from makegood.messages.problems import Conflict, NotFound
from makegood.policy.access import AccessBook
from makegood.rules.access import Actor, Resource, Role, authorize, granted
from makegood.store.api_keys import ApiKeys, KeyEntry, NewKey
from makegood.store.trail import AccessEvent, AccessLine, Trail
from starters.errors import BadInput, Denied, NoSuchClaim, RefusedByRule

NAME = re.compile(r"[a-z][a-z0-9.-]{2,39}")
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Wanted:
    """The key that somebody asks for; an empty merchant is any."""

    name: str
    scopes: tuple[str, ...]
    lasts: timedelta
    merchant_id: str = ""


class KeyDesk:
    """Gives keys, lists them and takes them away, each time with a line on the trail."""

    def __init__(
        self,
        engine: Engine,
        book: AccessBook,
        merchants: tuple[str, ...],
        now: Callable[[], datetime],
    ) -> None:
        self._keys = ApiKeys(engine)
        self._trail = Trail(engine)
        self._book = book
        self._merchants = merchants
        self._now = now

    def create(self, wanted: Wanted, by: str | Actor) -> str:
        """The new key, which nobody sees a second time.

        BadInput names what cannot be, Denied who may not; RefusedByRule where the name is taken.
        """
        who = self._require(by, "key.create")
        self._check(wanted)
        now = self._now()
        scopes = tuple(dict.fromkeys(wanted.scopes))
        new = NewKey(wanted.name, scopes, now + wanted.lasts, who, wanted.merchant_id)
        try:
            key = self._keys.make(new, now)
        except Conflict as error:
            raise RefusedByRule(str(error), "key_exists") from error
        self._trail.note(AccessLine(who, AccessEvent.KEY_MADE, wanted.name), now)
        return key

    def all(self) -> tuple[KeyEntry, ...]:
        """Every key there is or was, without what opens anything."""
        return self._keys.all()

    def revoke(self, name: str, by: str | Actor) -> KeyEntry:
        """Take a key away, at once and for ever."""
        who = self._require(by, "key.revoke")
        now = self._now()
        try:
            entry = self._keys.revoke(name, who, now)
        except NotFound as error:
            raise NoSuchClaim(f"There is no key {name}.", "no_key") from error
        self._trail.note(AccessLine(who, AccessEvent.KEY_REVOKED, name), now)
        return entry

    def _require(self, by: str | Actor, action: str) -> str:
        """The name of who asks: an account of the policy, or whoever a door has recognised."""
        actor = by if isinstance(by, Actor) else self._book.actor(by)
        if actor is None:
            raise Denied(f"There is no account {by}.", "denied")
        verdict = authorize(actor, action, Resource("key"), self._book.table, self._now())
        if not verdict.allowed:
            raise Denied(verdict.message, verdict.code)
        return actor.name

    def _check(self, wanted: Wanted) -> None:
        if not NAME.fullmatch(wanted.name):
            raise BadInput("name: 3 to 40 small letters, digits, dots and dashes, a letter first")
        if wanted.name in self._book.accounts:
            raise BadInput(f"name: {wanted.name} is the account of a person")
        if not timedelta(0) < wanted.lasts <= LONGEST:
            raise BadInput(f"days: 1 to {LONGEST.days}")
        if wanted.merchant_id and wanted.merchant_id not in self._merchants:
            raise BadInput(f"merchant: there is no contract with {wanted.merchant_id}")
        if not wanted.scopes:
            raise BadInput("scope: name one action at least")
        for scope in wanted.scopes:
            if scope not in self.scopes():
                raise BadInput(f"scope: no key may {scope}; see `makegood key scopes`")

    def scopes(self) -> tuple[str, ...]:
        """Every action that a key may be given for, and every kind as a whole."""
        table = self._book.table
        actions = {each for one in table.grants if one.role is Role.SYSTEM for each in one.actions}
        any_key = Actor("a key", frozenset({Role.SYSTEM}), scopes=frozenset({"*"}))
        kinds = {f"{each.partition('.')[0]}.*" for each in actions}
        return tuple(sorted(kinds | {each for each in actions if granted(any_key, each, table)}))
