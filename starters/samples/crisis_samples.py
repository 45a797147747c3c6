"""The sample crises, one of each that matters."""

from makegood.messages.crises import CrisisFiling
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Impact, Severity, Urgency
from makegood.rules.crisis.words import Audience, Cluster, CrisisStage, Role
from starters.samples.crisis_afterwards import delivers, learns, promises, reviews
from starters.samples.crisis_moves import (
    acknowledges,
    appoints,
    closes,
    contains,
    declares,
    rejects,
    stabilises,
    triages,
)
from starters.samples.crisis_sample import CrisisExpected, CrisisSample
from starters.samples.crisis_tasks import does, skips
from starters.samples.crisis_turn import CrisisMove
from starters.samples.crisis_words import (
    drafts,
    publishes,
    redrafts,
    sends_back,
    signs,
    takes_template,
    tells,
)

VIP_CASE = "vip-claim"
"""The case that the sample claim of a key customer becomes."""

SERIOUS = (Impact.SIGNIFICANT, Urgency.HIGH)
SECRET = "Halberd and Quay"
"""A name that nobody but the members of the restricted case may read."""


def _doing(*keys: str) -> tuple[CrisisMove, ...]:
    return tuple(does(key) for key in keys)


def viral_post() -> CrisisSample:
    """Nobody on the first rung answers; Legal sends the statement back once; all hear in time."""
    first = "The courier was wrong, and we have paid everybody at once."
    second = "We have seen the film. We are sorry, have found the parcel's owner and made it good."
    approvers = ((Team.PR, "pr.hanh"), (Team.LEGAL, "legal.vinh"), (Team.OPERATIONS, "ops.minh"))
    script = (
        acknowledges(rung=2),
        triages(*SERIOUS, Cluster.PREVENTABLE),
        declares(),
        *_doing("capture", "facts", "pause_campaigns", "baseline"),
        drafts("pr.kim", "answer", first),
        signs("pr.hanh", Team.PR, "answer"),
        sends_back("legal.vinh", Team.LEGAL, "answer", "it admits what we do not know yet"),
        redrafts("pr.kim", "answer", second),
        *(signs(who, team, "answer") for team, who in approvers),
        *(tells(one, "the courier is named") for one in (Audience.MANAGEMENT, Audience.CUSTOMER)),
        *_doing("cluster", "holding", "contact", "brief_desk", "fix_cause", "make_good"),
        contains(),
        stabilises(),
        publishes("answer"),
        *_doing("statement", "correct"),
        skips("watch", "the post has been taken down by its author"),
        *(tells(one, "solved") for one in Audience if one is not Audience.PUBLIC),
        closes("The courier apologised, the parcel was replaced."),
        learns("pr.kim", "Two people must be able to film-check a hub at night."),
        promises("ops.minh", "Put cameras over the gate of the hub"),
        reviews("A film went round.", "One answer, once.", "No supervisor on the night shift."),
        delivers("ops.minh", 1),
    )
    filing = CrisisFiling.model_validate(
        {
            "case_id": "viral-post",
            "source": {
                "type": "social_post",
                "reference": "post-7301",
                "url": "https://social.example/post-7301",
            },
            "headline": "A courier throws parcels over a fence",
            "description": "A film of eleven seconds.",
            "reported_by": "desk.an",
            "reach": 250_000,
            "customer": {"id": "merchant-lotus", "tier": "gold"},
        }
    )
    ends = CrisisExpected(CrisisStage.REVIEWED, Severity.SEV2, rung=2, published=1, sent_back=1)
    title = "viral post, acknowledged on the second rung"
    return CrisisSample(title, filing.case_id, filing, script, ends)


