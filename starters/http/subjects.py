"""What a request is about, as far as it decides who may ask it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.problems import NotFound
from makegood.messages.records import Amounts, CaseRow
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import Team
from makegood.rules.money import Money
from starters.errors import Denied, NoSuchClaim
from starters.web.grounds import Ground
from starters.web.house import House

CLAIM, CRISIS = "claim", "crisis"

FROM_OUTSIDE = frozenset({"crisis.acknowledge", "crisis.accept_role"})
"""What somebody who was called does before they are a member of a restricted case."""

SEEN_FROM_OUTSIDE = FROM_OUTSIDE | {"crisis.read"}
"""What is not asked of members alone."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class Deed:
    """What somebody is about to do, with the body of the request where it has one."""

    actor: Actor
    action: str
    body: BaseModel | None = None

    @property
    def team(self) -> Team | None:
        """The team in whose name it is done."""
        said = getattr(self.body, "team", None)
        return said if isinstance(said, Team) else None

    @property
    def amount(self) -> Money | None:
        """The amount that the body names; absent where it is that of the case."""
        said = getattr(self.body, "total", None)
        return said if isinstance(said, Money) else None


class Subjects:
    """Finds what requests are about, and refuses whoever may not do that to it."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def claim(self, deed: Deed, claim_id: str) -> None:
        """Refuse unless the claim is there and theirs to do that to.

        NoSuchClaim as well for a claim of which they may not know that it exists.
        """
        self._require_granted(deed)
        found = await self._claim(claim_id)
        asked = replace(found, team=deed.team, amount=deed.amount or found.amount)
        self._require(deed.actor, deed.action, asked)

    async def crisis(self, deed: Deed, case_id: str) -> None:
        """Refuse unless the case is there and theirs to do that to."""
        self._require_granted(deed)
        found = await self._crisis(case_id)
        self._house.require(deed.actor, deed.action, replace(found, team=deed.team))

    async def to_crisis(self, deed: Deed, case_id: str) -> None:
        """Refuse unless the case is there and theirs to say that to."""
        outside = deed.action in FROM_OUTSIDE
        await (self.crisis_exists if outside else self.crisis)(deed, case_id)

    async def crisis_exists(self, deed: Deed, case_id: str) -> None:
        """Refuse unless the case is there and may be looked at from outside, restricted or not."""
        self._require_granted(deed)
        found = await self._crisis(case_id)
        self._house.require(deed.actor, deed.action, replace(found, restricted=False))

    async def again(self, actor: Actor, ground: Ground) -> None:
        """Refuse what was allowed before, and is not now; of a crisis case as it is now."""
        asked = ground.resource
        if asked.kind == CLAIM and asked.id:
            self._require(actor, ground.action, asked)
        elif asked.kind == CRISIS and asked.id:
            outside = ground.action in SEEN_FROM_OUTSIDE
            found = await self._crisis(asked.id)
            now = replace(found, team=asked.team, restricted=found.restricted and not outside)
            self._house.require(actor, ground.action, now)
        else:
            self._house.require(actor, ground.action, asked)

    def of_merchants(self, actor: Actor) -> str:
        """The merchant to whose claims the actor is confined; empty for the company's own.

        Whoever acts for a merchant is shown what is for merchants, by whatever role they act.
        """
        return actor.merchant_id

    def _require(self, actor: Actor, action: str, claim: Resource) -> None:
        verdict = self._house.verdict(actor, action, claim)
        if verdict.allowed:
            return
        whole = replace(claim, team=None)
        if not self._house.verdict(actor, "claim.read", whole).allowed:
            raise NoSuchClaim(f"There is no claim {claim.id}.")
        raise Denied(verdict.message, verdict.code)

    def _require_granted(self, deed: Deed) -> None:
        """What nobody of such a role may do is refused alike, whether the case exists or not."""
        verdict = self._house.verdict(deed.actor, deed.action, Resource(kind=CLAIM))
        if verdict.code == "not_granted":
            raise Denied(verdict.message, verdict.code)

    async def _claim(self, claim_id: str) -> Resource:
        row = await known(self._house.desk.row, claim_id)
        if row is not None:
            return _of_row(row)
        status = await self._house.claims.status(claim_id)
        return Resource(
            kind=CLAIM,
            id=claim_id,
            merchant_id=status.merchant_id,
            amount=_at_stake(status.amounts),
        )

    async def _crisis(self, case_id: str) -> Resource:
        row = await known(self._house.lists.case, case_id)
        if row is not None:
            return _of_case(row)
        status = await self._house.crises.status(case_id)
        members = frozenset(one.person for one in status.roles)
        return Resource(kind=CRISIS, id=case_id, restricted=status.restricted, members=members)


async def known(find: Callable[[str], Found], case_id: str) -> Found | None:
    """What the lists know of a case; None for one that has only just begun, or is not there."""
    try:
        return await run_in_threadpool(find, case_id)
    except NotFound:
        return None


def _of_row(row: CaseRow) -> Resource:
    return Resource(
        kind=CLAIM, id=row.claim_id, merchant_id=row.merchant_id, amount=_at_stake(row.amounts)
    )


def _of_case(row: CrisisRow) -> Resource:
    return Resource(
        kind=CRISIS, id=row.case_id, restricted=row.restricted, members=frozenset(row.members)
    )


def _at_stake(amounts: Amounts) -> Money:
    """What a decision on the claim now is about."""
    return amounts.offered or amounts.approved or amounts.claimed
