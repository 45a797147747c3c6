"""The table of roles is read whole, covers every command, and names each fault by its line."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from makegood.policy.access import load_access
from makegood.policy.faults import PolicyError
from makegood.policy.loader import SHIPPED
from makegood.rules.access import Actor, Lent, Resource, Role, authorize, granted
from makegood.rules.claim import Team
from tests.policy.tables import a_draft
from workflows.claim_commands import MESSAGES
from workflows.crisis_commands import CrisisCommands

FILE = "access.yaml"
BOOK = load_access(SHIPPED)
NOON = datetime(2026, 12, 28, 12, tzinfo=UTC)
COMMANDS = (
    *(f"claim.{name}" for name in sorted(MESSAGES)),
    *(f"crisis.{name}" for name in sorted(CrisisCommands.MESSAGES)),
)
OF_PROGRAMS = {
    "claim.escalation_ended",
    "claim.grant_goodwill",
    "crisis.goodwill_told",
    "crisis.page_receipt",
}
"""What our own workers say to cases; no door offers it."""


def the(name: str) -> Actor:
    """An account of the shipped policy."""
    actor = BOOK.actor(name)
    assert actor is not None
    return actor


def one_with(role: Role) -> Actor:
    """Somebody with that role and every scope, of every merchant's account the first."""
    everything = frozenset({"*"})
    merchant = "merchant-lotus" if role is Role.MERCHANT else ""
    return Actor("x", frozenset({role}), merchant_id=merchant, scopes=everything)


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("desk.an", {Role.EXECUTIVE, Role.ON_CALL}),
        ("desk.dung", {Role.EXECUTIVE, Role.LEAD, Role.ON_CALL}),
        ("sales.xuan", {Role.SALES}),
        ("dir.mai", {Role.MANAGEMENT, Role.ON_CALL}),
        ("shop.lotus", {Role.MERCHANT}),
        ("audit.thu", {Role.AUDITOR}),
        ("admin.quan", {Role.ADMIN}),
    ],
)
def test_roles_come_from_teams_levels_and_the_rota_or_from_the_account(
    name: str, roles: set[Role]
) -> None:
    assert the(name).roles == roles


def test_a_merchants_account_carries_its_merchant() -> None:
    assert the("shop.lotus").merchant_id == "merchant-lotus"
    assert the("desk.an").merchant_id == ""


def test_an_account_that_nobody_wrote_down_is_nobody() -> None:
    assert BOOK.actor("desk.stranger") is None


def test_a_delegate_carries_the_team_with_its_days() -> None:
    assert the("fin.quyen").lent == {Lent(Team.FINANCE, date(2026, 12, 24), date(2027, 1, 3))}


def test_a_login_stands_for_its_account(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change(FILE, "logins: []", "logins: [{account: dir.mai, known_as: mai@makegood.example}]")

    book = load_access(draft.folder)

    assert book.account_of("mai@makegood.example") == "dir.mai"
    assert book.account_of("dir.nam") == "dir.nam"


@pytest.mark.parametrize("action", COMMANDS)
def test_every_command_is_granted_to_somebody_or_said_by_programs_only(action: str) -> None:
    by = {role for role in Role if granted(one_with(role), action, BOOK.table)}

    assert bool(by) != (action in OF_PROGRAMS)


def test_who_audits_changes_nothing_and_who_administers_signs_nothing() -> None:
    reads = {"list", "read", "negotiation", "briefing", "seals"}
    for grant in BOOK.table.grants:
        verbs = {action.partition(".")[2] for action in grant.actions}
        if grant.role is Role.AUDITOR:
            assert verbs <= reads
        if grant.role in {Role.ADMIN, Role.SYSTEM, Role.MERCHANT}:
            assert not verbs & {"sign_off", "*", "make_offer", "recommend"}


@pytest.mark.parametrize("signer", ["desk.dung", "ops.binh", "fin.oanh", "legal.uyen", "dir.mai"])
def test_every_team_signs_in_its_own_name_only(signer: str) -> None:
    actor = the(signer)

    for team in Team:
        verdict = authorize(actor, "claim.sign_off", Resource("claim", team=team), BOOK.table, NOON)
        assert verdict.allowed == (team in actor.teams)


def test_the_step_up_of_the_policy_is_that_of_the_rule() -> None:
    assert BOOK.table.step_up_within == timedelta(minutes=10)
    assert {limit.currency for limit in BOOK.table.step_up_over} == {"VND", "PHP", "USD"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("role: finance}", "role: cashier}", "expected one of merchant, executive"),
        ("admin.quan,", "desk.an,", "accounts[4].name: desk.an is in the directory"),
        ("admin.quan,", "audit.thu,", "accounts[4].name: audit.thu comes twice"),
        ("roles: [admin]}", "roles: []}", "admin.quan has no role"),
        ("roles: [admin]}", "roles: [system]}", "system is the role of keys"),
        (", merchant: merchant-lotus}", "}", "a merchant's account, and no other"),
        ("merchant: merchant-lotus", "merchant: merchant-rose", "no contract with merchant-rose"),
        ("logins: []", "logins: [{account: a.b, known_as: x}]", "there is no account a.b"),
        ("logins: []", "logins: [{account: dir.mai, known_as: dir.nam}]", "account of its own"),
        ("  - {team: legal, role: legal}\n", "", "the first level of legal has no role"),
        ("when: [own_merchant]", "when: []", "a merchant may only what is own_merchant"),
        ("when: [scope]", "when: []", "a key may only what is in its scope"),
        ("- claim.answer_offer", "- answer an offer", "an action is a kind and a verb"),
        ("2_000 USD]", "2_000 USD, 3_000 USD]", "USD comes twice"),
        ("10 minutes", "1 business_days", "a stretch of real time"),
        ("role_on_call", "role_of_call", "did you mean role_on_call?"),
    ],
)
def test_a_fault_of_the_table_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    draft = a_draft(tmp_path)
    draft.change(FILE, old, new)

    found = [one for one in draft.faults() if one.startswith(f"{FILE}:")]

    assert [one for one in found if fault in one], found
    with pytest.raises(PolicyError):
        load_access(draft.folder)


def test_a_policy_without_the_table_cannot_be_used(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    (draft.folder / FILE).unlink()

    assert f"{FILE}:1: cannot be read: No such file or directory" in draft.faults()
