"""The sheet of roles and accounts, and what can be wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from makegood.policy.checks import Finding, check_sheet, repeated
from makegood.policy.faults import PolicyFault
from makegood.policy.folder import Folder, file_of
from makegood.policy.sheet import Sheet
from makegood.rules.access import Condition, Role
from makegood.rules.claim import Team
from makegood.rules.durations import Term
from makegood.rules.money import Money
from makegood.rules.terms import Directory

ACCESS = "access.yaml"
ACTION = re.compile(r"[a-z]+\.([a-z_]+|\*)")


@dataclass(frozen=True)
class RoleRow:
    """People of a team have the role from that level on."""

    team: Team
    role: Role
    level: int = 1


@dataclass(frozen=True)
class AccountRow:
    """Somebody who signs in and is not of the directory: a merchant, an auditor."""

    name: str
    roles: tuple[Role, ...]
    merchant: str = ""


@dataclass(frozen=True)
class LoginRow:
    """The name under which the provider of sign-in knows an account."""

    account: str
    known_as: str


@dataclass(frozen=True)
class StepUpRow:
    """Above which amounts a person must have signed in within which time."""

    actions: tuple[str, ...]
    over: tuple[Money, ...]
    within: Term


@dataclass(frozen=True)
class GrantRow:
    """What several roles may do under the same conditions."""

    roles: tuple[Role, ...]
    actions: tuple[str, ...]
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class AccessSheet:
    """`access.yaml`: who has which role, and which role may do what."""

    roles_of_people: tuple[RoleRow, ...]
    role_on_call: Role
    accounts: tuple[AccountRow, ...]
    logins: tuple[LoginRow, ...]
    team_actions: tuple[str, ...]
    step_up: StepUpRow
    grants: tuple[GrantRow, ...]


def read_access(folder: Path) -> Sheet[AccessSheet]:
    """The sheet of roles; whatever is wrong is noted in it."""
    return file_of(folder / ACCESS, folder, AccessSheet)


def access_faults(sheet: Sheet[AccessSheet], shared: Folder) -> Iterator[PolicyFault]:
    """What could not be read, and what does not hold together, by file and line."""
    merchants = _merchants(shared)
    yield from sheet.faults
    yield from check_sheet(sheet, lambda table: _accounts(table, shared.people.table, merchants))
    yield from check_sheet(sheet, lambda table: _logins(table, shared.people.table))
    yield from check_sheet(sheet, _people)
    yield from check_sheet(sheet, _grants)
    yield from check_sheet(sheet, _step_up)


def _merchants(shared: Folder) -> frozenset[str] | None:
    """Who has a contract; None while one of them cannot be read, as it may be anybody's."""
    tables = [sheet.table for sheet in shared.contracts]
    known = frozenset(table.merchant for table in tables if table)
    return known if all(tables) else None


def _accounts(
    sheet: AccessSheet, people: Directory | None, merchants: frozenset[str] | None
) -> Iterator[Finding]:
    yield from repeated((row.name for row in sheet.accounts), "accounts[{}].name")
    for place, row in enumerate(sheet.accounts):
        path = f"accounts[{place}]"
        if people and people.find(row.name):
            yield f"{path}.name", f"{row.name} is in the directory: roles come from the teams"
        if not row.roles:
            yield f"{path}.roles", f"{row.name} has no role and could do nothing"
        if Role.SYSTEM in row.roles:
            yield f"{path}.roles", "system is the role of keys, and nobody signs in with it"
        if (Role.MERCHANT in row.roles) != bool(row.merchant):
            yield f"{path}.merchant", "a merchant's account, and no other, names its merchant"
        if row.merchant and merchants is not None and row.merchant not in merchants:
            yield f"{path}.merchant", f"there is no contract with {row.merchant}"


def _logins(sheet: AccessSheet, people: Directory | None) -> Iterator[Finding]:
    known = {row.name for row in sheet.accounts} | {
        person.name for person in (people.people if people else ())
    }
    yield from repeated((row.known_as for row in sheet.logins), "logins[{}].known_as")
    for place, row in enumerate(sheet.logins):
        if people and row.account not in known:
            yield f"logins[{place}].account", f"there is no account {row.account}"
        if row.known_as in known:
            yield f"logins[{place}].known_as", f"{row.known_as} is an account of its own"


def _people(sheet: AccessSheet) -> Iterator[Finding]:
    pairs = (f"{row.team} {row.role}" for row in sheet.roles_of_people)
    yield from repeated(pairs, "roles_of_people[{}].role")
    first = {row.team for row in sheet.roles_of_people if row.level <= 1}
    for team in Team:
        if team not in first:
            yield "roles_of_people", f"the first level of {team} has no role"


def _grants(sheet: AccessSheet) -> Iterator[Finding]:
    for place, row in enumerate(sheet.grants):
        path = f"grants[{place}]"
        yield from _actions(row.actions, f"{path}.actions")
        yield from repeated(row.roles, path + ".roles[{}]")
        if Role.MERCHANT in row.roles and Condition.OWN_MERCHANT not in row.when:
            yield f"{path}.when", "a merchant may only what is own_merchant"
        if Role.SYSTEM in row.roles and Condition.SCOPE not in row.when:
            yield f"{path}.when", "a key may only what is in its scope"
    yield from _actions(sheet.team_actions, "team_actions")
    yield from _actions(sheet.step_up.actions, "step_up.actions")


def _actions(actions: tuple[str, ...], path: str) -> Iterator[Finding]:
    yield from repeated(actions, path + "[{}]")
    for place, action in enumerate(actions):
        if not ACTION.fullmatch(action):
            yield f"{path}[{place}]", f"an action is a kind and a verb: {action}"


def _step_up(sheet: AccessSheet) -> Iterator[Finding]:
    row = sheet.step_up
    yield from repeated((one.currency for one in row.over), "step_up.over[{}]")
    if row.within.count < 1 or row.within.unit.is_business:
        yield "step_up.within", "a stretch of real time, such as 10 minutes"
