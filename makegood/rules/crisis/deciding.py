"""What the crisis team decided and why, and what was seen, so that both can be shown later."""

from dataclasses import replace

from makegood.rules.case_words import Act
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.hearing import heard, require_active, require_reason
from makegood.rules.crisis.words import Evidence, RecordedDecision
from makegood.rules.refusals import Refused

MOST_EVIDENCE = 500
"""How many pieces one case may hold."""


def record_decision(case: CrisisFile, act: Act, what: str, claim_id: str = "") -> CrisisFile:
    """The case with a decision under the next number; refuses `reason_missing`.

    One that goes beyond policy names the claim in whose authority matrix it is to be signed.
    """
    require_active(case)
    require_reason(act, "record a decision")
    number = len(case.decisions) + 1
    decision = RecordedDecision(number, act.at, act.by, what, act.why, claim_id)
    case = heard(case, act, "decided", what)
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
