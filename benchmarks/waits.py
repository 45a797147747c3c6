"""Every kind of wait of a crisis case: what begins it, and what has gone out when it is over."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pydantic import BaseModel

from makegood.messages import crisis_commands as say
from makegood.messages.crises import CrisisFiling
from makegood.policy.crisis_book import CrisisBook
from makegood.policy.walk import changed
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Impact, Severity, Urgency
from makegood.rules.crisis.terms import (
    Cadence,
    CrisisTerms,
    Playbook,
    PlaybookShelf,
    SeverityTerms,
)
from makegood.rules.crisis.words import Audience, Role, SourceType
from makegood.rules.durations import Term, Unit
from makegood.rules.terms import SlaTarget

SECONDS = 8
"""How long each wait lasts, and how long a slow provider takes over a page or a publication."""

SPAN = timedelta(seconds=SECONDS)
BRIEF, TWICE = Term(SECONDS, Unit.seconds), Term(2 * SECONDS, Unit.seconds)
REMINDED = (10, 90)
ACTION = Term(10 * SECONDS, Unit.seconds)
"""An action is reminded at those per cent of its time, the first time after the span."""

NEVER = Term(9, Unit.hours)
"""A term that ends after every measurement."""

SLOW = "slowly"
"""What the id of a case contains whose pages and publications take their provider that long."""

LEAD = "desk.mai"
PLAYBOOK, TEMPLATE, STATEMENT = "viral-post", "public", "holding"

Step = tuple[str, BaseModel]
"""A command by its name, with its message."""

WORDS = {
    Severity.SEV1: (Impact.EXTENSIVE, Urgency.CRITICAL),
    Severity.SEV2: (Impact.SIGNIFICANT, Urgency.HIGH),
    Severity.SEV3: (Impact.MODERATE, Urgency.HIGH),
    Severity.SEV4: (Impact.MINOR, Urgency.LOW),
}


@dataclass(frozen=True)
class Wait:
    """One kind of wait: the last step begins it, or the opening of the case where there is none.

    `must` and `may` count what goes out, over the whole life of the case: what must, and what may
    besides, as an outage makes one reminder of several. `due` is what the end of the wait brings,
    and the how-manieth of its sort that is.
    """

    kind: str
    due: tuple[str, int]
    must: Mapping[str, int]
    may: Mapping[str, int] = field(default_factory=dict)
    severity: Severity = Severity.SEV4
    steps: tuple[Step, ...] = ()
    source: SourceType = SourceType.TICKET
    customer: bool = False

    def filing(self, case_id: str) -> CrisisFiling:
        """The alarm that opens a case of this kind."""
        return CrisisFiling.model_validate(
            {
                "case_id": case_id,
                "source": {"type": self.source, "reference": case_id},
                "headline": f"Something about {case_id}",
                "reported_by": LEAD,
                "severity": self.severity,
                "customer": {"id": "merchant-lotus"} if self.customer else None,
            }
        )


def triaged(severity: Severity) -> Step:
    """Somebody assesses the case as just as bad as it was reported."""
    impact, urgency = WORDS[severity]
    return "triage", say.Triage(by=LEAD, impact=impact, urgency=urgency)


CLOSED: Step = ("close", say.CloseCase(by=LEAD, resolution="It was a mistake of ours."))
OPENED = {"page ladder 1.0.0": 1}
LATE_TRIAGE = {"page triage": 1, "letter crisis_triage_late": 1}

WAITS = (
    Wait("triage deadline", ("page triage", 1), OPENED | LATE_TRIAGE),
    Wait(
        "rung of the ladder",
        ("page ladder 1.0.1", 1),
        OPENED | {"page ladder 1.0.1": 1} | LATE_TRIAGE,
        severity=Severity.SEV2,
    ),
    Wait(
        "silence after an acknowledgement",
        ("page ladder 2.0.0", 1),
        OPENED | {"page ladder 2.0.0": 1},
        severity=Severity.SEV3,
        steps=(triaged(Severity.SEV3), ("acknowledge", say.Acknowledge(by=LEAD))),
    ),
    Wait("page being sent", ("page ladder 1.0.0", 1), OPENED | LATE_TRIAGE),
    Wait(
        "task of another team",
        ("page task", 1),
        OPENED | {"letter crisis_task": 1, "page task": 1, "letter crisis_breach": 1},
        {"letter crisis_reminder": 3},
        steps=(
            triaged(Severity.SEV4),
            ("add_task", say.AddTask(by=LEAD, key="check", title="Check", owner=Team.LEGAL)),
        ),
    ),
    Wait(
        "approval of a statement",
        ("page approval", 4),
        OPENED
        | {"letter crisis_task": 1, "letter statement_asked": 3, "page approval": 4}
        | {"letter statement_reminder": 1},
        {"letter statement_reminder": 4, "page approval": 1},
        steps=(
            triaged(Severity.SEV4),
            ("draft_statement", say.DraftStatement(by="pr.kim", key="first", text="We see it.")),
        ),
        source=SourceType.SOCIAL_POST,
    ),
    Wait(
        "promise of an update",
        ("letter promise_missed", 1),
        OPENED | {"letter crisis_role": 1, "letter promise_missed": 1, "page promise": 1},
        {"letter promise_near": 1, "page promise": 1},
        severity=Severity.SEV1,
        steps=(triaged(Severity.SEV1), ("declare", say.Declare(by=LEAD))),
    ),
    Wait(
        "publication in flight",
        (f"publication {STATEMENT}", 1),
        OPENED
        | {"letter crisis_task": 1, "letter crisis_role": 1, "letter statement_ready": 1}
        | {f"publication {STATEMENT}": 1},
        steps=(
            triaged(Severity.SEV4),
            ("assign_role", say.AssignRole(by=LEAD, role=Role.LEAD, person=LEAD)),
            ("draft_statement", say.DraftStatement(by=LEAD, key=STATEMENT, template=TEMPLATE)),
            ("publish_statement", say.PublishStatement(by=LEAD, statement_hash="0" * 64)),
        ),
        source=SourceType.SOCIAL_POST,
    ),
    Wait(
        "question to the customer",
        ("letter csat_request", 1),
        OPENED | {"letter crisis_ended": 1, "letter csat_request": 1},
        steps=(triaged(Severity.SEV4), CLOSED),
        customer=True,
    ),
    Wait(
        "review that is due",
        ("letter review_reminded", 1),
        OPENED | {"letter crisis_ended": 1, "letter review_opened": 1, "letter review_reminded": 1},
        {"letter review_reminded": 1, "letter review_overdue": 6, "page review": 6},
        severity=Severity.SEV1,
        steps=(triaged(Severity.SEV1), CLOSED),
    ),
    Wait(
        "action of a review",
        ("letter action_reminder", 1),
        OPENED | {"letter action_added": 1, "letter action_reminder": 1},
        {"letter action_reminder": 2, "letter actions_overdue": 1},
        steps=(
            triaged(Severity.SEV4),
            ("add_action", say.AddAction(by=LEAD, title="Mend the gate", owner="ops.lan")),
        ),
    ),
)
"""A review is due after twice the span, reminded at half of that, and for as long as it takes."""


def slow(wait: Wait) -> bool:
    """Whether the end of the wait is that of a slow provider."""
    return wait.kind in {"page being sent", "publication in flight"}


def brief(book: CrisisBook) -> CrisisBook:
    """The policy under which each kind of wait lasts the span, and everything else for ever."""
    terms = changed(book.terms, Term, lambda _: NEVER)
    return replace(book, terms=_brief_terms(terms), shelf=PlaybookShelf((_brief_book(book),)))


def _brief_terms(terms: CrisisTerms) -> CrisisTerms:
    kept = (each for each in terms.cadences if each.severity is not Severity.SEV1)
    promised = Cadence(Severity.SEV1, Audience.MANAGEMENT, BRIEF, NEVER)
    return replace(
        terms,
        unsure_severity=Severity.SEV4,
        triage_within=BRIEF,
        csat_after=BRIEF,
        csat_reminders=0,
        action_due=ACTION,
        action_reminders_percent=REMINDED,
        by_severity=tuple(map(_brief_severity, terms.by_severity)),
        cadences=(*kept, promised),
    )


def _brief_severity(terms: SeverityTerms) -> SeverityTerms:
    """SEV1 is reviewed soon, SEV2 climbs soon, SEV3 is soon silent, SEV4 has brief tasks."""
    ladder, first = terms.ladder, terms.ladder.rungs[0]
    match terms.severity:
        case Severity.SEV1:
            return replace(terms, review_within=TWICE)
        case Severity.SEV2:
            rungs = (replace(first, wait=BRIEF), *ladder.rungs[1:])
            return replace(terms, ladder=replace(ladder, rungs=rungs))
        case Severity.SEV3:
            return replace(terms, ladder=replace(ladder, silence=BRIEF))
        case _:
            return replace(terms, targets=tuple(map(_brief_task, terms.targets)))


def _brief_task(target: SlaTarget) -> SlaTarget:
    return replace(target, target=BRIEF) if target.name == "ola.legal" else target


def _brief_book(book: CrisisBook) -> Playbook:
    """The playbook with a single task, whose first approver is soon silent."""
    playbook = book.shelf.find(PLAYBOOK)
    assert playbook is not None
    playbook = changed(playbook, Term, lambda _: NEVER)
    first, *others = playbook.approvers
    approvers = (replace(first, within=BRIEF), *others)
    return replace(playbook, tasks=playbook.tasks[:1], approvers=approvers)
