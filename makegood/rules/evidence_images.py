"""How alike two photos are, by the difference hashes of their eight orientations."""

from enum import StrEnum

FLAG_DISTANCE = 8
WEAK_DISTANCE = 12


class Likeness(StrEnum):
    """How strongly two photos resemble each other; it is a flag for a person, never a verdict."""

    FLAG = "flag"
    WEAK = "weak"
    NONE = "none"


def near_duplicate(hashes_a: tuple[str, ...], hashes_b: tuple[str, ...]) -> int | None:
    """The least number of differing bits, of 64, in any turn or mirror; None without hashes.

    The first hash of each is the upright one: it is held against all orientations of the other.
    """
    pairs = [(hashes_a[0], other) for other in hashes_b] if hashes_a else []
    back = [(hashes_b[0], other) for other in hashes_a] if hashes_b else []
    return min((_bits_apart(one, other) for one, other in pairs + back), default=None)


def likeness(distance: int | None) -> Likeness:
    """What a distance means: at most 8 bits is a flag, 9 to 12 a weak one (measured on photos)."""
    if distance is None or distance > WEAK_DISTANCE:
        return Likeness.NONE
    return Likeness.FLAG if distance <= FLAG_DISTANCE else Likeness.WEAK


def _bits_apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
