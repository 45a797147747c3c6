"""Whom policy has a case page, worked out anew from its timeline, the tables and the rota."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from makegood.messages.crisis_status import CrisisStatus
from makegood.messages.records import TimelineEntry
from makegood.policy.crisis_book import CrisisBook
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.clocking import CASE_CLOCKS
from makegood.rules.crisis.contacting import FALLBACK
from makegood.rules.crisis.promises import LIAISONS
from makegood.rules.crisis.terms import Contact, ContactKind, Ladder
from makegood.rules.crisis.words import Audience, Role
from makegood.rules.rota.plan import OnCall

RUNG = re.compile(r"rung (\d+) of")
MILESTONE = re.compile(r"(.+): (breach|next_level) of ")
OFFER = re.compile(r"(\w+): (\S*) -> (\S+)")
PREAPPROVED = "approved beforehand"
SIMPLE = {"triage_late": PageReason.TRIAGE, "review_overdue": PageReason.REVIEW}
OF_ROLES = frozenset({"role_assigned", "role_accepted", "hand_over_offered"})
Wanted = tuple[PageReason, tuple[Contact, ...]]
MANAGEMENT = Contact(ContactKind.ROTA, Team.MANAGEMENT)


class Rotas(Protocol):
    """Who is on call."""

    def who(self, team: str, at: datetime) -> tuple[OnCall, ...]: ...


@dataclass(frozen=True)
class Ask:
    """Somebody is to be paged, since that moment, for that reason."""

    at: datetime
    reason: PageReason
    person: str


@dataclass
class Telling:
    """Reads the timeline of one case line by line, with the roles as they were at each."""

    status: CrisisStatus
    book: CrisisBook
    rotas: Rotas
    _held: dict[str, str] = field(default_factory=dict)
    _heard: set[str] = field(default_factory=set)
    _ladder: str = ""

    def asks(self, timeline: tuple[TimelineEntry, ...]) -> Iterator[Ask]:
        """Every page that a line of the timeline asks for, in their order."""
        told: set[tuple[object, ...]] = set()
        for line in _newest_milestones(timeline):
            reason, contacts = self._wanted(line)
            for person in dict.fromkeys(self._person(one, line.at) for one in contacts):
                together = (line.at, reason, person, _milestone(line) or line)
                if together in told or (reason is PageReason.LADDER and person in self._heard):
                    continue
                told.add(together)
                yield Ask(line.at, reason, person)

    def _wanted(self, line: TimelineEntry) -> Wanted:
        if line.what.startswith("ladder_"):
            return PageReason.LADDER, self._of_ladder(line)
        if line.what.startswith("clock_"):
            return self._of_clock(line)
        if line.what.startswith("promise_"):
            return PageReason.PROMISE, (self._liaison(line),)
        if line.what in SIMPLE:
            reason = SIMPLE[line.what]
            return reason, (self._first(Role.LEAD) if reason is PageReason.REVIEW else MANAGEMENT,)
        self._heard |= {line.by} if line.what == "acknowledged" else set()
        if line.what in OF_ROLES:
            return PageReason.HAND_OVER, self._of_role(line)
        return PageReason.APPROVAL, self._of_statement(line)

    def _of_ladder(self, line: TimelineEntry) -> tuple[Contact, ...]:
        if line.what == "ladder_begun":
            self._ladder, self._heard = line.evidence, set()
            return self._rung("rung 1 of")
        return self._rung(line.evidence) if line.what == "ladder_climbed" else ()

    def _rung(self, place: str) -> tuple[Contact, ...]:
        found = RUNG.match(place)
        rungs = self._ladder_now().rungs
        return rungs[int(found[1]) - 1].contacts if found else (FALLBACK,)

    def _ladder_now(self) -> Ladder:
        terms = self.book.terms.by_severity
        return next(one.ladder for one in terms if one.ladder.name == self._ladder)

    def _of_role(self, line: TimelineEntry) -> tuple[Contact, ...]:
        found = OFFER.match(line.evidence)
        if found is None:
            return ()
        if line.what == "hand_over_offered":
            return (Contact(ContactKind.PERSON, found[3]),)
        self._held[found[1]] = found[3]
        return ()

    def _of_clock(self, line: TimelineEntry) -> Wanted:
        """From the breach on a page, unless the ladder pages anyway; management at the last."""
        found = MILESTONE.match(line.why)
        if found is None or found[1] == "acknowledge":
            return PageReason.TASK, ()
        name, of_case = found[1], found[1] in CASE_CLOCKS
        reason = PageReason.PROMISE if of_case else PageReason.TASK
        if found[2] == "next_level":
            return reason, (MANAGEMENT,)
        if of_case and self._held.get(Role.LEAD):
            return reason, (self._first(Role.LEAD),)
        party = next(one.party for one in self.status.clocks if one.name == name)
        return reason, (Contact(ContactKind.ROTA, party),)

    def _liaison(self, line: TimelineEntry) -> Contact:
        if line.what == "promise_missed":
            return self._first(Role.LEAD)
        audience = Audience(line.why.partition(" ")[0])
        return self._first(LIAISONS[audience], Role.LEAD)

    def _first(self, *roles: Role) -> Contact:
        held = next((self._held[role] for role in roles if self._held.get(role)), "")
        return Contact(ContactKind.PERSON, held) if held else MANAGEMENT

    def _of_statement(self, line: TimelineEntry) -> tuple[Contact, ...]:
        playbook = self.book.shelf.find(self.status.playbook)
        approvers = playbook.approvers if playbook else ()
        if line.what in {"statement_drafted", "statement_edited"}:
            asked = () if line.why.startswith(PREAPPROVED) else approvers
            return tuple(Contact(ContactKind.ROTA, one.mandate.team) for one in asked)
        if line.what != "approval_silent":
            return ()
        team, _, when = line.why.partition(": ")
        if when.startswith("next_level"):
            return (self._first(Role.LEAD), MANAGEMENT)
        return tuple(one.backup for one in approvers if one.mandate.team == team)

    def _person(self, contact: Contact, at: datetime) -> str:
        if contact.kind is ContactKind.PERSON:
            return contact.name
        called = self.rotas.who(contact.name, at)
        return called[min(contact.layer or len(called), len(called)) - 1].person


def _newest_milestones(timeline: tuple[TimelineEntry, ...]) -> Iterator[TimelineEntry]:
    """The timeline with one line a clock and moment: what it has passed before is no news."""
    last = {(line.at, _clock(line)): line for line in timeline if _milestone(line)}
    for line in timeline:
        if not _milestone(line) or last[line.at, _clock(line)] is line:
            yield line


def _clock(line: TimelineEntry) -> str:
    found = MILESTONE.match(line.why)
    return found[1] if found else ""


def _milestone(line: TimelineEntry) -> str:
    """The milestone after which somebody is paged; what falls due together is one page."""
    found = MILESTONE.match(line.why) if line.what.startswith("clock_") else None
    return found[2] if found else ""
