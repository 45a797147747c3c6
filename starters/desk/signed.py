"""What a signature is about, in plain words, and how it differs from what was seen before."""

import base64
import json
from dataclasses import asdict, dataclass
from typing import TypedDict

from makegood.messages.docket import Docket
from makegood.rules.money import Money
from makegood.rules.rounds import RoundSubject
from starters.desk.tongues import Tongue
from starters.desk.words import N_

SENTENCES: dict[str, str] = {
    RoundSubject.RECOMMENDATION: N_(
        "You sign that %(merchant)s is to get %(amount)s for claim %(claim)s."
    ),
    RoundSubject.DENIAL: N_("You sign that %(merchant)s gets nothing for claim %(claim)s."),
    RoundSubject.OFFER: N_(
        "You sign that %(merchant)s may be offered %(amount)s for claim %(claim)s."
    ),
    RoundSubject.LATE_ACCEPTANCE: N_(
        "You sign that the late acceptance of %(amount)s for claim %(claim)s counts."
    ),
    RoundSubject.PAYMENT: N_(
        "You release %(amount)s to account %(payee)s of %(merchant)s for claim %(claim)s."
    ),
}
LABELS = {
    "what": N_("What is signed"),
    "amount": N_("Amount"),
    "payee": N_("Account"),
    "lines": N_("Lines"),
    "policy": N_("Policy"),
    "documents": N_("Documents"),
}


class Difference(TypedDict):
    """A part of what is signed that is not as it was."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Signed:
    """All that a signer is shown; every part is text, so that it can be held against another."""

    what: str
    amount: str
    payee: str
    lines: str
    policy: str
    documents: str


def amount_signed(docket: Docket) -> Money:
    """The amount that the signature is about."""
    status = docket.status
    offers = status.offers
    if status.subject in (RoundSubject.OFFER, RoundSubject.LATE_ACCEPTANCE) and offers:
        return offers[-1].total
    if status.subject == RoundSubject.DENIAL:
        return Money.zero(status.amounts.claimed.currency)
    return status.amounts.approved or status.amounts.claimed


def signed_of(docket: Docket, speaks: Tongue) -> Signed:
    """What stands to be signed now."""
    status = docket.status
    lines = (f"{one.tracking_number} {speaks.money(one.approved)}" for one in status.lines)
    return Signed(
        what=speaks.word(status.subject),
        amount=speaks.money(amount_signed(docket)),
        payee=docket.payee or "–",
        lines="; ".join(lines),
        policy=status.policy_version,
        documents=", ".join(paper.name or paper.sha256[:8] for paper in docket.papers),
    )


def sentence(docket: Docket, speaks: Tongue) -> str:
    """What a signer does, in one sentence."""
    status = docket.status
    return speaks.text(
        SENTENCES[status.subject],
        merchant=status.merchant_id,
        amount=speaks.money(amount_signed(docket)),
        claim=status.claim_id,
        payee=docket.payee or "–",
    )


def carried(signed: Signed) -> str:
    """What was shown, for the form to bring back."""
    return base64.urlsafe_b64encode(json.dumps(asdict(signed)).encode()).decode()


def brought(text: str) -> Signed | None:
    """What a form says was shown; None for what is no such thing."""
    try:
        return Signed(**{name: str(value) for name, value in _read(text).items()})
    except (ValueError, TypeError):
        return None


def _read(text: str) -> dict[str, object]:
    found = json.loads(base64.urlsafe_b64decode(text))
    return found if isinstance(found, dict) else {}


def differences(was: Signed, now: Signed, speaks: Tongue) -> tuple[Difference, ...]:
    """Each part that is another one now."""
    before, after = asdict(was), asdict(now)
    return tuple(
        Difference(label=speaks.text(LABELS[name]), was=before[name], now=after[name])
        for name in before
        if before[name] != after[name]
    )
