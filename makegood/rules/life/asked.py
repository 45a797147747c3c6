"""Whether a decision answers what is asked now: checked before anybody is looked up."""

from makegood.rules.casefile import CaseFile
from makegood.rules.life.signing import open_round_of, signing_request
from makegood.rules.refusals import Refused
from makegood.rules.rounds import Decide, Decision
from makegood.rules.subject import SHOWN, same_subject


def require_current(case: CaseFile, decision: Decision) -> None:
    """Refuses `nothing_to_sign`, `stale_subject`, `team_not_asked` and `reason_missing`."""
    round_ = open_round_of(case)
    if any(known.decision_id == decision.decision_id for known in round_.decisions):
        return
    if not same_subject(decision.subject_hash, round_.subject_hash):
        current = round_.subject_hash[:SHOWN]
        raise Refused("stale_subject", f"What is to be signed has changed; it is now {current}.")
    if signing_request(case, decision) is None:
        raise Refused("team_not_asked", f"{decision.team} is not asked to sign now.")
    if decision.decision is not Decide.APPROVE and not decision.reason.strip():
        raise Refused("reason_missing", "To reject or send back, say why.")
