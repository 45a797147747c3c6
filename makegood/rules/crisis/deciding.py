"""What the crisis team decided and why, and what was seen, so that both can be shown later."""

from dataclasses import dataclass, replace

from makegood.rules.case_words import Act
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.granting import require_grantable
from makegood.rules.crisis.hearing import heard, require_active, require_reason
from makegood.rules.crisis.words import Evidence, RecordedDecision
from makegood.rules.grants import GrantState
from makegood.rules.money import Money
from makegood.rules.refusals import Refused

MOST_EVIDENCE = 500
"""How many pieces one case may hold."""


@dataclass(frozen=True)
class NewDecision:
    """What was decided; with a total it is goodwill beyond policy, which a claim is asked for."""

    what: str
    claim_id: str = ""
    total: Money | None = None


def record_decision(case: CrisisFile, act: Act, new: NewDecision) -> CrisisFile:
    """The case with a decision under the next number; refuses `reason_missing`.

    Goodwill beyond policy is for the authority matrix of the claim that it names; it is refused
    with `claim_missing`, `not_payable` and `drill_pays_nobody`.
    """
    require_active(case)
    require_reason(act, "record a decision")
    if new.total is not None:
        require_grantable(case, new.claim_id, new.total)
    decision = RecordedDecision(
        number=len(case.decisions) + 1,
        at=act.at,
        by=act.by,
        what=new.what,
        why=act.why,
        claim_id=new.claim_id,
        total=new.total,
        grant=GrantState.TO_ASK if new.total else None,
    )
    case = heard(case, act, "decided", new.what)
    return replace(case, decisions=(*case.decisions, decision))


def add_evidence(case: CrisisFile, act: Act, evidence: Evidence) -> CrisisFile:
    """The case with a piece of evidence, by content; the same content is kept once.

    Refuses `too_much_evidence`.
    """
    require_active(case)
    if any(known.sha256 == evidence.sha256 for known in case.evidence):
        return case
    if len(case.evidence) >= MOST_EVIDENCE:
        raise Refused("too_much_evidence", f"A case holds at most {MOST_EVIDENCE} pieces.")
    case = heard(case, act, "evidence_added", evidence.sha256)
    return replace(case, evidence=(*case.evidence, evidence))
