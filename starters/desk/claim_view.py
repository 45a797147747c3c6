"""A claim as its page shows it: the records, and the case's own word where it answers."""

import asyncio
from dataclasses import dataclass

from makegood.messages.docket import CheckStatus, Docket, PaperStatus, SignatureStatus
from makegood.messages.problems import NotFound
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import HeldDocument, Team
from makegood.store.inbox import Case
from starters.desk.room import Room
from starters.desk.signed import amount_signed
from starters.errors import NoSuchClaim, Unreachable

OPEN = "open"
BADNESS = {"fail": 0, "unknown": 1, "pass": 2}
"""Verdicts, the worst first."""


@dataclass(frozen=True)
class Paper:
    """A document beside what it shows."""

    held: PaperStatus
    checks: tuple[CheckStatus, ...]

    @property
    def page(self) -> int:
        """The page that the worst finding is on."""
        return next((check.page for check in self.ranked if check.page), 1)

    @property
    def ranked(self) -> tuple[CheckStatus, ...]:
        """The findings, the worst first."""
        return tuple(sorted(self.checks, key=badness))

    @property
    def is_photo(self) -> bool:
        """Whether it calls itself a photo: nothing is written on it that could be marked."""
        return self.held.name.lower().endswith((".jpg", ".jpeg", ".png"))


@dataclass(frozen=True)
class ClaimView:
    """What is known of a claim; `docket` is None while the case itself does not answer."""

    case: Case
    docket: Docket | None

    @property
    def claim_id(self) -> str:
        """The id of the claim."""
        return self.case.row.claim_id

    @property
    def resource(self) -> Resource:
        """What is asked about when somebody wants to read it."""
        return Resource("claim", self.claim_id, self.case.row.merchant_id)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The documents, each with the checks that point at it."""
        docket = self.docket
        if docket is None:
            return ()
        return tuple(
            Paper(held, tuple(one for one in docket.checks if _points_at(one, held)))
            for held in docket.papers
        )

    def paper(self, held: HeldDocument) -> Paper:
        """A document that the claim holds; without findings while the case does not answer."""
        alone = Paper(PaperStatus(kind=held.kind, sha256=held.sha256, name=held.name), ())
        return next((one for one in self.papers if one.held.sha256 == held.sha256), alone)

    @property
    def overall(self) -> tuple[CheckStatus, ...]:
        """The checks that concern several documents."""
        checks = self.docket.checks if self.docket else ()
        return tuple(check for check in checks if not check.document)


def badness(check: CheckStatus) -> int:
    """How far up a finding stands; a word that is new here counts as an unknown one."""
    return BADNESS.get(check.verdict, BADNESS["unknown"])


def _points_at(check: CheckStatus, held: PaperStatus) -> bool:
    return bool(check.document) and held.sha256.startswith(check.document)


async def look(room: Room, actor: Actor, claim_id: str) -> ClaimView:
    """The claim for somebody who may read it; NoSuchClaim, Denied."""
    try:
        case = await asyncio.to_thread(room.house.desk.case, claim_id)
    except NotFound as unknown:
        raise NoSuchClaim(f"There is no claim {claim_id}.") from unknown
    view = ClaimView(case, None)
    room.house.require(actor, "claim.read", view.resource)
    try:
        return ClaimView(case, await room.house.claims.docket(claim_id))
    except (Unreachable, NoSuchClaim):
        return view


def asked_of(docket: Docket | None) -> tuple[SignatureStatus, ...]:
    """The signatures that are still asked for."""
    if docket is None or docket.round_state != OPEN:
        return ()
    return tuple(one for one in docket.signatures if not one.decision)


def signing_teams(room: Room, actor: Actor, view: ClaimView) -> tuple[Team, ...]:
    """The teams in whose name the actor may sign now, step-up left aside."""
    teams = dict.fromkeys(Team(one.team) for one in asked_of(view.docket))
    return tuple(
        team
        for team in teams
        if team in actor.teams
        and room.may(actor, "claim.sign_off", to_sign(view, team, amount=False))
    )


def to_sign(view: ClaimView, team: Team, *, amount: bool = True) -> Resource:
    """What is asked about when somebody wants to sign for a team."""
    row, docket = view.case.row, view.docket
    counted = amount_signed(docket) if docket and amount else None
    return Resource("claim", row.claim_id, row.merchant_id, team=team, amount=counted)
