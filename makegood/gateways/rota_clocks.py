"""Rotas with the changes of their clocks, from the zones of this machine."""

from collections.abc import Iterable
from datetime import date

from makegood.gateways.calendars import clock_changes
from makegood.rules.rota.plan import Rota, RotaTable

YEARS_BACK, YEARS_AHEAD = 1, 3


def dated(tables: Iterable[RotaTable], today: date) -> tuple[Rota, ...]:
    """The rotas with every change of clocks from a year before this one to three years after it.

    The clocks of later years stand as they did last: make them anew when a process starts.
    ValueError for a zone that does not exist.
    """
    since, until = date(today.year - YEARS_BACK, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)
    made = tuple(tables)
    changes = {zone: clock_changes(zone, since, until) for zone in {t.timezone for t in made}}
    return tuple(Rota(table, changes[table.timezone]) for table in made)
