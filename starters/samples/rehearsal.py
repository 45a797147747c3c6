"""A sample drill: an outage that never was."""

from makegood.messages.crises import CrisisFiling
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import Audience, CrisisStage, Role
from starters.samples.crisis_afterwards import reviews
from starters.samples.crisis_moves import (
    SERIOUS,
    acknowledges,
    appoints,
    closes,
    contains,
    declares,
    stabilises,
    triages,
)
from starters.samples.crisis_sample import CrisisExpected, CrisisSample
from starters.samples.crisis_tasks import doing, skips
from starters.samples.crisis_turn import CrisisMove
from starters.samples.crisis_words import (
    drafts,
    publishes,
    signs,
    takes_template,
    tells,
)

FILING = CrisisFiling.model_validate(
    {
        "case_id": "outage-drill",
        "source": {"type": "management_alert", "reference": "drill-2026-4"},
        "headline": "Nobody can pay",
        "reported_by": "dir.nam",
        "drill": True,
        "injects": [
            {"after_seconds": 1, "what": "A merchant calls", "text": "He loses 40 orders."},
            {"after_seconds": 3, "what": "A journalist asks", "text": "By noon, he says."},
        ],
    }
)


def drill() -> CrisisSample:
    """A rehearsed outage: parts filled, an approved text used, everything on pretend channels."""
    ends = CrisisExpected(CrisisStage.REVIEWED, Severity.SEV2, published=2)
    return CrisisSample("drill of an outage", FILING.case_id, FILING, _script(), ends)


def _script() -> tuple[CrisisMove, ...]:
    parts = (
        (Role.LEAD, "ops.nga"),
        (Role.DEPUTY, "ops.minh"),
        (Role.CUSTOMER_LIAISON, "pr.kim"),
        (Role.INTERNAL_LIAISON, "desk.ha"),
    )
    everybody = (Audience.MANAGEMENT, Audience.INTERNAL)
    return (
        acknowledges(rung=1),
        triages(*SERIOUS),
        *(appoints(role, who) for role, who in parts),
        declares(),
        *doing("confirm"),
        takes_template("pr.kim", "holding", "public"),
        publishes("holding"),
        *doing("notice", "scope", "pause", "brief_desk"),
        *(tells(one, "payments fail since nine") for one in everybody),
        skips("workaround", "there is none for payments"),
        *doing("key_merchants", "regulator", "recovery", "backlog", "all_clear", "make_good"),
        contains(),
        stabilises(),
        drafts("pr.kim", "all-clear", "Everything works again.", "status page"),
        signs("pr.hanh", Team.PR, "all-clear"),
        signs("ops.minh", Team.OPERATIONS, "all-clear"),
        publishes("all-clear"),
        *(tells(one, "everything works again") for one in everybody),
        closes("Rehearsed to the end."),
        reviews("We rehearsed.", "All parts were filled but the scribe's.", "A drill."),
    )
