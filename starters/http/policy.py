"""What the company works by, as the API shows it: the policy in force, its tables, its versions."""

from typing import Annotated

from fastapi import Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy import Table, func, select

from makegood.messages.claims import Message
from makegood.policy.book import Policy
from makegood.policy.loader import load_policy
from makegood.rules.access import Resource
from makegood.rules.claim import ClaimKind, Team
from makegood.store.crisis_tables import CRISIS
from makegood.store.engine import reading
from makegood.store.tables import CLAIM
from starters.errors import NoSuchClaim
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.policy_tables import InForce, tables
from starters.web.house import House

TAG = "policy"
ACTION = "policy.read"
YAML = "application/yaml"

TablePath = Annotated[str, Path(pattern=r"^[a-z0-9_-]+(/[a-z0-9_-]+)?\.yaml$", max_length=120)]


class ContractShown(Message):
    """A contract in short; its table has all of it."""

    contract: str
    merchant: str
    name: str
    country: str
    currency: str
    kinds: tuple[ClaimKind, ...]


class PersonShown(Message):
    """Somebody who signs, for which teams and up to which level."""

    name: str
    teams: tuple[Team, ...]
    level: int


class PolicyShown(Message):
    """The policy in force, and the names of its tables."""

    version: str
    sha256: str
    contracts: tuple[ContractShown, ...]
    people: tuple[PersonShown, ...]
    tables: tuple[str, ...]


class VersionInUse(Message):
    """A version of the policy that cases carry: each keeps the one that it began under."""

    version: str
    claims: int
    crises: int
    in_force: bool


class VersionsInUse(Message):
    """Every version of the policy that open cases carry, and the one in force."""

    versions: tuple[VersionInUse, ...]


class PolicyReads:
    """Answers what the company works by."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._folder = tables(house.settings.policy_dir)
        self._policy = InForce(house.settings.policy_dir, load_policy)

    async def show(self, request: Request) -> Response:
        """The policy in force: version, contracts, people, tables."""
        await self._require(request)
        return as_json(await run_in_threadpool(self._show), CACHING)

    def _show(self) -> PolicyShown:
        policy = self._policy.now()
        return PolicyShown(
            version=policy.version,
            sha256=policy.sha256,
            contracts=_contracts(policy),
            people=tuple(
                PersonShown(name=one.name, teams=tuple(one.teams), level=one.level)
                for one in policy.directory.people
            ),
            tables=self._names(),
        )

    def _names(self) -> tuple[str, ...]:
        found = sorted(self._folder.rglob("*.yaml"))
        return tuple(path.relative_to(self._folder).as_posix() for path in found)

    async def table(self, request: Request, name: TablePath) -> Response:
        """A table as it is written, with its comments."""
        await self._require(request)
        if name not in await run_in_threadpool(self._names):
            raise NoSuchClaim(f"There is no table {name}.")
        text = await run_in_threadpool((self._folder / name).read_text, "utf-8")
        return Response(text, 200, CACHING, YAML)

    async def versions(self, request: Request) -> Response:
        """The versions of the policy that open cases carry; each keeps its own to its end."""
        await self._require(request)
        return as_json(await run_in_threadpool(self._versions), CACHING)

    def _versions(self) -> VersionsInUse:
        now = self._policy.now().version
        claims, crises = self._counted(CLAIM), self._counted(CRISIS)
        found = sorted({now, *claims, *crises}, reverse=True)
        return VersionsInUse(
            versions=tuple(
                VersionInUse(
                    version=one,
                    claims=claims.get(one, 0),
                    crises=crises.get(one, 0),
                    in_force=one == now,
                )
                for one in found
            )
        )

    def _counted(self, table: Table) -> dict[str, int]:
        version = table.c.policy_version
        counted = select(version, func.count()).where(table.c.closed_at.is_(None)).group_by(version)
        with reading(self._house.engine) as connection:
            return {str(name): int(count) for name, count in connection.execute(counted)}

    async def _require(self, request: Request) -> None:
        actor = await self._house.caller(request)
        self._house.require(actor, ACTION, Resource(kind="policy"))


def _contracts(policy: Policy) -> tuple[ContractShown, ...]:
    return tuple(
        ContractShown(
            contract=one.contract,
            merchant=one.merchant,
            name=one.name,
            country=one.country,
            currency=one.currency,
            kinds=tuple(kind for kind, _ in one.terms),
        )
        for one in policy.contracts
    )


def add_policy(routes: Routes, door: PolicyReads) -> None:
    """Declare what is asked about the policy."""
    shown = Way("/policy", ACTION, "get_policy", "The policy in force", TAG, PolicyShown)
    routes.reads(shown, door.show)
    name, summary = "get_policy_versions", "The versions in use"
    routes.reads(Way("/policy/versions", ACTION, name, summary, TAG, VersionsInUse), door.versions)
    where, name, summary = "/policy/tables/{name:path}", "get_policy_table", "A table as written"
    routes.reads(Way(where, ACTION, name, summary, TAG, media=(YAML,)), door.table)
