"""A crisis case as its page shows it: the records, and the case's own word where it answers."""

import asyncio
from dataclasses import dataclass

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.crisis_status import (
    ApprovalStatus,
    Briefing,
    CrisisStatus,
    StatementStatus,
)
from makegood.messages.problems import NotFound
from makegood.messages.records import TimelineEntry
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import Team
from makegood.rules.crisis.drills import Scorecard
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.terms import HoldingStatement
from makegood.rules.crisis.words import ACTIVE
from starters.desk.crisis_library import NO_LIBRARY, Library, library_of
from starters.desk.room import Room
from starters.errors import Denied, NoSuchClaim, Unreachable


@dataclass(frozen=True)
class Heard:
    """What the case itself said of it; `briefing` is None for whoever may not see its content."""

    status: CrisisStatus
    briefing: Briefing | None = None
    sentences: tuple[str, ...] = ()
    scorecard: Scorecard | None = None


@dataclass(frozen=True)
class CrisisView:
    """What somebody may know of a case; `heard` is None while the case itself does not answer.

    `discreet` where it is restricted and the reader is no member: nothing that it is about.
    """

    row: CrisisRow
    timeline: tuple[TimelineEntry, ...]
    discreet: bool
    heard: Heard | None = None
    library: Library = NO_LIBRARY

    @property
    def case_id(self) -> str:
        """The id of the case."""
        return self.row.case_id

    @property
    def status(self) -> CrisisStatus | None:
        """Where it stands by its own word."""
        return self.heard.status if self.heard else None

    @property
    def briefing(self) -> Briefing | None:
        """Its content, for whoever may see it."""
        return self.heard.briefing if self.heard else None

    @property
    def resource(self) -> Resource:
        """What is asked about when somebody wants to do something to it."""
        return resource_of(self.row)

    @property
    def outside(self) -> Resource:
        """The case for whoever does something to it without seeing its content."""
        return Resource("crisis", self.case_id)

    @property
    def stage(self) -> str:
        """Where it stands, by its own word or else by the records."""
        return self.status.stage if self.status else self.row.stage

    @property
    def active(self) -> bool:
        """Whether somebody works on it."""
        return self.stage in ACTIVE

    @property
    def playbooks(self) -> tuple[str, ...]:
        """The playbooks that policy has."""
        return self.library.playbooks

    @property
    def templates(self) -> tuple[HoldingStatement, ...]:
        """The holding statements of the case's playbook."""
        return self.library.of(self.row.playbook)

    @property
    def headline(self) -> str:
        """What it is about; empty where the reader may not know."""
        told = self.status.headline if self.status else self.row.headline
        return "" if self.discreet else told


def resource_of(row: CrisisRow, team: Team | None = None) -> Resource:
    """A case as the table of roles sees it, and in whose name something is done to it."""
    members = frozenset(row.members)
    return Resource("crisis", row.case_id, team=team, restricted=row.restricted, members=members)


async def look(room: Room, actor: Actor, case_id: str) -> CrisisView:
    """The case for somebody who may read it, with its content if they may see that."""
    try:
        row = await asyncio.to_thread(room.house.lists.case, case_id)
    except NotFound as unknown:
        raise NoSuchClaim(f"There is no case {case_id}.") from unknown
    room.house.require(actor, "crisis.read", Resource("crisis", case_id))
    member = await asyncio.to_thread(_may_open, room, actor, row)
    by = actor.name if member else ""
    timeline = await asyncio.to_thread(room.house.lists.timeline, case_id, by)
    heard = await _heard(room, actor, row, member=member)
    told = bool(heard and heard.briefing)
    hidden = row.restricted and not (member if heard is None else told)
    library = await asyncio.to_thread(library_of, room.house.settings.policy_dir)
    return CrisisView(row, timeline, hidden, heard, library)


def _may_open(room: Room, actor: Actor, row: CrisisRow) -> bool:
    """Whether they may see the content; of a restricted case it is noted that they asked."""
    try:
        room.house.require(actor, "crisis.briefing", resource_of(row))
    except Denied:
        return False
    return True


async def _heard(room: Room, actor: Actor, row: CrisisRow, *, member: bool) -> Heard | None:
    crises, case_id = room.house.crises, row.case_id
    try:
        told = await crises.briefing(case_id, actor.name) if member else None
        status = told.status if told else None
        if told is None or told.refused or status is None:
            told, status = None, await crises.status(case_id)
        explained = await crises.explain(case_id)
        card = await crises.scorecard(case_id) if row.drill else None
    except (Unreachable, NoSuchClaim):
        return None
    return Heard(status, told, explained.sentences, card)


def asked_to_sign(statement: StatementStatus) -> tuple[ApprovalStatus, ...]:
    """Who is still asked about a statement."""
    if statement.state != StatementState.IN_APPROVAL:
        return ()
    return tuple(one for one in statement.approvals if not one.decision)


def signing_teams(
    room: Room, actor: Actor, view: CrisisView, statement: StatementStatus
) -> tuple[Team, ...]:
    """The teams in whose name the actor may sign a statement now."""
    if view.discreet or actor.name in statement.drafted_by:
        return ()
    mine = actor.teams_at(room.house.now())
    asked = (Team(one.team) for one in asked_to_sign(statement))
    return tuple(
        team
        for team in asked
        if team in mine and room.may(actor, "crisis.sign_off", resource_of(view.row, team))
    )
