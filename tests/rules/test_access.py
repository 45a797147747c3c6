"""Who may do what: every answer agrees with the question asked grant by grant, word by word."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.rules.access import (
    AccessTable,
    Actor,
    Condition,
    Grant,
    Lent,
    Resource,
    Role,
    authorize,
    granted,
)
from makegood.rules.claim import Team
from makegood.rules.money import Money

NOON = datetime(2026, 12, 24, 12, tzinfo=UTC)
MERCHANTS = ("", "merchant-lotus", "merchant-mabuhay")
ACTIONS = ("claim.read", "claim.sign_off", "crisis.read", "inbox.read")
MINUTES = timedelta(minutes=10)


def usd(amount: int) -> Money:
    """Whole dollars."""
    return Money.from_minor(amount * 100, "USD")


def a_table(*grants: Grant, **changes: object) -> AccessTable:
    """A table of these grants: signing is done for a team, and large sums need a new sign-in."""
    kinds: dict[str, object] = {
        "team_actions": frozenset({"claim.sign_off"}),
        "step_up_actions": frozenset({"claim.sign_off"}),
        "step_up_over": (usd(2000),),
    }
    return AccessTable(grants=grants, **(kinds | changes))  # type: ignore[arg-type]


def a_grant(role: Role, *actions: str, when: Condition | None = None) -> Grant:
    """What a role may do."""
    return Grant(role, frozenset(actions), frozenset({when} if when else ()))


def code(actor: Actor, action: str, resource: Resource, table: AccessTable) -> str:
    """The code of the answer at noon of Christmas Eve."""
    verdict = authorize(actor, action, resource, table, NOON)
    assert verdict.allowed == (verdict.code == "ok")
    assert verdict.allowed != bool(verdict.message)
    return verdict.code


SIGNING = a_table(a_grant(Role.FINANCE, "claim.sign_off", when=Condition.OWN_TEAM))
QUYEN = Actor("fin.quyen", frozenset({Role.FINANCE}), frozenset({Team.FINANCE}), signed_in_at=NOON)
LOTUS = Actor("shop.lotus", frozenset({Role.MERCHANT}), merchant_id="merchant-lotus")
SHOPS = a_table(a_grant(Role.MERCHANT, "claim.read", when=Condition.OWN_MERCHANT))


def to_sign(team: Team | None = Team.FINANCE, amount: Money | None = None) -> Resource:
    """A claim that waits for a signature."""
    return Resource("claim", "C-1", team=team, amount=amount)


def test_what_nobody_granted_is_allowed_to_nobody() -> None:
    admin = Actor("admin.quan", frozenset(Role))

    assert code(admin, "claim.read", Resource("claim"), AccessTable(())) == "not_granted"
    assert not granted(admin, "claim.read", AccessTable(()))


def test_one_signs_for_the_own_team_only() -> None:
    assert code(QUYEN, "claim.sign_off", to_sign(), SIGNING) == "ok"
    assert code(QUYEN, "claim.sign_off", to_sign(Team.LEGAL), SIGNING) == "not_yours"


def test_a_signature_in_no_teams_name_is_nobodys() -> None:
    assert code(QUYEN, "claim.sign_off", to_sign(None), SIGNING) == "not_yours"


def test_an_action_that_needs_no_team_may_name_none() -> None:
    table = a_table(a_grant(Role.FINANCE, "inbox.read", when=Condition.OWN_TEAM))

    assert code(QUYEN, "inbox.read", Resource("inbox"), table) == "ok"


@pytest.mark.parametrize(
    ("since", "until", "answer"),
    [
        (date(2026, 12, 24), date(2026, 12, 24), "ok"),
        (date(2026, 12, 20), date(2026, 12, 31), "ok"),
        (date(2026, 12, 20), date(2026, 12, 22), "not_yours"),
        (date(2026, 12, 26), date(2026, 12, 31), "not_yours"),
        # In Kiribati it is the 25th already; on Baker Island the 23rd has just ended.
        (date(2026, 12, 25), date(2026, 12, 25), "ok"),
        (date(2026, 12, 23), date(2026, 12, 23), "not_yours"),
    ],
)
def test_a_delegate_signs_for_the_team_on_the_days_of_the_delegation(
    since: date, until: date, answer: str
) -> None:
    xuan = Actor(
        "sales.xuan",
        frozenset({Role.FINANCE}),
        frozenset({Team.SALES}),
        signed_in_at=NOON,
        lent=frozenset({Lent(Team.FINANCE, since, until)}),
    )

    assert code(xuan, "claim.sign_off", to_sign(), SIGNING) == answer


@pytest.mark.parametrize(
    ("merchant", "answer"),
    [("merchant-lotus", "ok"), ("merchant-mabuhay", "not_yours"), ("", "not_yours")],
)
def test_a_merchant_touches_its_own_claims_only(merchant: str, answer: str) -> None:
    assert code(LOTUS, "claim.read", Resource("claim", merchant_id=merchant), SHOPS) == answer


def test_a_merchants_account_without_a_merchant_owns_nothing() -> None:
    nobody = Actor("shop.nobody", frozenset({Role.MERCHANT}))

    assert code(nobody, "claim.read", Resource("claim"), SHOPS) == "not_yours"


def test_a_merchants_key_is_bound_to_the_merchant_whatever_it_is_granted() -> None:
    table = a_table(a_grant(Role.SYSTEM, "claim.*", when=Condition.SCOPE))
    key = Actor(
        "portal",
        frozenset({Role.SYSTEM}),
        merchant_id="merchant-lotus",
        scopes=frozenset({"claim.read"}),
    )

    own, others = (Resource("claim", merchant_id=name) for name in MERCHANTS[1:])
    assert code(key, "claim.read", own, table) == "ok"
    assert code(key, "claim.read", others, table) == "not_yours"
    assert code(key, "claim.file", own, table) == "not_granted"


def test_a_restricted_case_is_for_its_members() -> None:
    table = a_table(a_grant(Role.PR, "crisis.read"))
    members = Resource("crisis", restricted=True, members=frozenset({"pr.kim"}))

    assert code(Actor("pr.kim", frozenset({Role.PR})), "crisis.read", members, table) == "ok"
    trang = Actor("pr.trang", frozenset({Role.PR}))
    assert code(trang, "crisis.read", members, table) == "not_a_member"


def test_a_grant_for_members_holds_for_members_of_an_open_case_too() -> None:
    table = a_table(a_grant(Role.PR, "crisis.read", when=Condition.MEMBER))
    case = Resource("crisis", members=frozenset({"pr.kim"}))

    assert code(Actor("pr.kim", frozenset({Role.PR})), "crisis.read", case, table) == "ok"
    assert code(Actor("pr.duy", frozenset({Role.PR})), "crisis.read", case, table) == "not_yours"


@pytest.mark.parametrize(
    ("amount", "signed_in_at", "answer"),
    [
        (None, None, "ok"),
        (usd(2000), None, "ok"),
        (usd(2001), NOON - MINUTES, "ok"),
        (usd(2001), NOON - MINUTES - timedelta(seconds=1), "sign_in_again"),
        (usd(2001), None, "sign_in_again"),
        (Money.from_minor(1, "VND"), None, "sign_in_again"),
    ],
)
def test_a_large_amount_needs_a_recent_sign_in(
    amount: Money | None, signed_in_at: datetime | None, answer: str
) -> None:
    signer = Actor("f", frozenset({Role.FINANCE}), QUYEN.teams, signed_in_at=signed_in_at)

    assert code(signer, "claim.sign_off", to_sign(amount=amount), SIGNING) == answer


def test_reading_a_large_amount_needs_no_new_sign_in() -> None:
    table = a_table(a_grant(Role.FINANCE, "*"))

    assert code(QUYEN, "claim.read", Resource("claim", amount=usd(10**6)), table) == "ok"


def test_a_refusal_names_the_account_and_no_reason_of_others() -> None:
    said = authorize(LOTUS, "claim.read", Resource("claim", "C-9"), SHOPS, NOON).message

    assert said == "shop.lotus may do that, but not here."


ROLES = st.frozensets(st.sampled_from([Role.MERCHANT, Role.FINANCE, Role.SYSTEM]), max_size=2)
TEAMS = st.sampled_from([Team.FINANCE, Team.LEGAL])
DAYS = st.dates(date(2026, 12, 22), date(2026, 12, 26))
GRANTS = st.builds(
    Grant,
    st.sampled_from([Role.MERCHANT, Role.FINANCE, Role.SYSTEM]),
    st.frozensets(st.sampled_from([*ACTIONS, "claim.*", "*"]), min_size=1, max_size=2),
    st.frozensets(st.sampled_from(Condition), max_size=2),
)
ACTORS = st.builds(
    Actor,
    st.sampled_from(["ann", "bob"]),
    ROLES,
    st.frozensets(TEAMS, max_size=1),
    st.just(1),
    st.sampled_from(MERCHANTS),
    st.frozensets(st.sampled_from([*ACTIONS, "crisis.*"]), max_size=2),
    st.sampled_from([None, NOON, NOON - timedelta(hours=1)]),
    st.frozensets(st.builds(Lent, TEAMS, DAYS, DAYS), max_size=1),
)
RESOURCES = st.builds(
    Resource,
    st.just("claim"),
    st.just("C-1"),
    st.sampled_from(MERCHANTS),
    st.sampled_from([None, Team.FINANCE, Team.LEGAL]),
    st.booleans(),
    st.frozensets(st.sampled_from(["ann", "bob"]), max_size=1),
    st.sampled_from([None, usd(1), usd(5000)]),
)


def oracle(actor: Actor, action: str, what: Resource, table: AccessTable) -> bool:
    """The same, asked naively: some grant allows it, and nothing else stands in the way."""
    kind, _, _ = action.partition(".")
    words = (action, kind + ".*", "*")

    def day_is_now(lent: Lent) -> bool:
        local = [(NOON + timedelta(hours=h)).date() for h in (-12, 14)]
        return any(lent.since <= day <= lent.until for day in local)

    def met(condition: Condition) -> bool:
        if condition is Condition.OWN_MERCHANT:
            return actor.merchant_id != "" and actor.merchant_id == what.merchant_id
        if condition is Condition.MEMBER:
            return actor.name in what.members
        if condition is Condition.SCOPE:
            return any(word in actor.scopes for word in words)
        if what.team is None:
            return action not in table.team_actions
        lent = [one.team for one in actor.lent if day_is_now(one)]
        return what.team in [*actor.teams, *lent]

    some = any(
        grant.role in actor.roles
        and any(word in grant.actions for word in words)
        and all(met(condition) for condition in grant.conditions)
        for grant in table.grants
    )
    stranger = actor.merchant_id not in ("", what.merchant_id)
    secret = what.restricted and actor.name not in what.members
    large = action in table.step_up_actions and what.amount == usd(5000)
    stale = actor.signed_in_at is None or NOON - actor.signed_in_at > table.step_up_within
    return some and not stranger and not secret and not (large and stale)


@given(ACTORS, st.sampled_from(ACTIONS), RESOURCES, st.lists(GRANTS, max_size=3))
def test_every_answer_agrees_with_the_naive_one(
    actor: Actor, action: str, what: Resource, grants: list[Grant]
) -> None:
    table = a_table(*grants)

    assert authorize(actor, action, what, table, NOON).allowed == oracle(actor, action, what, table)


@given(ACTORS, st.sampled_from(ACTIONS), RESOURCES, st.lists(GRANTS, max_size=3), GRANTS)
def test_another_grant_never_takes_anything_away(
    actor: Actor, action: str, what: Resource, grants: list[Grant], more: Grant
) -> None:
    before = authorize(actor, action, what, a_table(*grants), NOON)
    after = authorize(actor, action, what, a_table(*grants, more), NOON)

    assert after.allowed or not before.allowed


@given(ACTORS, st.sampled_from(ACTIONS), RESOURCES, st.lists(GRANTS, max_size=3))
def test_what_is_allowed_somewhere_is_granted_at_the_gate(
    actor: Actor, action: str, what: Resource, grants: list[Grant]
) -> None:
    table = a_table(*grants)
    verdict = authorize(actor, action, what, table, NOON)

    assert granted(actor, action, table) == (verdict.code != "not_granted")


@pytest.mark.parametrize(
    ("action", "resource", "answer"),
    [
        ("claim.read", Resource("claim", "C-1"), "ok"),
        ("claim.read", Resource("claim", "C-2"), "sign_in_first"),
        ("claim.sign_off", Resource("claim", "C-1", team=Team.FINANCE), "sign_in_first"),
    ],
)
def test_who_came_by_a_link_may_look_at_that_case_alone(
    action: str, resource: Resource, answer: str
) -> None:
    table = a_table(a_grant(Role.FINANCE, "claim.*"))
    guest = Actor(
        "fin.quyen", frozenset({Role.FINANCE}), frozenset({Team.FINANCE}), glance="claim/C-1"
    )

    assert code(guest, action, resource, table) == answer


def test_what_was_granted_to_another_role_is_not_granted() -> None:
    assert code(LOTUS, "claim.sign_off", Resource("claim", "C-1"), SIGNING) == "not_granted"
