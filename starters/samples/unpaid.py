"""Sample claims that end without money."""

from datetime import date

from makegood.rules.casefile import Outcome
from makegood.rules.claim import ClaimKind
from makegood.rules.evidence import DocumentKind
from starters.samples import moves
from starters.samples.filings import SMALL, filed, lost, sign_offs
from starters.samples.incident import Incident, Item
from starters.samples.merchants import LOTUS, MABUHAY
from starters.samples.moves import signs
from starters.samples.paid import PHOTOS
from starters.samples.sample import Expected, Sample


def papers_never(today: date) -> Sample:
    """Photos are missing and never come: under this contract the claim lapses."""
    items = (Item("phone", 4_500),)
    incident = Incident("papers-never", 9, MABUHAY, ClaimKind.DAMAGED, items, today)
    told = filed(incident, without=PHOTOS)
    title = "documents never supplied"
    return Sample(title, **told, moves=(), expected=Expected(Outcome.LAPSED))


def rejected_by_legal(today: date) -> Sample:
    """Others approve, Legal does not; the merchant lets the appeal window pass."""
    items = (Item("power tools", 58_000_000),)
    incident = Incident("rejected-by-legal", 10, LOTUS, ClaimKind.WAREHOUSE_LOSS, items, today)
    why = "the stock was never handed over: art. 10.1 does not apply"
    script = (signs("desk.dung"), signs("ops.nga"), moves.rejects("legal.vinh", why))
    expected = Expected(Outcome.DENIED, incident.claimed, sign_offs=sign_offs(*script))
    return Sample("rejected by Legal", **filed(incident), moves=script, expected=expected)


def offer_expired(today: date) -> Sample:
    """The merchant never answers the offer."""
    incident = lost("offer-expired", 11, today, Item("rug", 900_000))
    expected = Expected(Outcome.EXPIRED, incident.claimed, sign_offs=sign_offs(*SMALL))
    return Sample("offer expired", **filed(incident), moves=SMALL, expected=expected)


def duplicate(today: date) -> Sample:
    """The same parcel, filed again under another id: merged with the first claim."""
    first = lost("within-contract", 1, today)
    again = lost("duplicate", 1, today)
    everything_else = frozenset(DocumentKind) - {DocumentKind.CLAIM_FORM}
    expected = Expected(Outcome.MERGED, merged_into=first.key)
    told = filed(again, without=everything_else)
    title = "duplicate of an earlier claim"
    return Sample(title, **told, moves=(), expected=expected, after=first.key)


def withdrawn(today: date) -> Sample:
    """The merchant finds the parcel in its own yard, and takes the claim back."""
    incident = lost("withdrawn", 12, today, Item("office chair", 1_800_000))
    script = (moves.withdraws("it was in our own yard"),)
    expected = Expected(Outcome.WITHDRAWN, incident.claimed)
    return Sample("withdrawn", **filed(incident), moves=script, expected=expected)
