"""Who must sign, who may sign in whose place, and who is asked when they are silent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from makegood.rules.authority import (
    COMMERCIAL_TEAMS,
    Need,
    Signer,
    SigningRequest,
    climb,
    may_sign,
    release_mandates,
    required_sign_offs,
    resolve_signer,
    who_may_sign,
)
from makegood.rules.claim import Team
from makegood.rules.money import Money
from makegood.rules.refusals import Refused
from makegood.rules.terms import (
    Absence,
    AuthorityBand,
    AuthorityMatrix,
    Delegation,
    Directory,
    Mandate,
    Person,
)

TODAY = date(2026, 11, 3)
YESTERDAY = date(2026, 11, 2)
TOMORROW = date(2026, 11, 4)
LAST_MONTH = date(2026, 10, 3)


def vnd(amount: int) -> Money:
    return Money(Decimal(amount), "VND")


OPS, FINANCE = Mandate(Team.OPERATIONS), Mandate(Team.FINANCE)
OPS_MANAGER, FINANCE_LEAD = Mandate(Team.OPERATIONS, 3), Mandate(Team.FINANCE, 2)
LEGAL, SALES, DIRECTOR = Mandate(Team.LEGAL), Mandate(Team.SALES), Mandate(Team.MANAGEMENT, 4)

MATRIX = AuthorityMatrix(
    bands=(
        AuthorityBand(None, (OPS_MANAGER, FINANCE_LEAD, SALES, DIRECTOR)),
        AuthorityBand(vnd(50_000_000), (OPS_MANAGER, FINANCE, SALES)),
        AuthorityBand(vnd(2_500_000), (OPS,)),
    ),
    goodwill=(Mandate(Team.SALES, 3), Mandate(Team.KEY_ACCOUNT)),
    denial=(LEGAL,),
    doubt=(Mandate(Team.OPERATIONS, 2),),
    legal_risk=(Mandate(Team.LEGAL, 3),),
    owed=(FINANCE,),
    release=(FINANCE,),
    dual_release=(FINANCE_LEAD,),
)


def a_need(award: int = 1_000_000, *, owed: bool = False) -> Need:
    return Need(vnd(award), vnd(0), owed=owed)


def a_directory(*people: Person) -> Directory:
    return Directory(people)


def hoa(**changes: object) -> Person:
    """Hoa of Finance, a lead."""
    return replace(Person("hoa", (Team.FINANCE,), level=2), **changes)  # type: ignore[arg-type]


def delegated(to: str, since: date = TODAY, until: date = TODAY) -> tuple[Delegation, ...]:
    return (Delegation(to, since, until),)


def asked(mandate: Mandate = FINANCE_LEAD, **who: frozenset[str]) -> SigningRequest:
    return SigningRequest(mandate, TODAY, **who)


# Who must sign


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        (0, (OPS,)),
        (2_500_000, (OPS,)),
        (2_500_001, (OPS_MANAGER, FINANCE, SALES)),
        (50_000_000, (OPS_MANAGER, FINANCE, SALES)),
        (50_000_001, (OPS_MANAGER, FINANCE_LEAD, SALES, DIRECTOR)),
    ],
)
def test_the_amount_decides_the_band_up_to_and_with_its_limit(
    award: int, expected: tuple[Mandate, ...]
) -> None:
    assert required_sign_offs(a_need(award), MATRIX) == expected


def test_an_award_in_a_currency_without_bands_needs_the_highest_authority() -> None:
    need = Need(Money(Decimal(1), "USD"), Money.zero("USD"))

    assert DIRECTOR in required_sign_offs(need, MATRIX)


def test_each_currency_may_have_bands_of_its_own() -> None:
    dollars = AuthorityBand(Money(Decimal(100), "USD"), (LEGAL,))
    matrix = replace(MATRIX, bands=(*MATRIX.bands, dollars))

    need = Need(Money(Decimal(99), "USD"), Money.zero("USD"))

    assert required_sign_offs(need, matrix) == (LEGAL,)


def test_goodwill_adds_those_who_answer_for_it() -> None:
    need = replace(a_need(), goodwill=vnd(1))

    assert required_sign_offs(need, MATRIX) == (
        OPS,
        Mandate(Team.SALES, 3),
        Mandate(Team.KEY_ACCOUNT),
    )


@pytest.mark.parametrize(
    ("need", "added"),
    [
        (replace(a_need(), denial=True), LEGAL),
        (replace(a_need(), doubt=True), Mandate(Team.OPERATIONS, 2)),
        (replace(a_need(), legal_risk=True), Mandate(Team.LEGAL, 3)),
    ],
)
def test_denial_doubt_and_legal_risk_add_their_own(need: Need, added: Mandate) -> None:
    assert added in required_sign_offs(need, MATRIX)


def test_of_one_team_only_the_highest_level_is_asked() -> None:
    both = required_sign_offs(replace(a_need(), denial=True, legal_risk=True), MATRIX)

    assert [mandate for mandate in both if mandate.team is Team.LEGAL] == [Mandate(Team.LEGAL, 3)]


def test_money_plainly_owed_is_signed_without_the_commercial_teams() -> None:
    owed = required_sign_offs(a_need(60_000_000, owed=True), MATRIX)

    assert owed == (OPS_MANAGER, FINANCE_LEAD, DIRECTOR)


def test_nothing_is_decided_without_anybody() -> None:
    silent = AuthorityMatrix(bands=(AuthorityBand(None, ()),))

    with pytest.raises(Refused, match="names nobody") as refusal:
        required_sign_offs(a_need(), silent)

    assert refusal.value.code == "no_authority"


def test_an_award_above_all_bands_is_nobodys_to_give() -> None:
    limited = replace(MATRIX, bands=MATRIX.bands[1:])

    with pytest.raises(Refused, match="60,000,000 VND") as refusal:
        required_sign_offs(a_need(60_000_000), limited)

    assert refusal.value.code == "no_authority"


needs = st.builds(
    Need,
    award=st.integers(0, 10**9).map(vnd),
    goodwill=st.integers(0, 10**6).map(vnd),
    denial=st.booleans(),
    doubt=st.booleans(),
    legal_risk=st.booleans(),
    owed=st.booleans(),
)


@given(needs)
def test_every_team_is_asked_once_and_always_in_the_same_order(need: Need) -> None:
    teams = [mandate.team for mandate in required_sign_offs(need, MATRIX)]

    assert teams == [team for team in Team if team in teams]


@given(needs, st.permutations(MATRIX.bands))
def test_the_order_in_which_policy_lists_its_bands_does_not_matter(
    need: Need, bands: list[AuthorityBand]
) -> None:
    shuffled = replace(MATRIX, bands=tuple(bands))

    assert required_sign_offs(need, shuffled) == required_sign_offs(need, MATRIX)


@given(needs, st.integers(0, 10**9))
def test_more_money_never_needs_less_authority(need: Need, more: int) -> None:
    larger = replace(need, award=need.award + vnd(more))
    levels = {m.team: m.level for m in required_sign_offs(larger, MATRIX)}

    for mandate in required_sign_offs(need, MATRIX):
        assert levels[mandate.team] >= mandate.level


@given(needs)
def test_no_commercial_team_is_asked_about_money_owed_unless_goodwill_is_added(need: Need) -> None:
    plain = replace(need, owed=True, goodwill=vnd(0))

    teams = {mandate.team for mandate in required_sign_offs(plain, MATRIX)}

    assert not teams & COMMERCIAL_TEAMS
    assert Team.FINANCE in teams


# Who releases a payment


@pytest.mark.parametrize("limit", [None, vnd(10_000_000)])
def test_a_payment_up_to_the_limit_is_released_once(limit: Money | None) -> None:
    assert release_mandates(vnd(10_000_000), MATRIX, limit) == (FINANCE,)


def test_a_larger_payment_is_released_by_two_persons_of_the_same_team() -> None:
    assert release_mandates(vnd(10_000_001), MATRIX, vnd(10_000_000)) == (FINANCE, FINANCE_LEAD)


def test_a_payment_that_cannot_be_compared_with_the_limit_is_released_twice() -> None:
    dollar = Money(Decimal(1), "USD")

    assert release_mandates(dollar, MATRIX, vnd(10_000_000)) == (FINANCE, FINANCE_LEAD)


# Who may sign


@pytest.mark.parametrize(
    ("signer", "allowed"),
    [
        (Signer("hoa", (Team.FINANCE,), 2), True),
        (Signer("hoa", (Team.LEGAL, Team.FINANCE), 4), True),
        (Signer("hoa", (Team.FINANCE,), 1), False),
        (Signer("hoa", (Team.LEGAL,), 4), False),
    ],
)
def test_a_signer_is_of_the_team_and_high_enough(signer: Signer, allowed: bool) -> None:
    assert may_sign(signer, FINANCE_LEAD) is allowed


def test_a_person_of_the_team_signs_in_their_own_name() -> None:
    signer = resolve_signer(a_directory(hoa()), "hoa", asked())

    assert signer == Signer("hoa", (Team.FINANCE,), 2)
    assert signer.identities == {"hoa"}


def test_a_delegate_signs_with_the_team_and_level_of_the_delegator() -> None:
    minh = Person("minh", (Team.OPERATIONS,))

    signer = resolve_signer(a_directory(hoa(delegations=delegated("minh")), minh), "minh", asked())

    assert signer == Signer("minh", (Team.FINANCE,), 2, acting_for="hoa")
    assert signer.identities == {"minh", "hoa"}


def test_a_delegation_helps_a_colleague_who_is_too_low() -> None:
    lan = Person("lan", (Team.FINANCE,), level=1)

    signer = resolve_signer(a_directory(lan, hoa(delegations=delegated("lan"))), "lan", asked())

    assert signer.acting_for == "hoa"


def test_who_can_sign_in_their_own_name_does_not_act_for_another() -> None:
    lan = Person("lan", (Team.FINANCE,), level=2)
    director = hoa(name="director", level=4, delegations=delegated("lan"))

    assert resolve_signer(a_directory(director, lan), "lan", asked()).acting_for == ""


def test_of_several_delegators_the_highest_is_acted_for() -> None:
    people = (
        hoa(delegations=delegated("minh")),
        hoa(name="director", level=4, delegations=delegated("minh")),
        Person("minh", (Team.LEGAL,)),
    )

    assert resolve_signer(a_directory(*people), "minh", asked()).acting_for == "director"


def test_an_absent_person_may_be_acted_for() -> None:
    away = hoa(absences=(Absence(TODAY, TOMORROW),), delegations=delegated("minh"))
    directory = a_directory(away, Person("minh", (Team.LEGAL,)))

    assert resolve_signer(directory, "minh", asked()).acting_for == "hoa"


@pytest.mark.parametrize(
    ("since", "until", "helps"),
    [
        (TODAY, TODAY, True),
        (LAST_MONTH, TODAY, True),
        (TODAY, TOMORROW, True),
        (TOMORROW, TOMORROW, False),
        (LAST_MONTH, YESTERDAY, False),
    ],
)
def test_a_delegation_holds_from_its_first_day_to_its_last(
    since: date, until: date, helps: bool
) -> None:
    directory = a_directory(
        hoa(delegations=delegated("minh", since, until)), Person("minh", (Team.LEGAL,))
    )

    assert ("minh" in who_may_sign(directory, asked())) is helps


def refusal_of(directory: Directory, by: str, request: SigningRequest) -> Refused:
    with pytest.raises(Refused) as refusal:
        resolve_signer(directory, by, request)
    return refusal.value


def test_a_stranger_may_not_sign() -> None:
    refused = refusal_of(a_directory(hoa()), "nobody", asked())

    assert refused.code == "unknown_person"
    assert "nobody is not in the directory" in refused.message


def test_another_team_may_not_sign() -> None:
    minh = Person("minh", (Team.OPERATIONS,), level=4)

    assert refusal_of(a_directory(minh), "minh", asked()).code == "not_of_team"


def test_a_junior_may_not_sign_what_needs_a_lead() -> None:
    lan = Person("lan", (Team.FINANCE,), level=1)

    refused = refusal_of(a_directory(lan), "lan", asked())

    assert refused.code == "level_too_low"
    assert "below level 2 of finance" in refused.message


@pytest.mark.parametrize(
    ("since", "until", "away"),
    [
        (TODAY, TODAY, True),
        (LAST_MONTH, TODAY, True),
        (TOMORROW, TOMORROW, False),
        (LAST_MONTH, YESTERDAY, False),
    ],
)
def test_a_person_does_not_sign_while_absent(since: date, until: date, away: bool) -> None:
    directory = a_directory(hoa(absences=(Absence(since, until),)))

    assert ("hoa" not in who_may_sign(directory, asked())) is away


def test_an_absent_delegate_does_not_sign_either() -> None:
    minh = Person("minh", (Team.LEGAL,), absences=(Absence(TODAY, TODAY),))

    refused = refusal_of(a_directory(hoa(delegations=delegated("minh")), minh), "minh", asked())

    assert refused.code == "absent"


def test_nobody_signs_their_own_work() -> None:
    request = asked(prepared_by=frozenset({"hoa"}))

    assert refusal_of(a_directory(hoa()), "hoa", request).code == "own_work"


def test_nobody_signs_twice() -> None:
    request = asked(signed_by=frozenset({"hoa"}))

    assert refusal_of(a_directory(hoa()), "hoa", request).code == "signed_already"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (asked(prepared_by=frozenset({"hoa"})), "own_work"),
        (asked(signed_by=frozenset({"hoa"})), "signed_already"),
    ],
)
def test_a_delegate_does_not_sign_for_someone_who_may_not(
    request_: SigningRequest, code: str
) -> None:
    directory = a_directory(hoa(delegations=delegated("minh")), Person("minh", (Team.LEGAL,)))

    refused = refusal_of(directory, "minh", request_)

    assert refused.code == code
    assert "hoa" in refused.message


def test_who_prepared_the_work_cannot_sign_it_for_somebody_else() -> None:
    directory = a_directory(hoa(delegations=delegated("minh")), Person("minh", (Team.LEGAL,)))

    request = asked(prepared_by=frozenset({"minh"}))

    assert refusal_of(directory, "minh", request).code == "own_work"


def test_a_delegate_falls_back_on_another_delegator_who_is_free_to_sign() -> None:
    people = (
        hoa(delegations=delegated("minh")),
        hoa(name="director", level=4, delegations=delegated("minh")),
        Person("minh", (Team.LEGAL,)),
    )
    request = asked(prepared_by=frozenset({"director"}))

    assert resolve_signer(a_directory(*people), "minh", request).acting_for == "hoa"


def test_a_delegation_is_not_passed_on() -> None:
    directory = a_directory(
        hoa(delegations=delegated("minh")),
        Person("minh", (Team.LEGAL,), delegations=delegated("lan")),
        Person("lan", (Team.LEGAL,)),
    )

    assert refusal_of(directory, "lan", asked()).code == "not_of_team"
    assert who_may_sign(directory, asked()) == ("hoa", "minh")


names = st.sampled_from(["an", "binh", "chi", "dung"])
days = st.sampled_from([LAST_MONTH, YESTERDAY, TODAY, TOMORROW])
people = st.builds(
    Person,
    name=names,
    teams=st.lists(st.sampled_from([Team.FINANCE, Team.LEGAL]), unique=True).map(tuple),
    level=st.integers(1, 4),
    absences=st.lists(st.builds(Absence, days, days), max_size=1).map(tuple),
    delegations=st.lists(st.builds(Delegation, names, days, days), max_size=2).map(tuple),
)
directories = st.lists(people, unique_by=lambda p: p.name).map(tuple).map(Directory)
name_sets = st.frozensets(names, max_size=2)


@given(directories, name_sets, name_sets)
def test_whoever_may_sign_is_present_able_and_independent(
    directory: Directory, prepared_by: frozenset[str], signed_by: frozenset[str]
) -> None:
    request = asked(prepared_by=prepared_by, signed_by=signed_by)

    for name in who_may_sign(directory, request):
        signer = resolve_signer(directory, name, request)
        capacity = directory.find(signer.acting_for or name)
        assert may_sign(signer, request.mandate)
        assert not signer.identities & (prepared_by | signed_by)
        assert capacity is not None
        assert (capacity.teams, capacity.level) == (signer.teams, signer.level)


# Who is asked next


@pytest.mark.parametrize(
    ("level", "next_asked"),
    [
        (1, ("lead", "manager", "director")),
        (3, ("director",)),
        (4, ()),
    ],
)
def test_the_levels_above_a_silent_one_are_asked_in_turn(
    level: int, next_asked: tuple[str, ...]
) -> None:
    assert climb(Mandate(Team.FINANCE, level), MATRIX) == next_asked


@pytest.mark.parametrize("value", [a_need(), asked(), Signer("an", (Team.LEGAL,), 2, "chi")])
def test_values_survive_the_journey_over_the_wire(value: object) -> None:
    wire = TypeAdapter(type(value))

    assert wire.validate_json(wire.dump_json(value)) == value
