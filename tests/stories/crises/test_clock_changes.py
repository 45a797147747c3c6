"""Nights in which the clocks change: whoever has the night is paged until it is over."""

import shutil
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from activities.paging import Pager
from makegood.messages.paging import CallQuery
from makegood.policy.loader import SHIPPED
from tests.kit.days import today
from tests.kit.world import World
from workers.toolbox import pager

MINUTE = timedelta(minutes=1)
LEGAL_IN_BERLIN = """\
rotas:
  - team: legal
    timezone: Europe/Berlin
    fallback: legal.thao
    cover: &whole [[00:00-00:00], [00:00-00:00], [00:00-00:00], [00:00-00:00], [00:00-00:00],
      [00:00-00:00], [00:00-00:00]]
    layers:
      - name: night
        people: [legal.vinh]
        since: 2024-01-01
        week: [[22:00-06:00], [22:00-06:00], [22:00-06:00], [22:00-06:00], [22:00-06:00],
          [22:00-06:00], [22:00-06:00]]
      - name: day
        people: [legal.uyen]
        since: 2024-01-01
        week: [[06:00-22:00], [06:00-22:00], [06:00-22:00], [06:00-22:00], [06:00-22:00],
          [06:00-22:00], [06:00-22:00]]
  - team: management
    timezone: Europe/Berlin
    fallback: dir.mai
    cover: *whole
    layers:
      - {name: always, people: [dir.nam], since: 2024-01-01, week: *whole}
"""


def last_sunday(month: int) -> date:
    """The last Sunday of a month of 31 days of next year: when Berlin's clocks change."""
    end = date(today().year + 1, month, 31)
    return end - timedelta(days=end.isoweekday() % 7)


def a_pager_in_berlin(world: World, folder: Path) -> Pager:
    """The pager of the world, with Legal's rota in Berlin."""
    shutil.copytree(SHIPPED, folder)
    (folder / "oncall.yaml").write_text(LEGAL_IN_BERLIN, encoding="utf-8")
    settings = world.settings.model_copy(update={"policy_dir": folder})
    return pager(settings, world.engine, world.contacts, world.line)


def called(found: Pager, at: datetime) -> str:
    """Who is called first for Legal at that moment."""
    return found.who_to_call(CallQuery(contacts=("rota:legal:1",), at=at))[0].person


async def test_rota_over_dst_a_night_is_an_hour_shorter_or_longer(
    world: World, tmp_path: Path
) -> None:
    berlin = a_pager_in_berlin(world, tmp_path / "policy")
    spring = datetime.combine(last_sunday(3), time(4), UTC)
    autumn = datetime.combine(last_sunday(10), time(5), UTC)

    before = [called(berlin, morning - MINUTE) for morning in (spring, autumn)]
    after = [called(berlin, morning + MINUTE) for morning in (spring, autumn)]
    evenings = [
        called(berlin, datetime.combine(day - timedelta(days=1), time(hour), UTC) + MINUTE)
        for day, hour in ((spring.date(), 21), (autumn.date(), 20))
    ]

    assert (before, after) == (["legal.vinh"] * 2, ["legal.uyen"] * 2)
    assert evenings == ["legal.vinh"] * 2
