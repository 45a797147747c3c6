"""A layer or a rota that makes no sense cannot be written down."""

from datetime import date, datetime, time, timedelta

import pytest

from makegood.rules.claim import Team
from makegood.rules.rota.plan import RotaTable
from makegood.rules.week import Shift, Week
from tests.rules.rota.builders import (
    BERLIN,
    EVERY_NIGHT,
    FIVE_DAYS,
    HOUR,
    MONDAY,
    a_layer,
    a_rota,
    utc,
)


def a_week(*shifts: Shift) -> Week:
    return (shifts,) * 7


def hours(start: int, end: int) -> Shift:
    return Shift(time(start), time(end))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"week": FIVE_DAYS[:6]}, "a week has 7 days"),
        ({"week": ((),) * 7}, "no day of the week has a shift"),
        ({"turn_days": 0}, "a turn lasts 1 to 28 days, not 0"),
        ({"turn_days": 29}, "a turn lasts 1 to 28 days, not 29"),
        ({"name": "fallback"}, "fallback is no name for a layer"),
        ({"name": "override"}, "override is no name for a layer"),
        ({"until": MONDAY - timedelta(1)}, "ends on 2026-01-04, before it begins on 2026-01-05"),
        ({"week": a_week(hours(9, 13), hours(12, 18))}, "two shifts of this layer overlap"),
        ({"week": a_week(hours(22, 6), hours(5, 9))}, "two shifts of this layer overlap"),
        ({"week": ((hours(5, 9),), *((),) * 5, (hours(22, 6),))},
         "two shifts of this layer overlap"),
    ],
)  # fmt: skip
def test_a_layer_that_makes_no_sense_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        a_layer(**changes)  # type: ignore[arg-type]


def test_a_layer_without_people_is_refused() -> None:
    layer = a_layer()

    with pytest.raises(ValueError, match="nobody takes turns"):
        type(layer)(layer.name, (), layer.since, layer.week)


def test_shifts_that_meet_do_not_overlap() -> None:
    whole = a_layer(week=a_week(hours(6, 14), hours(14, 22), hours(22, 6)))

    assert whole.week[0][2] == EVERY_NIGHT[0][0]


def test_turns_are_counted_from_the_day_the_layer_begins() -> None:
    layer = a_layer("an", "binh", "chi", turn_days=2, until=date(2026, 1, 31))
    turns = [layer.turn_of(date(2026, 1, day)) for day in (4, 5, 6, 7, 9, 11, 31)]

    assert turns == [None, 0, 0, 1, 2, 3, 13]
    assert [layer.person_of(turn) for turn in (0, 1, 2, 3)] == ["an", "binh", "chi", "an"]
    assert layer.turn_of(date(2026, 2, 1)) is None


def test_two_layers_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two layers of a rota have one name"):
        a_rota(a_layer(), a_layer())


def test_a_rota_without_promised_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="no day of the week has a shift"):
        RotaTable(Team.LEGAL, BERLIN, "mai", ((),) * 7, (a_layer(),))


def test_the_people_of_a_rota_are_named_once_each_in_the_order_of_its_layers() -> None:
    rota = a_rota(a_layer("an", "binh"), a_layer("chi", "an", name="behind"))

    assert rota.table.people() == ("an", "binh", "chi")


def test_a_time_on_the_team_s_clocks_is_an_instant_and_back() -> None:
    rota = a_rota(zone=BERLIN)

    assert rota.instant(datetime(2026, 7, 1, 9)) == utc(7, 1, 7)  # noqa: DTZ001 - on the wall
    assert rota.clock(utc(7, 1, 7)) == "2026-07-01 09:00"
    assert rota.window(utc(1, 1), utc(1, 1) + HOUR) == (
        "from 2026-01-01 01:00 until 2026-01-01 02:00"
    )


def test_a_time_that_clocks_leave_out_is_when_they_go_forward() -> None:
    rota = a_rota(zone=BERLIN)
    left_out, twice = datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001

    assert rota.instant(left_out) == utc(3, 29, 1)
    assert rota.instant(twice) == utc(10, 25, 0, 30)
