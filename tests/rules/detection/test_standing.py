"""A detector runs in shadow until somebody approves it, and nobody forgets who."""

import pytest

from makegood.rules.detection.standing import (
    Change,
    ChangeKind,
    Pinned,
    Standing,
    require_fitting,
    standing,
)
from makegood.rules.refusals import Refused
from tests.rules.detection.mentions import NOON

NEW = Pinned(model="a" * 64)


def change(number: int, kind: ChangeKind, pinned: Pinned = NEW) -> Change:
    """Something that Mai did."""
    return Change(number, kind, pinned, "desk.mai", NOON)


def test_a_watch_that_nobody_changed_is_ruled_by_what_is_installed() -> None:
    assert standing(()) == Standing(Pinned(), None, None)


def test_a_shadow_rules_from_its_approval_on_and_not_before() -> None:
    begun, approved = change(1, ChangeKind.SHADOW), change(2, ChangeKind.APPROVE)

    assert standing((begun,)) == Standing(Pinned(), begun)
    assert standing((begun, approved)) == Standing(NEW, None, approved)


def test_a_shadow_that_was_stopped_leaves_the_ruling_one_as_it_was() -> None:
    changes = (
        change(1, ChangeKind.SHADOW),
        change(2, ChangeKind.APPROVE),
        change(3, ChangeKind.SHADOW, Pinned()),
        change(4, ChangeKind.STOP),
    )

    assert standing(changes) == Standing(NEW, None, changes[1])


@pytest.mark.parametrize(
    ("before", "kind", "code"),
    [
        ((change(1, ChangeKind.SHADOW),), ChangeKind.SHADOW, "shadow_running"),
        ((), ChangeKind.APPROVE, "no_shadow"),
        ((), ChangeKind.STOP, "no_shadow"),
        ((change(1, ChangeKind.SHADOW),), ChangeKind.APPROVE, "own_shadow"),
    ],
)
def test_what_does_not_fit_is_refused(
    before: tuple[Change, ...], kind: ChangeKind, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        require_fitting(standing(before), kind, "desk.mai")

    assert refused.value.code == code


def test_what_fits_is_let_through() -> None:
    running = standing((change(1, ChangeKind.SHADOW),))
    require_fitting(standing(()), ChangeKind.SHADOW, "desk.mai")
    require_fitting(running, ChangeKind.APPROVE, "desk.ha")
    require_fitting(running, ChangeKind.STOP, "desk.mai")

    assert running.shadow is not None