def legal_letter() -> CrisisSample:
    """Restricted from its first moment: pages and lists say nothing of what it is about."""
    told = f"{SECRET} has set us a deadline"
    script = (
        acknowledges(rung=1),
        triages(*SERIOUS),
        appoints(Role.LEAD, "legal.vinh"),
        declares(),
        *(does(key, f"for {SECRET}") for key in ("receive", "restrict", "deadline", "preserve")),
        *(tells(one, told) for one in (Audience.MANAGEMENT, Audience.INTERNAL)),
        *_doing("facts", "acknowledge", "position", "press_line", "decide", "answer", "cause"),
        skips("insurer", f"no policy covers {SECRET}"),
        does("reserve"),
        contains(),
        stabilises(),
        *(tells(one, told) for one in (Audience.MANAGEMENT, Audience.INTERNAL)),
        closes(f"{SECRET} has accepted the position."),
        reviews(f"{SECRET} wrote.", "Nothing was deleted.", "A claim was answered late."),
    )
    filing = CrisisFiling.model_validate(
        {
            "case_id": "legal-letter",
            "source": {"type": "legal_letter", "reference": f"letter of {SECRET}"},
            "headline": f"{SECRET} demand an undertaking",
            "description": f"{SECRET} write for a seller whose account was closed.",
            "reported_by": "desk.chi",
            "restricted": True,
        }
    )
    ends = CrisisExpected(CrisisStage.REVIEWED, Severity.SEV2)
    title = "legal letter, restricted"
    return CrisisSample(title, filing.case_id, filing, script, ends, (SECRET,))


def vip_claim() -> CrisisSample:
    """A key customer's claim that was escalated; the claim waits, and goes on when it ends."""
    script = (
        acknowledges(rung=1),
        triages(Impact.MODERATE, Urgency.MEDIUM),
        appoints(Role.LEAD, "kam.linh"),
        *_doing("owner", "history", "call", "stop_harm", "claims", "cause", "money", "contract"),
        *_doing("offer", "present"),
        skips("executive", "the customer wants no call of a director"),
        does("kept"),
        closes("The claim is decided this week, and the customer knows."),
        reviews("A claim was slow.", "One voice.", "Nobody owned the claim over the weekend."),
    )
    ends = CrisisExpected(CrisisStage.REVIEWED, Severity.SEV3)
    return CrisisSample("VIP claim, escalated", VIP_CASE, None, script, ends)


def false_alarm() -> CrisisSample:
    """A ticket that sounds bad and is not: whoever looks rejects it, and all are left alone."""
    script = (acknowledges(rung=1), rejects("the parcel was delivered an hour ago"))
    filing = CrisisFiling.model_validate(
        {
            "case_id": "false-alarm",
            "source": {"type": "ticket", "reference": "T-9120"},
            "headline": "Customer threatens to go to the papers",
            "reported_by": "desk.chi",
        }
    )
    ends = CrisisExpected(CrisisStage.REJECTED, Severity.SEV2)
    return CrisisSample("false alarm", filing.case_id, filing, script, ends)


def drill() -> CrisisSample:
    """A rehearsed outage: parts filled, an approved text used, everything on pretend channels."""
    parts = (
        (Role.LEAD, "ops.nga"),
        (Role.DEPUTY, "ops.minh"),
        (Role.CUSTOMER_LIAISON, "pr.kim"),
        (Role.INTERNAL_LIAISON, "desk.ha"),
    )
    everybody = (Audience.MANAGEMENT, Audience.INTERNAL)
    script = (
        acknowledges(rung=1),
        triages(*SERIOUS),
        *(appoints(role, who) for role, who in parts),
        declares(),
        *_doing("confirm"),
        takes_template("pr.kim", "holding", "public"),
        publishes("holding"),
        *_doing("notice", "scope", "pause", "brief_desk"),
        *(tells(one, "payments fail since nine") for one in everybody),
        skips("workaround", "there is none for payments"),
        *_doing("key_merchants", "regulator", "recovery", "backlog", "all_clear", "make_good"),
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
    filing = CrisisFiling.model_validate(
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
    ends = CrisisExpected(CrisisStage.REVIEWED, Severity.SEV2, published=2)
    return CrisisSample("drill of an outage", filing.case_id, filing, script, ends)


CRISES = (viral_post, legal_letter, vip_claim, false_alarm, drill)
"""In the order in which the demonstration raises them."""


def crisis_samples() -> tuple[CrisisSample, ...]:
    """All sample crises."""
    return tuple(make() for make in CRISES)
