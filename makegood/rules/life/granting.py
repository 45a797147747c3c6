"""Goodwill that a crisis asks a claim for: an offer that the claim's authority matrix signs."""

from dataclasses import replace

from makegood.rules.casefile import Act, CaseFile, log
from makegood.rules.grants import FINAL, Grant, GrantState
from makegood.rules.life import bargaining, payments
from makegood.rules.money import Money
from makegood.rules.offers import Offer, OfferState
from makegood.rules.refusals import Refused

_STANDS = frozenset({OfferState.OPEN, OfferState.ACCEPTED, OfferState.ACCEPTED_LATE})


def grant(case: CaseFile, act: Act, asked: Grant, total: Money) -> CaseFile:
    """The claim with the total offered that a crisis decided on, waiting for its signatures.

    Where the claim can make no such offer it says so to the case, and goes on as it was; the same
    decision again changes nothing.
    """
    if any((one.case_id, one.decision) == (asked.case_id, asked.decision) for one in case.grants):
        return case
    by_case = f"case {asked.case_id}, decision {asked.decision}"
    try:
        offered = _offered(case, replace(act, why=by_case), total)
    except Refused as refusal:
        case = log(case, replace(act, why=refusal.message), "goodwill_refused", by_case)
        return replace(case, grants=(*case.grants, replace(asked, reason=refusal.message)))
    version = bargaining.latest_of(offered).version
    case = log(offered, act, "goodwill_asked", by_case)
    return replace(case, grants=(*case.grants, replace(asked, version=version)))


def _offered(case: CaseFile, act: Act, total: Money) -> CaseFile:
    offered = bargaining.offer(case, act, total)
    if bargaining.latest_of(offered).state is not OfferState.WAITING_APPROVAL:
        raise Refused("within_authority", "The desk may offer that by itself; offer it there.")
    return offered


def untold(case: CaseFile) -> Grant | None:
    """The first grant of which its case does not know how far it has got."""
    return next((one for one in case.grants if state_of(case, one) is not one.told), None)


def told(case: CaseFile, which: Grant, state: GrantState) -> CaseFile:
    """The claim whose case has heard that state of a grant."""
    news = replace(which, told=state)
    return replace(case, grants=tuple(news if one == which else one for one in case.grants))


def state_of(case: CaseFile, which: Grant) -> GrantState:
    """How far a grant has got in the claim."""
    offer = _offer_of(case, which)
    if which.told in FINAL:
        return which.told
    if offer is None:
        return GrantState.REFUSED
    if offer.state is OfferState.WAITING_APPROVAL and case.is_open:
        return GrantState.SIGNING
    if offer.open_since is None:
        return GrantState.REFUSED
    if offer.state is OfferState.ACCEPTED and _is_paid(case):
        return GrantState.PAID
    return GrantState.APPROVED if offer.state in _STANDS and case.is_open else GrantState.LAPSED


def _offer_of(case: CaseFile, which: Grant) -> Offer | None:
    offers = case.negotiation.offers if case.negotiation else ()
    return next((one for one in offers if one.version == which.version), None)


def _is_paid(case: CaseFile) -> bool:
    """Whether all that was settled is with the merchant."""
    return bool(payments.current(case)) and not payments.not_arrived(case)


def reason_of(case: CaseFile, which: Grant) -> str:
    """What the case is told besides: why not, or the total that was offered."""
    offer = _offer_of(case, which)
    if offer is None:
        return which.reason
    return offer.ended_because or offer.total.text()
