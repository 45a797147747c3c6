"""Incidents turned into samples: filed with all papers, or with some of them only."""

from collections.abc import Collection
from datetime import date
from typing import TypedDict

from makegood.messages.claims import ClaimFiling
from makegood.rules.claim import ClaimKind
from makegood.rules.evidence import DocumentKind
from starters.papers import Paper
from starters.samples.dossier import WORDS, papers_of, reference
from starters.samples.incident import Incident, Item
from starters.samples.merchants import LOTUS
from starters.samples.moves import Move, signs

LAMP = Item("desk lamp", 1_250_000)

SMALL = (signs("ops.binh"), signs("desk.dung"))
"""Who signs up to 2.5 million VND."""

MIDDLE = (signs("ops.lan"), signs("desk.giang"))
"""Who signs up to 12.5 million VND, or 500 USD."""


class Told(TypedDict):
    """What a sample needs of an incident."""

    filing: ClaimFiling
    papers: tuple[Paper, ...]


def lost(key: str, number: int, today: date, item: Item = LAMP, account: str = "") -> Incident:
    """One lost parcel of the Lotus company."""
    return Incident(key, number, LOTUS, ClaimKind.LOST, (item,), today, account)


def filed(incident: Incident, without: Collection[DocumentKind] = ()) -> Told:
    """The claim of an incident, filed with all its papers but those kinds."""
    papers = papers_of(incident)
    held = tuple(paper for paper in papers if paper.kind not in without)
    return {"filing": filing(incident, held), "papers": papers}


def filing(incident: Incident, held: tuple[Paper, ...]) -> ClaimFiling:
    """The claim as the merchant's portal sends it."""
    return ClaimFiling(
        claim_id=incident.key,
        merchant_id=incident.merchant.merchant_id,
        kind=incident.kind,
        parcels=incident.parcels,
        claimed=incident.claimed,
        incident_on=incident.happened_on,
        statement=WORDS[incident.kind],
        documents=tuple(reference(paper) for paper in held),
        submitted_by=f"{incident.merchant.merchant_id.removeprefix('merchant-')}.portal",
        channel="portal",
        payee=incident.merchant.payee(incident.account),
    )


def papers_of_kinds(told: Told, kinds: Collection[DocumentKind]) -> tuple[Paper, ...]:
    """The papers of those kinds, to be handed in later."""
    return tuple(paper for paper in told["papers"] if paper.kind in kinds)


def sign_offs(*moves: Move) -> int:
    """How many of the moves are sign-offs that count."""
    return sum(move.command == "sign_off" and not move.refused for move in moves)
