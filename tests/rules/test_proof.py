"""Money leaves only for what people have signed: seals prove who released and who granted it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makegood.rules.attempts import Attempt, payment_key
from makegood.rules.claim import Team
from makegood.rules.local_time import OffsetFrom
from makegood.rules.money import Money
from makegood.rules.proof import Law, Payable, Word, prove
from makegood.rules.refusals import Refused
from makegood.rules.rounds import Decide
from makegood.rules.subject import SHOWN, Subject, subject_hash
from makegood.rules.terms import Absence, Directory, Mandate, PayoutMethod, Person
from tests.builders import OTHER_PAYEE, PAYEE, terms, vnd

MONDAY = datetime(2026, 11, 2, 3, tzinfo=UTC)
CLAIM = "C-1001"
DUE = vnd(4_000_000)

PEOPLE = Directory(
    (
        Person("desk.lead", (Team.SERVICE_DESK,), 2),
        Person("ops.lead", (Team.OPERATIONS,), 2),
        Person("fin.an", (Team.FINANCE,), 1),
        Person("fin.binh", (Team.FINANCE,), 2),
        Person("kam.chi", (Team.KEY_ACCOUNT,), 1),
        Person("sales.dao", (Team.SALES,), 2),
        Person("ops.both", (Team.OPERATIONS, Team.FINANCE), 2),
    )
)
LAW = Law(terms().version, PEOPLE, terms().authority, (OffsetFrom(MONDAY, timedelta(hours=7)),))


def key(leg: int = 1, number: int = 1) -> str:
    return payment_key(CLAIM, 1, leg, number)


def an_attempt(number: int = 1, amount: Money = DUE, leg: int = 1) -> Attempt:
    return Attempt(1, leg, number, key(leg, number), amount, PayoutMethod.TRANSFER)


def a_subject(what: str, *keys: str, **sums: Money) -> Subject:
    """What was shown in a round; nothing is granted beyond the contract unless said."""
    named = {"entitlement": DUE, "award": DUE, "offered": vnd(0), "to_pay": DUE, **sums}
    version = terms().version
    account = PAYEE if keys else None
    return Subject(
        what, tuple(named.items()), payee=account, policy_version=version, extra=("0", *keys)
    )


RECOMMENDED = a_subject("recommendation", to_pay=vnd(0))
RELEASED = a_subject("payment", key())


def a_word(
    by: str, team: Team, on: Subject, what: Decide = Decide.APPROVE, at: datetime = MONDAY
) -> Word:
    return Word(by, team, what, subject_hash(on), at)


def granted(on: Subject = RECOMMENDED) -> tuple[Word, ...]:
    """The band of four million dong: the desk's lead and that of operations."""
    return (
        a_word("desk.lead", Team.SERVICE_DESK, on),
        a_word("ops.lead", Team.OPERATIONS, on),
    )


def released(on: Subject = RELEASED, by: str = "fin.an") -> tuple[Word, ...]:
    return (a_word(by, Team.FINANCE, on),)


def payable(attempt: Attempt | None = None, *begun: Attempt) -> Payable:
    return Payable(CLAIM, attempt or an_attempt(), PAYEE, begun)


def refusal(
    words: tuple[Word, ...],
    what: Payable | None = None,
    grounds: tuple[Subject, ...] = (RECOMMENDED, RELEASED),
    law: Law = LAW,
) -> str:
    with pytest.raises(Refused) as refused:
        prove(what or payable(), grounds, words, law)
    assert refused.value.code == "payment_unproven"
    return refused.value.message.removeprefix("Not proven by seals: ").rstrip(".")


UNNAMED = f"nothing that was released names {key()}, its amount and its account"
UNRELEASED = "no sealed release of 4,000,000 VND by finance (level 1)"
UNGRANTED = "no sealed approval of 4,000,000 VND by everybody who must grant it"


def test_what_was_granted_and_released_is_paid() -> None:
    assert prove(payable(), (RECOMMENDED, RELEASED), granted() + released(), LAW) == ()


def test_the_fingerprint_counts_as_people_were_shown_it() -> None:
    words = tuple(
        replace(word, subject_hash=word.subject_hash[:SHOWN]) for word in granted() + released()
    )

    assert prove(payable(), (RECOMMENDED, RELEASED), words, LAW) == ()


def test_a_past_that_nobody_signed_pays_nothing() -> None:
    assert refusal(()) == UNNAMED
    assert refusal(granted()) == UNNAMED
    assert refusal(released()) == UNGRANTED


def test_subjects_that_the_case_makes_up_are_not_even_read() -> None:
    nonsense = Subject("payment", extra=(key(),), payee=PAYEE)

    assert refusal(granted(), grounds=(nonsense, RECOMMENDED)) == UNNAMED


@pytest.mark.parametrize(
    "other",
    [
        Payable(CLAIM, an_attempt(), OTHER_PAYEE),
        Payable(CLAIM, an_attempt(amount=vnd(4_000_001)), PAYEE),
        Payable(CLAIM, replace(an_attempt(), amount=Money(DUE.amount, "USD")), PAYEE),
    ],
)
def test_another_account_and_more_money_are_not_what_was_released(other: Payable) -> None:
    assert refusal(granted() + released(), other) == UNNAMED


@pytest.mark.parametrize(
    "attempt",
    [an_attempt(leg=2), replace(an_attempt(), key="C-1001-s9"), replace(an_attempt(), attempt=2)],
)
def test_another_payment_is_not_what_was_released(attempt: Attempt) -> None:
    assert "nothing that was released names" in refusal(granted() + released(), payable(attempt))


