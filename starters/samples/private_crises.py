"""Sample crises that the public never hears of."""

from makegood.messages.crises import CrisisFiling
from makegood.rules.crisis.severity import Impact, Severity, Urgency
from makegood.rules.crisis.words import Audience, CrisisStage, Role
from starters.samples.crisis_afterwards import reviews
from starters.samples.crisis_moves import (
    SERIOUS,
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
from starters.samples.crisis_tasks import does, doing, skips
from starters.samples.crisis_words import (
    tells,
)

VIP_CASE = "vip-claim"
"""The case that the sample claim of a key customer becomes."""

SECRET = "Halberd and Quay"
"""A name that nobody but the members of the restricted case may read."""


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
        *doing("facts", "acknowledge", "position", "press_line", "decide", "answer", "cause"),
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
        *doing("owner", "history", "call", "stop_harm", "claims", "cause", "money", "contract"),
        *doing("offer", "present"),
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
