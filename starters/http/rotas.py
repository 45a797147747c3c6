"""The rotas as the API meets them: those of policy, what was changed in them, the time."""

from datetime import datetime

from fastapi import Request

from makegood.gateways.rota_clocks import dated
from makegood.policy.rota import load_on_call
from makegood.rules.claim import Team
from makegood.rules.rota.plan import Override, Rota
from makegood.rules.rota.saving import Standing
from makegood.rules.terms import Directory
from makegood.store.rota import Judged, RotaChanges
from starters.errors import NoSuchClaim
from starters.http.etags import etag, require_current
from starters.policy_tables import InForce
from starters.web.house import House


class RotaTables:
    """The rotas in force, on the clock of the house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._tables = InForce(house.settings.policy_dir, load_on_call)
        self.changes = RotaChanges(house.engine)

    def now(self) -> datetime:
        """The time, to the second."""
        return self._house.now().replace(microsecond=0)

    @property
    def people(self) -> Directory:
        """The people of the company."""
        return self._tables.now().directory

    def all(self) -> tuple[Rota, ...]:
        """The rota of each team that has one."""
        return dated(self._tables.now().rotas, self.now().date())

    def rota(self, team: Team) -> Rota:
        """The team's own rota; NoSuchClaim, as not found, where it has none."""
        found = [rota for rota in self.all() if rota.team == team]
        if not found:
            raise NoSuchClaim(f"{team} has no rota: management's answers for it.", "no_rota")
        return found[0]

    def some(self, team: Team | None) -> tuple[Rota, ...]:
        """The rota of the team, or all of them."""
        return (self.rota(team),) if team else self.all()

    def overrides(self, until: datetime, team: Team | None = None) -> tuple[Override, ...]:
        """What is changed from now until then, in one rota or in all."""
        return self.changes.overrides(self.now(), until, team)

    def standing(self, team: Team) -> Standing:
        """What a change of a team's rota is judged by."""
        return Standing(self.rota(team), (), self.people, self.now())


class Seen:
    """The version of a rota that a request has seen (If-Match), and the one that it leaves."""

    def __init__(self, request: Request, *, dry: bool = False) -> None:
        self._request = request
        self._version = 0
        self.dry = dry

    def judged(self) -> Judged:
        """How the changes of the request are taken in: over nothing that is newer."""
        return Judged(self._require, self.dry, self._told)

    def headers(self) -> dict[str, str]:
        """The ETag of the rota as the request has left it."""
        return {"etag": etag(self._version)}

    def _require(self, version: int) -> None:
        require_current(self._request, version, {})
        self._told(version)

    def _told(self, version: int) -> None:
        self._version = version
