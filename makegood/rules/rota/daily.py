"""The daily look: when it is, and what the leads of teams are told of their rotas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby

from makegood.rules.case_words import Letter
from makegood.rules.claim import Team
from makegood.rules.rota.plan import DAY, Rota
from makegood.rules.rota.quality import Finding

DAILY_AT = time(9, 15)
"""When the day is looked at, on the clocks of a rota: the shift has begun, and somebody reads."""

ROTA_CHECK = "rota_check"
"""The letter of what is wrong in a rota."""


def days_due(rota: Rota, since: datetime, until: datetime) -> tuple[date, ...]:
    """The days whose look falls after `since`, up to and with `until`, in their order."""
    first, last = rota.local(since).date(), rota.local(until).date()
    days = (first + number * DAY for number in range((last - first).days + 1))
    return tuple(day for day in days if since < _at(rota, day) <= until)


def next_look(rota: Rota, after: datetime) -> datetime:
    """The first daily look after an instant."""
    today = rota.local(after).date()
    looks = (_at(rota, today + number * DAY) for number in range(3))
    return next(at for at in looks if at > after)


def _at(rota: Rota, day: date) -> datetime:
    return rota.instant(datetime.combine(day, DAILY_AT))


def rota_letters(found: Iterable[Finding], on: date) -> tuple[Letter, ...]:
    """The letters of a day about what was found, a team's to its lead and to the service desk.

    Their keys name day, team and reader, so that a look that is taken again reminds once.
    """
    by_team = sorted(found, key=_team)
    return tuple(
        letter
        for team, findings in groupby(by_team, _team)
        for letter in _letters(team, "\n".join(one.message for one in findings), on)
    )


def _team(finding: Finding) -> Team:
    return finding.team


def _letters(team: Team, findings: str, on: date) -> Iterator[Letter]:
    for reader in (f"{team}.lead", str(Team.SERVICE_DESK)):
        key = f"rota:{on}:{team}:{reader}"
        yield Letter(key, reader, ROTA_CHECK, (("team", str(team)), ("findings", findings)))


LONGEST_LOOK = timedelta(minutes=15)
"""How long nobody looks at most: a change of a rota moves the end of a shift meanwhile."""
