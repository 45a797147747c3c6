"""Every kind of wait of a crisis case: what begins it, and what has gone out when it is over."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from makegood.messages import crisis_commands as say
from makegood.messages.crises import CrisisFiling
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Impact, Severity, Urgency
from makegood.rules.crisis.words import Role, SourceType

SECONDS = 8
"""How long each wait lasts, and how long a slow provider takes over a page or a publication."""

SLOW = "slowly"
"""What the id of a case contains whose pages and publications take their provider that long."""

LEAD = "desk.mai"
TEMPLATE, STATEMENT = "public", "holding"

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
        ("page review", 1),
        OPENED
        | {"letter crisis_ended": 1, "letter review_opened": 1}
        | {"letter review_overdue": 1, "page review": 1},
        {"letter review_reminded": 2, "letter review_overdue": 12, "page review": 12},
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
"""A review that is overdue is told of again after each span, for as long as it takes."""


def slow(wait: Wait) -> bool:
    """Whether the end of the wait is that of a slow provider."""
    return wait.kind in {"page being sent", "publication in flight"}
