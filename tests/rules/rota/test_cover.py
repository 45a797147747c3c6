"""What a rota leaves open, and what each person carries."""

from fractions import Fraction

from makegood.rules.rota.cover import Load, balance, gaps, unbroken
from makegood.rules.rota.lookup import shifts_between
from makegood.rules.rota.plan import Duty, Gap
from makegood.rules.week import ROUND_THE_CLOCK
from tests.rules.rota.builders import (
    BERLIN,
    EVERY_DAY,
    EVERY_NIGHT,
    FIVE_DAYS,
    HOUR,
    a_layer,
    a_rota,
    an_override,
    utc,
    vn,
)

NOTHING = 0 * HOUR


def test_a_rota_that_covers_what_it_promises_has_no_gap() -> None:
    assert gaps(a_rota(), (), vn(3, 2), vn(3, 30)) == ()


def test_a_weekend_that_is_promised_and_nobody_s_duty_is_a_gap_a_day() -> None:
    rota = a_rota(cover=EVERY_DAY)

    assert gaps(rota, (), vn(3, 2), vn(3, 9)) == (
        Gap(vn(3, 7, 9), vn(3, 7, 18)),
        Gap(vn(3, 8, 9), vn(3, 8, 18)),
    )


def test_a_gap_is_cut_off_where_one_stops_looking() -> None:
    rota = a_rota(cover=EVERY_DAY)

    assert gaps(rota, (), vn(3, 7, 12), vn(3, 7, 15)) == (Gap(vn(3, 7, 12), vn(3, 7, 15)),)


def test_a_stand_in_closes_a_gap_for_as_long_as_they_stand_there() -> None:
    rota = a_rota(cover=EVERY_DAY)
    saturday = an_override("binh", vn(3, 7, 9), vn(3, 7, 15))

    assert gaps(rota, (saturday,), vn(3, 7), vn(3, 8)) == (Gap(vn(3, 7, 15), vn(3, 7, 18)),)


def test_who_is_away_without_a_stand_in_leaves_a_gap() -> None:
    away = an_override("", vn(3, 4), vn(3, 5), replaces="an")

    assert gaps(a_rota(), (away,), vn(3, 2), vn(3, 9)) == (Gap(vn(3, 4, 9), vn(3, 4, 18)),)


def test_time_on_call_is_credited_with_its_part_out_of_hours() -> None:
    nights = a_layer("chi", "dung", name="night", week=EVERY_NIGHT)
    rota = a_rota(a_layer(), nights)

    loads = balance(rota, (), vn(3, 2, 8), vn(3, 9, 8))

    assert loads == (
        Load("an", 45 * HOUR, NOTHING, NOTHING, 5),
        Load("binh", NOTHING, NOTHING, NOTHING, 0),
        Load("chi", 56 * HOUR, 56 * HOUR, NOTHING, 7),
        Load("dung", NOTHING, NOTHING, NOTHING, 0),
    )
    assert [load.out_of_hours_share for load in loads] == [0, 0, 1, 0]


def test_time_behind_somebody_is_credited_apart_from_time_as_the_first() -> None:
    behind = a_layer("chi", name="behind", week=ROUND_THE_CLOCK)
    stand_in = an_override("lan", vn(3, 2, 9), vn(3, 2, 12), replaces="an")

    loads = balance(a_rota(a_layer("an"), behind), (stand_in,), vn(3, 2), vn(3, 3))

    assert loads == (
        Load("an", 6 * HOUR, NOTHING, NOTHING, 1),
        Load("chi", 15 * HOUR, 15 * HOUR, 9 * HOUR, 2),
        Load("lan", 3 * HOUR, NOTHING, NOTHING, 1),
    )


def test_a_share_is_a_part_of_the_time_as_the_first() -> None:
    [load] = balance(a_rota(a_layer("an", week=ROUND_THE_CLOCK)), (), vn(3, 2), vn(3, 3))

    assert load.out_of_hours_share == Fraction(15, 24)


def test_a_night_over_a_change_of_clocks_counts_the_hours_that_pass() -> None:
    rota = a_rota(a_layer("an", name="night", week=EVERY_NIGHT), zone=BERLIN)

    [spring] = balance(rota, (), utc(3, 28, 12), utc(3, 29, 12))
    [autumn] = balance(rota, (), utc(10, 24, 12), utc(10, 25, 12))

    assert (spring.first, autumn.first) == (7 * HOUR, 9 * HOUR)


def test_what_follows_at_once_for_the_same_person_is_one_stretch() -> None:
    rota = a_rota(a_layer("an", week=FIVE_DAYS), a_layer("an", name="rest", week=ROUND_THE_CLOCK))
    later = an_override("binh", vn(3, 4), vn(3, 5))

    held = unbroken(shifts_between(rota, (later,), vn(3, 2), vn(3, 7)))

    assert [(duty.person, duty.since, duty.until) for duty in held] == [
        ("an", vn(3, 2), vn(3, 4)),
        ("binh", vn(3, 4), vn(3, 5)),
        ("an", vn(3, 5), vn(3, 7)),
    ]
    assert list(unbroken(())) == []
    assert list(unbroken((Duty(vn(3, 2), vn(3, 3), 1, "an", "rest"),))) == []


def test_a_stretch_of_no_length_is_looked_at_without_a_finding() -> None:
    assert gaps(a_rota(), (), vn(3, 2), vn(3, 2)) == ()
    assert shifts_between(a_rota(), (), vn(3, 2, 10), vn(3, 2, 10)) == ()
