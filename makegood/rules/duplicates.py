"""What it means that another claim shares a parcel, an invoice, a document or a photo."""

from dataclasses import dataclass
from typing import Literal

from makegood.rules.claim import Claim

SharedThing = Literal["parcel", "invoice", "document", "image"]


@dataclass(frozen=True)
class Match:
    """Another claim with something in common: what (`on`, `value`), and how sure that is.

    `kind` is the other claim's kind, `open` whether it is still open, `paid` whether money was
    paid on it. `strength` is `strong` for the same bytes or number, `weak` for mere likeness.
    `merchant_id` is whose claim it is; empty where that is not known.
    """

    claim_id: str
    on: SharedThing
    value: str
    kind: str
    open: bool
    strength: str = "strong"
    paid: bool = False
    merchant_id: str = ""


@dataclass(frozen=True)
class DuplicateVerdict:
    """The earlier claim that this one is, if any; flags are for a person. Never a denial."""

    merge_into: str | None = None
    flags: tuple[str, ...] = ()


def judge_duplicates(claim: Claim, matches: tuple[Match, ...]) -> DuplicateVerdict:
    """Merge with the merchant's first claim of the same kind, open or paid, with every parcel.

    Another merchant's claim is never this one, or whoever knows a parcel's number could take its
    claim away. A claim that shares some parcels only, or anything else, is flagged and goes on.
    `matches` are the earliest claim first; the claim itself among them is ignored.
    """
    others = tuple(match for match in matches if match.claim_id != claim.claim_id)
    same = next((one for one in _claims(others) if _is_same(claim, one, others)), None)
    flags = tuple(dict.fromkeys(_flag(claim, match) for match in others if match.claim_id != same))
    return DuplicateVerdict(same, flags)


def _claims(matches: tuple[Match, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.claim_id for match in matches))


def _is_same(claim: Claim, other: str, matches: tuple[Match, ...]) -> bool:
    shared = {
        match.value
        for match in matches
        if (match.claim_id, match.on) == (other, "parcel")
        and match.kind == claim.kind
        and (match.open or match.paid)
        and match.merchant_id == claim.merchant_id
    }
    return shared >= {parcel.tracking_number for parcel in claim.parcels}


def _flag(claim: Claim, match: Match) -> str:
    state = "paid" if match.paid else "open" if match.open else "closed"
    likeness = "" if match.strength == "strong" else f" ({match.strength} likeness)"
    stranger = match.merchant_id not in ("", claim.merchant_id)
    whose = ", of another merchant" if stranger else ""
    known = f"{match.on} {match.value} also in claim {match.claim_id}"
    return f"{known}, {match.kind}, {state}{whose}{likeness}"
