"""The end of a shift: who goes, who is called from then on, which cases lie open between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from makegood.rules.case_words import Letter
from makegood.rules.claim import Team
from makegood.rules.rota.lookup import Overrides, shifts_between, who_is_on_call
from makegood.rules.rota.plan import Rota

SHIFT_END = "shift_end"
"""The letter that both have when a shift ends."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that somebody works on, as far as everybody on call may know of it.

    `headline` is empty for a restricted case; `awaits` are the people and teams it waits on.
    """

    case_id: str
    severity: str
    stage: str
    lead: str
    awaits: tuple[str, ...] = ()
    headline: str = ""
    drill: bool = False

    def concerns(self, person: str, team: str) -> bool:
        """Whether that person leads it, or it waits on them or their team."""
        return person == self.lead or not {person, team}.isdisjoint(self.awaits)

    def line(self) -> str:
        """The case in one line of a letter."""
        drill = "DRILL: " if self.drill else ""
        headline = f": {self.headline}" if self.headline else ""
        led = f", led by {self.lead}" if self.lead else ""
        return f"{drill}{self.case_id} {self.severity} {self.stage}{led}{headline}"


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody is called for a team no more from `at` on; `then` is who is called first."""

    team: Team
    person: str
    at: datetime
    then: str


def endings(
    rota: Rota, overrides: Overrides, since: datetime, until: datetime
) -> tuple[Ending, ...]:
    """Who was called no more at an instant after `since`, up to and with `until`.

    A shift that the same person goes on with, in whatever layer, does not end.
    """
    last: dict[str, datetime] = {}
    for duty in shifts_between(rota, overrides, since, until):
        last[duty.person] = max(duty.until, last.get(duty.person, duty.until))
    found = (_ending(rota, overrides, person, at) for person, at in sorted(last.items()))
    return tuple(one for one in found if one)


def _ending(rota: Rota, overrides: Overrides, person: str, at: datetime) -> Ending | None:
    """The ending of a duty; None where whoever had it is called still."""
    called = [one.person for one in who_is_on_call(rota, overrides, at)]
    return None if person in called[:-1] else Ending(rota.team, person, at, called[0])


def next_change(rota: Rota, overrides: Overrides, since: datetime, until: datetime) -> datetime:
    """The first instant after `since` at which a duty ends; `until` where none does before it."""
    duties = shifts_between(rota, overrides, since, until)
    return min((duty.until for duty in duties), default=until)


def shift_letters(rota: Rota, ending: Ending, cases: Sequence[OpenCase]) -> tuple[Letter, ...]:
    """The letters to both about the cases that lie open; none where nothing does.

    Their keys name team, person, instant and reader, so that a shift ends once.
    """
    own = [case.line() for case in cases if case.concerns(ending.person, ending.team)]
    return tuple(_letters(rota, ending, "\n".join(own))) if own else ()


def _letters(rota: Rota, ending: Ending, cases: str) -> Iterator[Letter]:
    fields = (
        ("team", str(ending.team)),
        ("person", ending.person),
        ("next", ending.then),
        ("ended", rota.clock(ending.at)),
        ("cases", cases),
    )
    for reader in dict.fromkeys((ending.person, ending.then)):
        key = f"shift:{ending.team}:{ending.person}:{ending.at.isoformat()}:{reader}"
        yield Letter(key, reader, SHIFT_END, fields)
