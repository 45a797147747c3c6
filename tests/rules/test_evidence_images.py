"""Near-duplicates are told by the bits in which two photos differ."""

import pytest

from makegood.rules.evidence_images import Likeness, likeness, near_duplicate

UPRIGHT = ("00000000000000ff", "0f0f0f0f0f0f0f0f")


def test_a_photo_is_no_bit_away_from_itself() -> None:
    assert near_duplicate(UPRIGHT, UPRIGHT) == 0


def test_a_turned_copy_is_found_from_either_side() -> None:
    turned = ("ffffffffffffffff", "00000000000000fe")

    assert near_duplicate(UPRIGHT, turned) == near_duplicate(turned, UPRIGHT) == 1


def test_without_hashes_there_is_no_distance() -> None:
    assert near_duplicate((), UPRIGHT) is None
    assert near_duplicate(UPRIGHT, ()) is None


@pytest.mark.parametrize(
    ("distance", "strength"),
    [
        (0, Likeness.FLAG),
        (8, Likeness.FLAG),
        (9, Likeness.WEAK),
        (12, Likeness.WEAK),
        (13, Likeness.NONE),
        (None, Likeness.NONE),
    ],
)
def test_eight_bits_are_a_flag_and_twelve_a_weak_one(
    distance: int | None, strength: Likeness
) -> None:
    assert likeness(distance) is strength
