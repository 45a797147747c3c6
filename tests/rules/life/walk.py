"""A case led on by people and by the bank, so that a test begins where its promise begins."""

from datetime import datetime
from typing import Unpack

from makegood.rules.attempts import Attempt, PaymentState, Report
from makegood.rules.authority import Signer, resolve_signer, who_may_sign
from makegood.rules.casefile import Act, CaseFile
from makegood.rules.claim import Team
from makegood.rules.life.bargaining import answer
from makegood.rules.life.paying import book_internal, follow, handed_in, next_to_send, reported
from makegood.rules.life.payments import current
from makegood.rules.life.settling import request_payment
from makegood.rules.life.signing import open_round_of, sign, signing_request
from makegood.rules.life.verifying import verified
from makegood.rules.offers import Answer, Reply
from makegood.rules.payout import Invoice
from makegood.rules.refusals import Refused
from makegood.rules.rounds import Decide, Decision, awaiting
from tests.builders import HOUR, MONDAY, CaseFields, a_case, a_reading, policy

SOON = MONDAY + HOUR


def a_decision(
    case: CaseFile, team: Team, by: str, at: datetime, what: Decide = Decide.APPROVE
) -> Decision:
    """What somebody says of what the case asks now."""
    seen = open_round_of(case).subject_hash
    number = f"{case.event_count}-{team}-{by}"
    return Decision(number, team, what, by, at, seen, reason="as it should be")


def a_signer(case: CaseFile, decision: Decision) -> Signer:
    """The capacity in which the person signs, by the company's directory."""
    request = signing_request(case, decision)
    assert request is not None
    return resolve_signer(policy().directory, decision.by, request)


def who_signs(case: CaseFile, team: Team, at: datetime) -> str:
    """The first person of the team who may sign what is asked of it."""
    request = signing_request(case, a_decision(case, team, "anybody", at))
    assert request is not None
    return who_may_sign(policy().directory, request)[0]


def decides(
    case: CaseFile, team: Team, at: datetime = SOON, what: Decide = Decide.APPROVE
) -> CaseFile:
    """The case with that team's decision, by whoever of it may sign."""
    decision = a_decision(case, team, who_signs(case, team, at), at, what)
    return sign(case, decision, a_signer(case, decision))


def all_approve(case: CaseFile, at: datetime = SOON) -> CaseFile:
    """The case with the open round approved by all who were asked."""
    subject = open_round_of(case).subject_hash
    while case.round is not None and case.round.subject_hash == subject:
        case = decides(case, awaiting(case.round)[0], at)
    return case


def recommended(**said: Unpack[CaseFields]) -> CaseFile:
    """A case with all papers, recommended at four million dong and put to sign-off."""
    return verified(a_case(**said), a_reading(), SOON)


def offered(**said: Unpack[CaseFields]) -> CaseFile:
    """A case whose recommendation is approved and offered to the merchant."""
    return all_approve(recommended(**said))


def accepts(case: CaseFile, at: datetime = SOON) -> CaseFile:
    """The case whose merchant accepts the newest offer, with its release."""
    assert case.negotiation is not None
    latest = case.negotiation.offers[-1]
    release = latest.parcels
    return answer(case, Answer(latest.version, Reply.ACCEPT, "merchant", at, release=release))


def settled(**said: Unpack[CaseFields]) -> CaseFile:
    """A case whose offer is accepted."""
    return accepts(offered(**said))


def requested(overdue: tuple[Invoice, ...] = (), **said: Unpack[CaseFields]) -> CaseFile:
    """A case whose payment waits for release, or for the merchant's account."""
    return request_payment(settled(**said), overdue, SOON)


def released(**said: Unpack[CaseFields]) -> CaseFile:
    """A case whose payment may be handed in."""
    return all_approve(requested(**said))


def sent(case: CaseFile, at: datetime = SOON) -> CaseFile:
    """The case with all that was released handed in."""
    case = book_internal(case, at)
    while (attempt := next_to_send(case)) is not None:
        case = handed_in(case, attempt, at)
    return follow(case, at)


def submitted(**said: Unpack[CaseFields]) -> CaseFile:
    """A case whose payment is with the bank."""
    return sent(released(**said))


def newest(case: CaseFile) -> Attempt:
    """The attempt of the last leg that is being paid."""
    return current(case)[-1]


def bank_says(case: CaseFile, state: PaymentState, at: datetime = SOON, code: str = "") -> CaseFile:
    """The case with the bank's word on its newest payment."""
    return reported(case, Act(at, "bank"), newest(case).key, Report(state, at, code))


def paid(**said: Unpack[CaseFields]) -> CaseFile:
    """A case whose money has arrived."""
    return bank_says(submitted(**said), PaymentState.SETTLED)


def refusal_of(call: object) -> Refused:
    """The refusal that a call ends with."""
    assert callable(call)
    try:
        call()
    except Refused as refusal:
        return refusal
    raise AssertionError("nothing was refused")
