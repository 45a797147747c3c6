"""The rotas as a command meets them: those of policy, what was changed in them, the time."""

from __future__ import annotations

import typing
from datetime import datetime, timedelta
from functools import cached_property

import typer

from makegood.rules.claim import Team
from starters.errors import BadInput, NoSuchClaim
from starters.policy_tables import tables

if typing.TYPE_CHECKING:
    from makegood.policy.rota import OnCallTables
    from makegood.rules.rota.plan import Override, Rota
    from makegood.rules.rota.saving import Standing
    from makegood.rules.terms import Directory
    from makegood.store.rota import RotaChanges
    from starters.cli.visit import Visit

Since = typing.Annotated[
    str, typer.Option("--from", metavar="TIME", help="2026-12-24T18:00 on the team's clocks.")
]
Until = typing.Annotated[
    str, typer.Option("--until", metavar="TIME", help="The first instant that it is over.")
]
Because = typing.Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
Person = typing.Annotated[str, typer.Option("--person", metavar="WHO", help="Who is on call.")]
Weeks = typing.Annotated[int, typer.Option("--weeks", min=1, max=52, help="How far ahead.")]

YEARS = range(2001, 2100)
EXPECTED = "a time is written 2026-12-24T18:00 (the team's clocks), 2026-12-24 or with its zone"


class RotaRoom:
    """Everything that the commands of the rota look into, opened at its first use."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self.now = visit.doors.now().replace(microsecond=0)

    @cached_property
    def _tables(self) -> OnCallTables:
        from makegood.policy.rota import load_on_call

        return load_on_call(tables(self._visit.settings.policy_dir))

    @property
    def people(self) -> Directory:
        """The people of the company."""
        return self._tables.directory

    @cached_property
    def rotas(self) -> tuple[Rota, ...]:
        """The rota of each team that has one."""
        from makegood.gateways.rota_clocks import dated

        return dated(self._tables.rotas, self.now.date())

    @cached_property
    def changes(self) -> RotaChanges:
        """The changes of all rotas, in the application database."""
        from makegood.store.rota import RotaChanges

        return RotaChanges(self._visit.engine)

    def rota(self, team: Team) -> Rota:
        """The team's own rota; NoSuchClaim, as not found, where it has none."""
        for rota in self.rotas:
            if rota.team == team:
                return rota
        raise NoSuchClaim(f"{team} has no rota: management's answers for it.", "no_rota")

    def overrides(self, weeks: int) -> tuple[Override, ...]:
        """What is changed in the rotas from now on, as far ahead as is looked."""
        return self.changes.overrides(self.now, self.end(weeks))

    def end(self, weeks: int) -> datetime:
        """The end of that many weeks from now."""
        return self.now + timedelta(weeks=weeks)

    def standing(self, team: Team) -> Standing:
        """What a change of a team's rota is judged by."""
        from makegood.rules.rota.saving import Standing

        return Standing(self.rota(team), (), self.people, self.now)


def instant(text: str, rota: Rota) -> datetime:
    """The instant of a time, on the team's clocks where it names no zone; BadInput for no time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r}: {EXPECTED}") from error
    if found.year not in YEARS:
        raise BadInput(f"{text!r}: a rota is of this century")
    return rota.instant(found) if found.tzinfo is None else found
