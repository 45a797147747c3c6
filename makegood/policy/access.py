"""Who may do what at the doors, loaded from the policy's folder, or every fault in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from makegood.policy.access_sheet import ACCESS, AccessSheet, access_faults, read_access
from makegood.policy.faults import PolicyError
from makegood.policy.folder import read_folder
from makegood.policy.rota import RotasSheet, read_rotas
from makegood.rules.access import AccessTable, Actor, Grant, Lent, Role
from makegood.rules.terms import Directory, Person

__all__ = ["ACCESS", "AccessBook", "load_access"]


@dataclass(frozen=True)
class AccessBook:
    """The roles of everybody who can sign in, and what each role may do."""

    table: AccessTable
    sheet: AccessSheet
    directory: Directory
    on_call: frozenset[str]

    @property
    def accounts(self) -> tuple[str, ...]:
        """The name of everybody who can sign in."""
        people = (person.name for person in self.directory.people)
        return (*people, *(row.name for row in self.sheet.accounts))

    def samples(self) -> dict[Role, str]:
        """An account for each role that people have, a different one for each where there is."""
        found: dict[Role, str] = {}
        for role in Role:
            holders = [name for name in self.accounts if role in self._roles(name)]
            fresh = [name for name in holders if name not in found.values()]
            best = sorted(fresh or holders, key=lambda name: len(self._roles(name)))
            found |= {role: best[0]} if best else {}
        return found

    def _roles(self, name: str) -> frozenset[Role]:
        actor = self.actor(name)
        return actor.roles if actor else frozenset()

    def account_of(self, login: str) -> str:
        """The account of somebody whom the provider of sign-in knows under that name."""
        known = {row.known_as: row.account for row in self.sheet.logins}
        return known.get(login, login)

    def actor(self, name: str) -> Actor | None:
        """Who that account is at the doors; None where there is no such account.

        It holds for as long as the policy does: what was delegated carries its days.
        """
        person = self.directory.find(name)
        if person is not None:
            return self._person(person)
        row = next((one for one in self.sheet.accounts if one.name == name), None)
        return Actor(row.name, frozenset(row.roles), merchant_id=row.merchant) if row else None

    def _person(self, person: Person) -> Actor:
        roles = {
            row.role
            for row in self.sheet.roles_of_people
            if row.team in person.teams and person.level >= row.level
        }
        called = {self.sheet.role_on_call} if person.name in self.on_call else set[Role]()
        return Actor(
            name=person.name,
            roles=frozenset(roles | called),
            teams=frozenset(person.teams),
            level=person.level,
            lent=frozenset(_lent(self.directory, person.name)),
        )


def _lent(directory: Directory, name: str) -> Iterator[Lent]:
    for person in directory.people:
        for given in person.delegations:
            if given.to == name:
                yield from (Lent(team, given.since, given.until) for team in person.teams)


def load_access(folder: Path) -> AccessBook:
    """The roles of the policy in a folder; PolicyError, with every fault, if any is.

    The folder is that of the tables, or the one they lie in.
    """
    place = folder / "tables" if (folder / "tables").is_dir() else folder
    sheet, shared, rotas = read_access(place), read_folder(place), read_rotas(place)
    faults = (*shared.people.faults, *rotas.faults, *access_faults(sheet, shared))
    if faults or not (sheet.table and shared.people.table and rotas.table):
        raise PolicyError(faults)
    on_call = frozenset(_called(rotas.table))
    return AccessBook(_table(sheet.table), sheet.table, shared.people.table, on_call)


def _called(rotas: RotasSheet) -> Iterator[str]:
    for rota in rotas.rotas:
        yield from (*rota.people(), rota.fallback)


def _table(sheet: AccessSheet) -> AccessTable:
    within = sheet.step_up.within
    return AccessTable(
        grants=tuple(
            Grant(role, frozenset(row.actions), frozenset(row.when))
            for row in sheet.grants
            for role in row.roles
        ),
        team_actions=frozenset(sheet.team_actions),
        step_up_actions=frozenset(sheet.step_up.actions),
        step_up_over=sheet.step_up.over,
        step_up_within=within.count * within.unit.length,
    )
