"""Photos by their difference hashes: which other claims hold one that looks the same."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from makegood.rules.evidence import DocumentReading
from makegood.rules.evidence_images import WEAK_DISTANCE, Likeness, likeness, near_duplicate
from makegood.store.engine import MASK_64, add_once
from makegood.store.tables import IMAGE

UPRIGHT = 0
_BITS = 64


def keep_hashes(connection: Connection, claim_id: str, photo: DocumentReading) -> None:
    """Keep the hashes of a photo once, a row an orientation."""
    rows = [
        {"claim_id": claim_id, "sha256": photo.sha256, "orientation": place, "hash": _signed(text)}
        for place, text in enumerate(photo.image_hashes)
    ]
    add_once(connection, IMAGE, rows)


def alike(connection: Connection, claim_id: str, photo: DocumentReading) -> dict[str, str]:
    """How strongly other claims hold the photo, at most 12 bits away in any turn or mirror."""
    if not photo.image_hashes:
        return {}
    near = select(IMAGE.c.claim_id, IMAGE.c.sha256).where(
        IMAGE.c.claim_id != claim_id, _near([_signed(text) for text in photo.image_hashes])
    )
    strengths: dict[str, str] = {}
    for other, sha256 in sorted({(row.claim_id, row.sha256) for row in connection.execute(near)}):
        distance = near_duplicate(photo.image_hashes, _hashes(connection, other, sha256))
        strength = "strong" if likeness(distance) is Likeness.FLAG else "weak"
        strengths[other] = min(strengths.get(other, strength), strength)
    return strengths


def _near(hashes: Sequence[int]) -> ColumnElement[bool]:
    """Whether one of the two photos, upright, is near the other in some orientation."""
    turned = or_(*(func.hamming(IMAGE.c.hash, turn) <= WEAK_DISTANCE for turn in hashes))
    upright = func.hamming(IMAGE.c.hash, hashes[UPRIGHT]) <= WEAK_DISTANCE
    return or_(and_(IMAGE.c.orientation == UPRIGHT, turned), upright)


def _hashes(connection: Connection, claim_id: str, sha256: str) -> tuple[str, ...]:
    rows = connection.scalars(
        select(IMAGE.c.hash)
        .where(IMAGE.c.claim_id == claim_id, IMAGE.c.sha256 == sha256)
        .order_by(IMAGE.c.orientation)
    )
    return tuple(f"{value & MASK_64:016x}" for value in rows)


def _signed(text: str) -> int:
    """The hash as a signed number: neither database has an unsigned one of 64 bits."""
    value = int(text, 16)
    return value - 2**_BITS if value >> (_BITS - 1) else value
