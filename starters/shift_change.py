"""The end of a shift: every part that somebody plays in an open case, offered to who comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from makegood.messages import crisis_commands as cmd
from makegood.messages.crisis_status import CrisisStatus, RoleStatus
from makegood.rules.claim import Team
from makegood.rules.rota.lookup import HORIZON, rota_for, takes_over
from makegood.rules.rota.plan import Rota
from starters.batches import in_turn
from starters.errors import BadInput, Denied, DoorError, NoSuchClaim, RefusedByRule, Unreachable

if TYPE_CHECKING:
    from pydantic import BaseModel

    from makegood.messages.crisis_commands import CaseReceipt
    from makegood.messages.crisis_records import CrisisRow
    from makegood.store.crisis_desk import CrisisLists
    from makegood.store.rota import RotaChanges

LONGEST_REASON = 4000
A_PAGE = 200


class Outcome(StrEnum):
    """What became of the offer of a part."""

    OFFERED = "offered"
    BEFORE = "offered before"
    WOULD_BE = "would be offered"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Shift:
    """Who hands over to whom, in whose name and words; a dry one only tells what would be."""

    person: str
    to: str
    by: str
    reason: str
    dry: bool = False


@dataclass(frozen=True)
class Offer:
    """One part in one case, what lies open there, and what became of the offer.

    Of a case that does not answer nobody knows the part. `code` and `detail` say why not.
    """

    case_id: str
    severity: str
    stage: str
    role: str
    open: tuple[str, ...]
    outcome: Outcome
    code: str = ""
    detail: str = ""

    @property
    def failed(self) -> bool:
        """Whether the part was not offered: it is still played by whose shift ends."""
        return self.outcome in {Outcome.REFUSED, Outcome.UNREACHABLE}


class CasesAtHand(Protocol):
    """What is asked of crisis cases; `starters.crises.Crises` is the real one."""

    async def status(self, case_id: str) -> CrisisStatus:
        """Where the case stands."""

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> CaseReceipt:
        """Give a command and wait for its answer."""


def anybody(_: CrisisRow) -> None:
    """Allow it on every case: whoever has the command line may."""


def active_cases(lists: CrisisLists) -> Iterator[CrisisRow]:
    """Every case that somebody works on, as the lists have it."""
    from makegood.store.crisis_desk import CrisisFilter

    cursor = "-"
    while cursor:
        page = lists.cases(CrisisFilter(active=True), cursor.strip("-"), A_PAGE)
        cursor = page.cursor
        yield from page.rows


@dataclass(frozen=True)
class Leaving:
    """Somebody of a team whose shift ends now, and the rotas that say who comes next."""

    rotas: Iterable[Rota]
    changes: RotaChanges
    team: Team
    person: str
    now: datetime

    def receiver(self, named: str) -> str:
        """Who is named, or who is called next; BadInput where that is the same person or nobody."""
        to = named or self._next()
        if not to:
            raise BadInput(f"nobody is called after {self.person}: say to whom", "nobody_next")
        if to == self.person:
            raise BadInput(f"{to} cannot hand over to {to}: name somebody else", "same_person")
        return to

    def _next(self) -> str:
        rota = rota_for(self.rotas, self.team)
        overrides = self.changes.overrides(self.now, self.now + HORIZON, rota.team)
        return takes_over(rota, overrides, self.person, self.now)


class ShiftChange:
    """Offers parts, case by case: one that refuses or does not answer holds up no other.

    It may be repeated: what is offered already is not offered again.
    """

    def __init__(
        self,
        cases: CasesAtHand,
        allow: Callable[[CrisisRow], None] = anybody,
        once: Callable[[str], str] = lambda _: "",
    ) -> None:
        """`allow` raises Denied; `once` gives the id under which the offer of a part counts once.

        That is told which part of which case: `K-1-lead`.
        """
        self._cases = cases
        self._allow = allow
        self._once = once

    async def offered(self, rows: Iterable[CrisisRow], shift: Shift) -> tuple[Offer, ...]:
        """What becomes of each part; Unreachable where nothing else could be learnt of any."""

        async def one(row: CrisisRow) -> tuple[Offer, ...]:
            return await self._of_case(row, shift)

        found = await in_turn(tuple(rows), one)
        offers = tuple(chain.from_iterable(found))
        if offers and all(each.outcome is Outcome.UNREACHABLE for each in offers):
            raise Unreachable(offers[0].detail)
        return offers

    async def _of_case(self, row: CrisisRow, shift: Shift) -> tuple[Offer, ...]:
        """Each part of the person in a case; a case that is over has none."""
        try:
            status = await self._cases.status(row.case_id)
        except NoSuchClaim:
            return ()
        except Unreachable as error:
            unknown = Offer(row.case_id, row.severity, row.stage, "", (), Outcome.UNREACHABLE)
            return (_why_not(unknown, error),)
        held = [role for role in status.roles if role.person == shift.person]
        return tuple([await self._part(row, status, role, shift) for role in held])

    async def _part(
        self, row: CrisisRow, status: CrisisStatus, role: RoleStatus, shift: Shift
    ) -> Offer:
        lies_open = tuple(one.what for one in status.awaiting)
        offer = Offer(
            row.case_id, status.severity, status.stage, role.role, lies_open, Outcome.OFFERED
        )
        try:
            self._allow(row)
            outcome = await self._outcome(offer, role, shift)
        except (RefusedByRule, Denied, Unreachable) as error:
            return _why_not(offer, error)
        return replace(offer, outcome=outcome)

    async def _outcome(self, offer: Offer, role: RoleStatus, shift: Shift) -> Outcome:
        if role.offered_to == shift.to:
            return Outcome.BEFORE
        if shift.dry:
            return Outcome.WOULD_BE
        message = cmd.HandOver.model_validate(
            {"by": shift.by, "role": offer.role, "to": shift.to, "reason": _words(shift, offer)}
        )
        once = self._once(f"{offer.case_id}-{offer.role}")
        await self._cases.say(offer.case_id, "hand_over", message, once)
        return Outcome.OFFERED


def _why_not(offer: Offer, error: DoorError) -> Offer:
    """An offer that did not come about; of a case that one may not touch nothing lies open."""
    outcome = Outcome.UNREACHABLE if isinstance(error, Unreachable) else Outcome.REFUSED
    lies_open = () if isinstance(error, Denied) else offer.open
    return replace(offer, outcome=outcome, code=error.code, detail=error.message, open=lies_open)


def _words(shift: Shift, offer: Offer) -> str:
    """The reason with what lies open: the timeline, and who takes over, read it."""
    listed = f"; open: {', '.join(offer.open)}" if offer.open else ""
    return (shift.reason + listed)[:LONGEST_REASON]
