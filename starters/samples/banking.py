"""Sample claims whose payment does not go straight through."""

from dataclasses import replace
from datetime import date

from makegood.rules.casefile import Outcome
from starters.samples import moves
from starters.samples.dossier import payee_confirmation
from starters.samples.filings import SMALL, filed, lost, sign_offs
from starters.samples.incident import Incident, Item
from starters.samples.merchants import LOTUS
from starters.samples.moves import Move, accepts, releases
from starters.samples.sample import Expected, Sample

CLOSED_ACCOUNT, LOST_ANSWER = "0071000990004", "0071000990011"
"""Accounts at which the bank simulator misbehaves; see its help."""


def returned(today: date) -> Sample:
    """The account is closed: the money comes back, another account is given, it is paid."""
    item = Item("wall clock", 1_100_000)
    incident = lost("returned-by-bank", 13, today, item, CLOSED_ACCOUNT)
    paper = payee_confirmation(incident, LOTUS.payee().account)
    script = (
        *SMALL,
        accepts(),
        releases("fin.oanh"),
        moves.corrects_account(LOTUS.payee()),
        moves.confirms_account(paper),
        releases("fin.oanh"),
    )
    title = "returned by the bank, account corrected, paid"
    sample = _sample(title, incident, script, Outcome.PAID)
    return replace(sample, papers=(*sample.papers, paper))


def result_unknown(today: date) -> Sample:
    """The bank's answer is lost: the payment is looked up, never sent twice."""
    item = Item("toaster", 700_000)
    incident = lost("result-unknown", 14, today, item, LOST_ANSWER)
    script = (*SMALL, accepts(), releases("fin.phuc"))
    title = "payment result unknown, looked up, paid once"
    return _sample(title, incident, script, Outcome.PAID)


def found_after_payment(today: date) -> Sample:
    """The parcel turns up after it was paid: the merchant owes the money back."""
    incident = lost("found-after-payment", 15, today, Item("floor lamp", 1_600_000))
    found = moves.finds("carrier.ghn", incident.tracking_numbers)
    script = (*SMALL, accepts(), releases("fin.oanh"), found)
    return _sample("parcel found after payment", incident, script, Outcome.REVERSED)


def _sample(title: str, incident: Incident, script: tuple[Move, ...], outcome: Outcome) -> Sample:
    claimed = incident.claimed
    expected = Expected(outcome, claimed, claimed, sign_offs=sign_offs(*script))
    return Sample(title, **filed(incident), moves=script, expected=expected)
