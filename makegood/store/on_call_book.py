"""Who is on call, by the rotas of policy and what was changed in them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine

from makegood.rules.claim import Team
from makegood.rules.rota.lookup import HORIZON, rota_for, who_is_on_call
from makegood.rules.rota.plan import OnCall, Override, Rota
from makegood.store.rota import RotaChanges


class OnCallBook:
    """The book that is opened when somebody has to be called; it never answers with nobody.

    A team without a rota is answered for by management's. ValueError where management has none.
    """

    def __init__(self, engine: Engine, rotas: Iterable[Rota]) -> None:
        self._changes = RotaChanges(engine)
        self._rotas = tuple(rotas)
        rota_for(self._rotas, Team.MANAGEMENT)

    def who(self, team: str, at: datetime) -> tuple[OnCall, ...]:
        """Who is called for a team at an instant: the first, the backups, the fallback last."""
        rota = rota_for(self._rotas, team)
        overrides = self._changes.overrides(at, at + HORIZON, rota.team)
        return who_is_on_call(rota, overrides, at)

    def rotas(self) -> tuple[Rota, ...]:
        """The rotas of all teams that have one."""
        return self._rotas

    def overrides(self, since: datetime, until: datetime) -> tuple[Override, ...]:
        """What is changed in the rotas in that time."""
        return self._changes.overrides(since, until)
