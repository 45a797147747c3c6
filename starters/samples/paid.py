"""Sample claims that end with money: within contract, above it, argued over, or plainly owed."""

from datetime import date

from makegood.rules.casefile import Outcome
from makegood.rules.claim import ClaimKind
from makegood.rules.evidence import DocumentKind
from makegood.rules.rounds import RoundSubject
from starters.samples import moves
from starters.samples.filings import MIDDLE, SMALL, filed, lost, papers_of_kinds, sign_offs
from starters.samples.incident import Incident, Item
from starters.samples.merchants import LOTUS, MERIDIAN
from starters.samples.moves import Move, accepts, releases, signs
from starters.samples.private_crises import VIP_CASE
from starters.samples.sample import Expected, Sample

PHOTOS = (DocumentKind.PACKING_PHOTO, DocumentKind.DAMAGE_PHOTO)


def within_contract(today: date) -> Sample:
    """All papers there, three signatures, one offer, paid."""
    incident = lost("within-contract", 1, today)
    script = (*SMALL, accepts(), releases("fin.oanh"))
    told = filed(incident)
    return Sample("paid within contract", **told, moves=script, expected=_paid(incident, script))


def papers_supplied(today: date) -> Sample:
    """Photos are missing, asked for by letter, and supplied."""
    items = (Item("ceramic vase", 2_000_000),)
    incident = Incident("papers-supplied", 2, LOTUS, ClaimKind.DAMAGED, items, today)
    told = filed(incident, without=PHOTOS)
    later = moves.supplies(papers_of_kinds(told, PHOTOS))
    script = (later, *SMALL, accepts(), releases("fin.oanh"))
    title = "documents missing, asked for, supplied"
    return Sample(title, **told, moves=script, expected=_paid(incident, script))


def above_cap(today: date) -> Sample:
    """The goods are worth more than the contract pays for a parcel."""
    items = (Item("camera", 800),)
    incident = Incident("above-cap", 3, MERIDIAN, ClaimKind.LOST, items, today)
    script = (*MIDDLE, accepts(), releases("fin.phuc"))
    cap = MERIDIAN.money(500)
    expected = Expected(Outcome.PAID, cap, cap, sign_offs=sign_offs(*script))
    return Sample("above the cap", **filed(incident), moves=script, expected=expected)


def above_authority(today: date) -> Sample:
    """So much that it climbs to the director; a lower signature is refused on the way."""
    items = (Item("sewing machines", 34_000_000), Item("overlock machines", 30_000_000))
    incident = Incident("above-authority", 4, LOTUS, ClaimKind.WAREHOUSE_LOSS, items, today)
    script = (
        moves.may_not_sign("ops.lan", "level_too_low"),
        *(signs(who) for who in ("ops.minh", "desk.giang", "fin.quyen", "legal.uyen", "dir.mai")),
        accepts(),
        releases("fin.oanh"),
        releases("fin.son"),
    )
    title = "above authority, climbing"
    return Sample(title, **filed(incident), moves=script, expected=_paid(incident, script))


def sent_back(today: date) -> Sample:
    """Finance sends it back; the desk recommends less, and all sign anew."""
    items = (Item("rice cookers", 30_000_000),)
    incident = Incident("sent-back", 5, LOTUS, ClaimKind.WAREHOUSE_LOSS, items, today)
    granted = LOTUS.money(25_000_000)
    lines = ((incident.tracking_numbers[0], granted),)
    script = (
        signs("desk.dung"),
        moves.sends_back("fin.phuc", "the count shows that five were found"),
        moves.recommends("desk.chi", "five of thirty were found", lines),
        *(signs(who) for who in ("desk.dung", "ops.minh", "fin.phuc")),
        accepts(),
        releases("fin.oanh"),
    )
    expected = Expected(Outcome.PAID, incident.claimed, granted, sign_offs=sign_offs(*script))
    title = "sent back by Finance, recommended again"
    return Sample(title, **filed(incident), moves=script, expected=expected)


def counter_offer(today: date) -> Sample:
    """Offered less than the contract allows; the merchant counters, and is met by approval."""
    incident = lost("counter-offer", 6, today, Item("espresso machine", 4_000_000))
    first, agreed = LOTUS.money(3_000_000), LOTUS.money(3_600_000)
    script = (
        moves.sends_back("ops.lan", "a part of the goods can be sold"),
        moves.recommends("desk.chi", "less the salvage", ((incident.tracking_numbers[0], first),)),
        *MIDDLE,
        moves.counters(agreed, "the salvage brings less"),
        moves.offers("desk.an", agreed, "the merchant's figure for the salvage is fair"),
        *map(_signs_offer, ("desk.dung", "ops.minh")),
        accepts(),
        releases("fin.oanh"),
    )
    expected = Expected(Outcome.PAID, incident.claimed, agreed, sign_offs=sign_offs(*script))
    title = "counter-offer accepted"
    return Sample(title, **filed(incident), moves=script, expected=expected)


def goodwill(today: date) -> Sample:
    """More than the contract owes, as a gesture, with an approval of its own."""
    incident = lost("goodwill", 7, today, Item("smart speaker set", 8_000_000))
    owed, agreed = LOTUS.money(5_000_000), LOTUS.money(6_500_000)
    script = (
        *MIDDLE,
        moves.counters(agreed, "we have been with you for five years"),
        moves.offers("desk.an", agreed, "a merchant whom we want to keep"),
        *map(_signs_offer, ("desk.dung", "ops.minh", "kam.dao", "sales.yen")),
        accepts(),
        releases("fin.phuc"),
    )
    expected = Expected(Outcome.PAID, owed, agreed, agreed - owed, sign_offs(*script))
    title = "goodwill above entitlement, approved apart"
    return Sample(title, **filed(incident), moves=script, expected=expected)


def escalated(today: date) -> Sample:
    """A key customer's claim becomes a crisis: it waits for that, then it is signed and paid."""
    incident = lost("escalated", 16, today, Item("coffee grinder", 1_900_000))
    script = (
        moves.escalates("kam.linh", "the owner has called the director twice", VIP_CASE),
        *map(moves.once_calm, SMALL),
        accepts(),
        releases("fin.oanh"),
    )
    title = "VIP claim, escalated to a crisis"
    return Sample(title, **filed(incident), moves=script, expected=_paid(incident, script))


def cod_mismatch(today: date) -> Sample:
    """Money plainly owed: no offer and no release, only signatures and the payment."""
    items = (Item("bed linen", 2_000_000, remitted=1_400_000),)
    incident = Incident("cod-mismatch", 8, LOTUS, ClaimKind.COD_MISMATCH, items, today)
    script = (*SMALL, signs("fin.oanh"), releases("fin.phuc"))
    title = "cash on delivery not remitted: owed"
    return Sample(title, **filed(incident), moves=script, expected=_paid(incident, script))


def _signs_offer(who: str) -> Move:
    return signs(who, RoundSubject.OFFER)


def _paid(incident: Incident, script: tuple[Move, ...]) -> Expected:
    """Paid in full, by as many signatures as the script has."""
    claimed = incident.claimed
    return Expected(Outcome.PAID, claimed, claimed, sign_offs=sign_offs(*script))