def test_the_release_of_another_claim_counts_for_that_alone() -> None:
    other = Payable("C-1002", an_attempt(), PAYEE)

    assert refusal(granted() + released(), other) == UNNAMED


def test_the_legs_of_a_release_share_its_money() -> None:
    both = a_subject("payment", key(1), key(2))
    words, grounds = granted() + released(both), (RECOMMENDED, both)
    first, second = an_attempt(amount=vnd(3_000_000)), an_attempt(amount=vnd(1_000_001), leg=2)
    stranger = replace(first, settlement_version=7, key=payment_key(CLAIM, 7, 1, 1))

    assert prove(payable(first, stranger), grounds, words, LAW) == ()
    assert "nothing that was released" in refusal(words, payable(second, first), grounds)


def test_the_next_try_at_what_was_released_waits_for_the_one_before_to_fail() -> None:
    words, grounds = granted() + released(), (RECOMMENDED, RELEASED)

    assert prove(payable(an_attempt(2), an_attempt()), grounds, words, LAW) == (key(),)
    assert prove(payable(an_attempt(3)), grounds, words, LAW) == (key(), key(number=2))


def test_a_try_that_was_released_itself_waits_for_nothing() -> None:
    again = a_subject("payment", key(number=2))
    words = granted() + released() + released(again)

    assert prove(payable(an_attempt(2)), (RECOMMENDED, RELEASED, again), words, LAW) == ()


def test_only_whoever_may_release_does() -> None:
    absent = Directory(
        tuple(
            replace(one, absences=(Absence(MONDAY.date(), MONDAY.date()),)) for one in PEOPLE.people
        )
    )
    nobody = released(by="fin.nobody")
    other_team = (a_word("fin.an", Team.LEGAL, RELEASED),)
    no = (a_word("fin.an", Team.FINANCE, RELEASED, Decide.REJECT),)

    assert refusal(granted() + nobody) == UNRELEASED
    assert refusal(granted() + other_team) == UNRELEASED
    assert refusal(granted() + no) == UNRELEASED
    assert refusal(granted() + released(), law=replace(LAW, directory=absent)) == UNRELEASED


def test_the_last_word_of_a_person_counts() -> None:
    later = a_word("fin.an", Team.FINANCE, RELEASED, Decide.REJECT)

    assert refusal(granted() + released() + (later,)) == UNRELEASED
    assert prove(payable(), (RECOMMENDED, RELEASED), (*granted(), later, *released()), LAW) == ()


def test_whoever_released_has_granted_nothing() -> None:
    twice = (
        a_word("desk.lead", Team.SERVICE_DESK, RECOMMENDED),
        a_word("ops.both", Team.OPERATIONS, RECOMMENDED),
        *released(by="ops.both"),
    )

    assert refusal(twice) == UNGRANTED


def test_above_the_limit_two_persons_release() -> None:
    law = replace(LAW, dual_over=vnd(1_000_000))
    two = released() + released(by="fin.binh")

    assert "finance (level 1) and finance (level 2)" in refusal(granted() + released(), law=law)
    assert prove(payable(), (RECOMMENDED, RELEASED), granted() + two, law) == ()


def test_less_than_is_paid_was_not_granted() -> None:
    little = a_subject("recommendation", to_pay=vnd(0), award=vnd(1_000_000))

    words = granted(little) + released()
    assert refusal(words, grounds=(little, RELEASED)) == UNGRANTED


def test_goodwill_is_granted_by_those_who_may_give_it() -> None:
    kind = a_subject("recommendation", to_pay=vnd(0), entitlement=vnd(3_000_000))
    words, grounds = granted(kind) + released(), (kind, RELEASED)
    givers = (a_word("kam.chi", Team.KEY_ACCOUNT, kind), a_word("sales.dao", Team.SALES, kind))

    assert refusal(words, grounds=grounds) == UNGRANTED
    assert prove(payable(), grounds, words + givers, LAW) == ()


def test_an_offer_above_the_recommendation_is_granted_by_itself() -> None:
    little = a_subject("recommendation", to_pay=vnd(0), award=vnd(1_000_000))
    offer = a_subject("offer", to_pay=vnd(0), award=vnd(1_000_000), offered=DUE)
    late = a_subject("late_acceptance", to_pay=vnd(0), offered=DUE)

    words = granted(little) + granted(offer) + released()
    assert prove(payable(), (little, offer, RELEASED), words, LAW) == ()
    assert refusal(granted(late) + released(), grounds=(late, RELEASED)) == UNGRANTED


def test_everybody_may_sign_the_payment_itself() -> None:
    words = granted(RELEASED) + released()

    assert prove(payable(), (RELEASED,), words, LAW) == ()


def test_money_that_is_owed_is_granted_by_finance() -> None:
    law = replace(LAW, owed=True)
    words = granted() + released()

    assert refusal(words, law=law) == UNGRANTED
    by_finance = a_word("fin.binh", Team.FINANCE, RECOMMENDED)
    assert prove(payable(), (RECOMMENDED, RELEASED), (*words, by_finance), law) == ()


def test_what_was_signed_under_another_policy_is_not_judged_by_this_one() -> None:
    law = replace(LAW, version="2020-01", authority=replace(LAW.authority, release=()))

    assert refusal(granted() + released(), law=law).endswith("was signed, not 2020-01")


def test_the_level_of_each_mandate_is_met_by_somebody_as_high() -> None:
    high = replace(LAW.authority, release=(Mandate(Team.FINANCE, 2),))

    words = granted() + released()
    assert "finance (level 2)" in refusal(words, law=replace(LAW, authority=high))
