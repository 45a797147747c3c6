"""A signature holds for exactly what was seen."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from makegood.rules.money import Money
from makegood.rules.payee import Payee
from makegood.rules.subject import SHOWN, Subject, same_subject, subject_hash

words = st.text(max_size=12)
amounts = st.builds(
    Money,
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.sampled_from(["VND", "USD", "SGD"]),
)
named_amounts = st.lists(st.tuples(words, amounts), max_size=3).map(tuple)
account_words = st.text("abc123", min_size=1, max_size=10)
payees = st.none() | st.builds(Payee, account_words, account_words, account_words)
subjects = st.builds(
    Subject,
    what=words,
    amounts=named_amounts,
    lines=named_amounts,
    payee=payees,
    documents=st.lists(words, max_size=3).map(tuple),
    policy_version=words,
    extra=st.lists(words, max_size=3).map(tuple),
)


def a_subject() -> Subject:
    return Subject(
        what="recommendation",
        amounts=(("approved", Money(Decimal(1250000), "VND")),),
        lines=(("GHN-1", Money(Decimal(1250000), "VND")),),
        payee=Payee("0071000123456", "VCBVVNVX", "Lotus Trading"),
        documents=("a" * 64,),
        policy_version="2026-10",
        extra=("pay in full",),
    )


@given(subjects, subjects)
def test_two_subjects_have_one_fingerprint_only_if_they_are_the_same(
    first: Subject, second: Subject
) -> None:
    assert (subject_hash(first) == subject_hash(second)) == (first == second)


@given(subjects, subjects, st.sampled_from(list(Subject.__dataclass_fields__)))
def test_a_change_of_any_one_field_changes_the_fingerprint(
    seen: Subject, other: Subject, field: str
) -> None:
    changed = replace(seen, **{field: getattr(other, field)})
    assume(changed != seen)

    assert subject_hash(changed) != subject_hash(seen)


@pytest.mark.parametrize(
    "changed",
    [
        replace(a_subject(), what="payment"),
        replace(a_subject(), amounts=(("approved", Money(Decimal(1250001), "VND")),)),
        replace(a_subject(), amounts=(("approved", Money(Decimal(1250000), "IDR")),)),
        replace(a_subject(), lines=(("GHN-2", Money(Decimal(1250000), "VND")),)),
        replace(a_subject(), payee=Payee("0071000123457", "VCBVVNVX", "Lotus Trading")),
        replace(a_subject(), payee=None),
        replace(a_subject(), documents=()),
        replace(a_subject(), policy_version="2026-11"),
        replace(a_subject(), extra=("pay in full", "legal risk")),
    ],
)
def test_an_edit_of_amount_line_payee_paper_or_policy_voids_what_was_signed(
    changed: Subject,
) -> None:
    assert not same_subject(subject_hash(a_subject()), subject_hash(changed))


def test_words_cannot_slip_from_one_field_or_entry_into_the_next() -> None:
    one = replace(a_subject(), documents=("ab", "c"), extra=())
    other = replace(a_subject(), documents=("a", "bc"), extra=())
    moved = replace(a_subject(), documents=(), extra=("ab", "c"))

    assert len({subject_hash(one), subject_hash(other), subject_hash(moved)}) == 3


def test_an_amount_is_signed_however_its_zeros_are_written() -> None:
    short = replace(a_subject(), amounts=(("approved", Money(Decimal("12.5"), "USD")),))
    long = replace(a_subject(), amounts=(("approved", Money(Decimal("12.500"), "USD")),))

    assert subject_hash(short) == subject_hash(long)


@given(subjects)
def test_the_fingerprint_survives_the_journey_over_the_wire(subject: Subject) -> None:
    wire = TypeAdapter(Subject)

    again = wire.validate_json(wire.dump_json(subject))

    assert subject_hash(again) == subject_hash(subject)


def test_the_fingerprint_stays_what_it_was_when_recorded_signatures_are_checked() -> None:
    assert subject_hash(a_subject()) == (
        "bcff938c3f8e208e37065b05f364dd7bbc598fd9d6f3084ea582871701be4921"
    )


def test_a_person_may_quote_the_fingerprint_as_it_was_shown() -> None:
    current = subject_hash(a_subject())

    assert same_subject(current[:SHOWN], current)
    assert same_subject(current, current)


@pytest.mark.parametrize("quoted", ["", "0", "f" * SHOWN])
def test_too_little_or_another_fingerprint_is_not_the_current_one(quoted: str) -> None:
    assert not same_subject(quoted, subject_hash(a_subject()))


def test_a_fingerprint_cut_shorter_than_it_is_shown_is_not_accepted() -> None:
    current = subject_hash(a_subject())

    assert not same_subject(current[: SHOWN - 1], current)


@pytest.mark.parametrize("digit", [SHOWN - 1, 63])
def test_a_fingerprint_with_one_digit_wrong_is_not_the_current_one(digit: int) -> None:
    current = subject_hash(a_subject())
    wrong = "0" if current[digit] != "0" else "1"

    assert not same_subject(current[:digit] + wrong + current[digit + 1 :], current)
    assert not same_subject(current[:digit] + wrong, current)
