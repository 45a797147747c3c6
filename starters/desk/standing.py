"""Where a claim stands in a merchant's words: nothing of how it is decided, all of what is next."""

from dataclasses import dataclass
from datetime import datetime

from makegood.messages.records import CaseRow
from makegood.messages.status import OfferStatus, Status
from makegood.rules.case_words import Outcome, Stage
from makegood.rules.offers import OfferState
from starters.desk.tongues import Tongue
from starters.desk.words import N_

STEPS = (N_("Received"), N_("Checked"), N_("Decided"), N_("Paid"))

SENTENCES: dict[str, str] = {
    Stage.RECEIVED: N_("We have your claim and look at it now."),
    Stage.VERIFYING: N_("We have your claim and check your documents."),
    Stage.AWAITING_DOCUMENTS: N_("We need something from you before we can go on."),
    Stage.RECOMMENDING: N_("Your documents are complete. We are deciding on the amount."),
    Stage.SIGNING_OFF: N_("Your documents are complete. We are deciding on the amount."),
    Stage.NEGOTIATING: N_("We are preparing what we can offer you."),
    Stage.SETTLED: N_("The amount is agreed. The payment is being prepared."),
    Stage.AWAITING_PAYEE: N_("The amount is agreed. Tell us which account to pay into."),
    Stage.PAYMENT_APPROVAL: N_("The amount is agreed. The payment is being prepared."),
    Stage.SUBMITTING: N_("The amount is agreed. The payment is being handed to the bank."),
    Stage.AWAITING_PAYOUT: N_("The payment is with the bank."),
    Stage.AFTERCARE: N_("Your claim is decided."),
    Stage.CLOSED: N_("Your claim is closed."),
}
ENDS: dict[str, str] = {
    Outcome.PAID: N_("The money has been paid."),
    Outcome.DENIED: N_("We could not accept your claim. Our letter says why."),
    Outcome.LAPSED: N_("The claim ended because something that we had asked for did not come."),
    Outcome.EXPIRED: N_("The claim ended because our offer was not answered in time."),
    Outcome.WITHDRAWN: N_("You have withdrawn the claim."),
    Outcome.MERGED: N_("The claim goes on together with another one of yours."),
    Outcome.FOUND: N_("The parcel was found; there is nothing left to compensate."),
    Outcome.REVERSED: N_("The parcel was found, and the payment was reversed."),
    Outcome.COMPENSATED: N_("The claim was closed by us."),
}
OFFERED = N_("We have made you an offer. Please answer it.")

_REACHED = {
    Stage.RECEIVED: 1,
    Stage.VERIFYING: 1,
    Stage.AWAITING_DOCUMENTS: 1,
    Stage.RECOMMENDING: 2,
    Stage.SIGNING_OFF: 2,
    Stage.NEGOTIATING: 2,
    Stage.SETTLED: 3,
    Stage.AWAITING_PAYEE: 3,
    Stage.PAYMENT_APPROVAL: 3,
    Stage.SUBMITTING: 3,
    Stage.AWAITING_PAYOUT: 3,
    Stage.AFTERCARE: 3,
    Stage.CLOSED: 3,
}


@dataclass(frozen=True)
class Standing:
    """What a merchant is told: a sentence, how far it is, what is asked of them and until when."""

    sentence: str
    reached: int
    offer: OfferStatus | None
    missing: tuple[str, ...]
    wants_account: bool
    until: datetime | None
    may_appeal: bool

    @property
    def waits_on_merchant(self) -> bool:
        """Whether it is the merchant's turn."""
        return bool(self.offer or self.missing or self.wants_account)


def standing(row: CaseRow, status: Status | None, speaks: Tongue) -> Standing:
    """Where the claim stands; without a status, as far as the records say."""
    offer = _open_offer(status)
    until = next((one.due_at for one in row.awaiting if one.who == "merchant"), None)
    paid = row.outcome == Outcome.PAID
    return Standing(
        sentence=speaks.text(_sentence(row, offer)),
        reached=len(STEPS) if paid else _REACHED[Stage(row.stage)],
        offer=offer,
        missing=status.missing if status and row.stage == Stage.AWAITING_DOCUMENTS else (),
        wants_account=row.stage == Stage.AWAITING_PAYEE,
        until=until,
        may_appeal=row.stage == Stage.AFTERCARE,
    )


def _sentence(row: CaseRow, offer: OfferStatus | None) -> str:
    if row.outcome:
        return ENDS[row.outcome]
    asked = any(one.what.startswith("answer to offer") for one in row.awaiting)
    return OFFERED if offer or asked else SENTENCES[row.stage]


def _open_offer(status: Status | None) -> OfferStatus | None:
    """The offer on the table; one that still waits for our own approval is none."""
    offers = status.offers if status else ()
    return next((one for one in reversed(offers) if one.state == OfferState.OPEN), None)


def shown_offers(status: Status | None) -> tuple[OfferStatus, ...]:
    """The offers that the merchant has seen, the newest first."""
    offers = status.offers if status else ()
    return tuple(one for one in reversed(offers) if one.state != OfferState.WAITING_APPROVAL)
