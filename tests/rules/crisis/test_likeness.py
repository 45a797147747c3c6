"""Two alarms about one thing are one case; two that merely sound alike are not."""

from dataclasses import replace

import pytest

from makegood.rules.crisis.file import Alert
from makegood.rules.crisis.likeness import (
    ENOUGH_WORDS,
    LOOKS_BACK,
    Known,
    is_alike,
    likeness,
    nearest,
)
from makegood.rules.crisis.words import Customer, Source, SourceType
from tests.rules.crisis.cases import SECOND, START, an_alert

STORY = "A courier throws nine parcels over a gate in Da Nang"
ELSEWHERE = Source(SourceType.SOCIAL_POST, "post-2", "https://other.example/2")


def seen(headline: str = STORY, source: Source = ELSEWHERE, **said: object) -> Alert:
    """The same thing seen elsewhere, and nobody named."""
    alert = replace(an_alert(headline=headline, source=source), customer=None)
    return replace(alert, **said)  # type: ignore[arg-type]


def alike(one: Alert, other: Alert) -> bool:
    """Whether the two are about one thing, whichever comes first."""
    first, second = likeness(one), likeness(other)
    assert first is not None
    assert second is not None
    assert is_alike(first, second) is is_alike(second, first)
    return is_alike(first, second)


def a_ticket(reference: str, customer: Customer | None = None) -> Alert:
    """A ticket in the words of a form."""
    return seen(source=Source(SourceType.TICKET, reference), customer=customer)


def test_the_same_words_in_another_place_are_the_same_thing() -> None:
    again = seen("A COURIER throws nine parcels over a gate, in Da Nang!")

    assert alike(seen(source=Source(SourceType.PRESS, "paper")), again)


def test_other_words_are_another_thing_unless_they_share_a_link() -> None:
    other = "Our parcels were left in the rain for the whole night"

    assert not alike(seen(), seen(other, Source(SourceType.SOCIAL_POST, "post-3")))
    assert alike(seen(), seen(other, Source(SourceType.PRESS, "p", "https://other.example/2/")))


def test_few_words_say_too_little() -> None:
    short = " ".join(f"word{number}" for number in range(ENOUGH_WORDS - 1))
    enough = f"{short} more"
    here, there = (Source(SourceType.SOCIAL_POST, name) for name in ("a", "b"))

    assert not alike(seen(short, here), seen(short, there))
    assert alike(seen(enough, here), seen(enough, there))


def test_two_tickets_in_the_words_of_a_form_are_two_cases() -> None:
    lan, hoa = Customer("lan"), Customer("hoa")

    assert not alike(a_ticket("T-1"), a_ticket("T-2"))
    assert not alike(a_ticket("T-1", lan), a_ticket("T-2", hoa))
    assert alike(a_ticket("T-1", lan), a_ticket("T-2", lan))


def test_a_rehearsal_is_never_about_anything_real() -> None:
    assert not alike(seen(drill=True), seen())
    assert alike(seen(drill=True), seen(drill=True))


def test_nobody_learns_of_a_restricted_case_by_its_likeness() -> None:
    assert likeness(seen(restricted=True)) is None


@pytest.mark.parametrize(
    ("ages", "joins"), [((), ""), ((2, 1), "C-0"), ((LOOKS_BACK / SECOND + 1,), "")]
)
def test_the_oldest_case_that_is_recent_enough_is_joined(
    ages: tuple[float, ...], joins: str
) -> None:
    known = likeness(seen())
    assert known is not None
    cases = tuple(
        Known(f"C-{number}", known, START - age * SECOND) for number, age in enumerate(ages)
    )

    assert nearest(known, cases, START) == joins
