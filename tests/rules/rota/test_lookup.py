"""Who is called, in which order, until when, and what a change of the rota does to it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from makegood.rules.claim import Team
from makegood.rules.rota.lookup import (
    ShiftEnd,
    rota_for,
    shift_end,
    shifts_between,
    takes_over,
    who_is_on_call,
    whole_shifts,
)
from makegood.rules.rota.plan import Duty, OnCall, Rota
from makegood.rules.week import ROUND_THE_CLOCK, Shift, Week
from tests.rules.rota.builders import (
    BERLIN,
    DAY,
    EVERY_DAY,
    EVERY_NIGHT,
    FIVE_DAYS,
    HOUR,
    a_layer,
    a_rota,
    an_override,
    names,
    utc,
    vn,
)

FALLBACK = OnCall("mai", "fallback", None)


def a_desk() -> Rota:
    """Office hours of An and Binh by the week, backed up round the clock by Chi and Dung."""
    behind = a_layer("chi", "dung", name="behind", week=ROUND_THE_CLOCK)
    return a_rota(a_layer(), behind)


def who(rota: Rota, at: datetime, *changes: object) -> list[str]:
    return names(who_is_on_call(rota, changes, at))  # type: ignore[arg-type]


def test_on_a_standard_shift_the_person_whose_week_it_is_is_called_from_nine_to_six() -> None:
    rota = a_rota()

    assert who_is_on_call(rota, (), vn(3, 2, 9)) == (
        OnCall("an", "office", vn(3, 2, 18)),
        FALLBACK,
    )
    assert who(rota, vn(3, 2, 8, 59)) == ["mai"]
    assert who(rota, vn(3, 2, 17, 59)) == ["an", "mai"]
    assert who(rota, vn(3, 2, 18)) == ["mai"]
    assert who(rota, vn(3, 9, 9)) == ["binh", "mai"]


def test_on_a_weekend_without_a_duty_only_the_fallback_is_called() -> None:
    assert who_is_on_call(a_rota(), (), vn(3, 7, 12)) == (FALLBACK,)


def test_a_duty_weekend_is_a_layer_with_turns_of_its_own() -> None:
    weekend: Week = ((),) * 5 + (EVERY_DAY[0],) * 2
    rota = a_rota(a_layer(), a_layer("chi", "dung", name="duty weekend", week=weekend))

    assert [who(rota, vn(3, day, 12))[0] for day in (6, 7, 8, 14)] == ["an", "chi", "chi", "dung"]


def test_before_a_layer_begins_and_after_it_ends_it_calls_nobody() -> None:
    rota = a_rota(a_layer(since=date(2026, 3, 2), until=date(2026, 3, 3)))

    assert [who(rota, vn(3, day, 12)) for day in (1, 2, 3, 4)] == [
        ["mai"], ["an", "mai"], ["an", "mai"], ["mai"],
    ]  # fmt: skip


def test_the_first_layer_on_shift_is_called_first_and_the_next_ones_back_it_up() -> None:
    rota = a_desk()

    assert who(rota, vn(3, 2, 12)) == ["an", "chi", "mai"]
    assert who(rota, vn(3, 2, 20)) == ["chi", "mai"]


def test_whoever_is_in_two_layers_is_called_once_and_as_high_as_they_stand() -> None:
    rota = a_rota(a_layer("an"), a_layer("an", "binh", name="behind", week=ROUND_THE_CLOCK))

    assert who(rota, vn(3, 2, 12)) == ["an", "mai"]


def test_the_fallback_is_at_the_end_even_when_it_is_their_turn() -> None:
    assert who(a_rota(a_layer("mai")), vn(3, 2, 12)) == ["mai", "mai"]


def test_a_week_round_the_clock_ends_with_the_hand_over_and_not_at_midnight() -> None:
    rota = a_rota(a_layer("an", "binh", week=((Shift(time(9), time(9)),),) * 7))

    [first, _] = who_is_on_call(rota, (), vn(3, 4, 23))

    assert first == OnCall("an", "office", vn(3, 9, 9))


def test_somebody_who_is_never_relieved_has_no_end_in_sight() -> None:
    [first, _] = who_is_on_call(a_rota(a_layer("an", week=ROUND_THE_CLOCK)), (), vn(3, 4))

    assert first.until is None


def test_several_shifts_a_day_leave_the_lunch_break_free() -> None:
    split = (Shift(time(9), time(12)), Shift(time(13), time(18)))
    rota = a_rota(a_layer("an", week=(split,) * 7))

    assert [names(who_is_on_call(rota, (), vn(3, 2, hour)))[0] for hour in (9, 12, 13)] == [
        "an", "mai", "an",
    ]  # fmt: skip


def test_a_night_belongs_to_whose_turn_it_was_when_it_began() -> None:
    rota = a_rota(a_layer(name="night", week=EVERY_NIGHT))

    assert who_is_on_call(rota, (), vn(3, 9, 5))[0] == OnCall("an", "night", vn(3, 9, 6))
    assert who(rota, vn(3, 9, 23))[0] == "binh"


@pytest.mark.parametrize(
    ("night", "lasts"),
    [(utc(3, 28, 21), 7), (utc(3, 27, 21), 8), (utc(10, 24, 20), 9), (utc(10, 25, 21), 8)],
)
def test_a_night_over_a_change_of_clocks_lasts_seven_or_nine_hours(
    night: datetime, lasts: int
) -> None:
    rota = a_rota(a_layer("an", name="night", week=EVERY_NIGHT), zone=BERLIN)

    [duty] = shifts_between(rota, (), night, night + 12 * HOUR)

    assert (duty.since, duty.length) == (night, lasts * HOUR)


def test_a_shift_from_a_time_that_is_left_out_begins_when_clocks_go_forward() -> None:
    rota = a_rota(a_layer("an", week=((Shift(time(2, 30), time(4)),),) * 7), zone=BERLIN)

    [duty] = shifts_between(rota, (), utc(3, 29), utc(3, 29, 12))

    assert (duty.since, duty.until) == (utc(3, 29, 1), utc(3, 29, 2))


def test_a_shift_that_lies_in_the_hour_left_out_is_none() -> None:
    rota = a_rota(a_layer("an", week=((Shift(time(2, 15), time(2, 45)),),) * 7), zone=BERLIN)

    assert shifts_between(rota, (), utc(3, 29), utc(3, 29, 12)) == ()


def test_a_shift_from_a_time_that_comes_twice_begins_the_first_time() -> None:
    rota = a_rota(a_layer("an", week=((Shift(time(2, 30), time(4)),),) * 7), zone=BERLIN)

    [duty] = shifts_between(rota, (), utc(10, 25), utc(10, 25, 12))

    assert (duty.since, duty.length) == (utc(10, 25, 0, 30), timedelta(hours=2, minutes=30))


def test_a_night_runs_on_when_clocks_go_back_to_the_day_before() -> None:
    after_midnight = ((Shift(time(0), time(6)),),) * 7
    newfoundland = a_rota(
        a_layer("an", week=after_midnight, since=date(2010, 1, 4)), zone="America/St_Johns"
    )
    once_more_eleven = datetime(2010, 11, 7, 3, tzinfo=UTC)  # at 0:01 it was 23:01 again

    [first, _] = who_is_on_call(newfoundland, (), once_more_eleven)

    assert (first.person, first.until) == ("an", datetime(2010, 11, 7, 9, 30, tzinfo=UTC))


def test_somebody_put_on_top_is_called_first_and_the_others_back_them_up() -> None:
    stand_in = an_override("binh", vn(3, 2, 10), vn(3, 2, 12))

    assert who_is_on_call(a_desk(), (stand_in,), vn(3, 2, 11)) == (
        OnCall("binh", "override", vn(3, 2, 12), "R-1"),
        OnCall("an", "office", vn(3, 2, 18)),
        OnCall("chi", "behind", vn(3, 9)),
        FALLBACK,
    )
    assert who(a_desk(), vn(3, 2, 12), stand_in) == ["an", "chi", "mai"]


def test_of_two_on_top_the_one_named_last_is_called_first() -> None:
    earlier = an_override("binh", vn(3, 2, 10), vn(3, 2, 12))
    later = an_override("lan", vn(3, 2, 10), vn(3, 2, 12), change="R-2")

    assert who(a_rota(), vn(3, 2, 11), earlier, later) == ["lan", "binh", "an", "mai"]


def test_a_stand_in_takes_the_place_of_whom_they_replace() -> None:
    stand_in = an_override("binh", vn(3, 2), vn(3, 3), replaces="chi")

    assert who(a_desk(), vn(3, 2, 11), stand_in) == ["an", "binh", "mai"]
    assert who_is_on_call(a_desk(), (stand_in,), vn(3, 2, 11))[1].override == "R-1"


def test_where_nobody_stands_in_the_next_layer_is_called_first() -> None:
    away = an_override("", vn(3, 2), vn(3, 3), replaces="an")

    assert who(a_desk(), vn(3, 2, 11), away) == ["chi", "mai"]


def test_a_stand_in_for_a_stand_in_is_called() -> None:
    first = an_override("binh", vn(3, 2), vn(3, 3), replaces="an")
    second = an_override("lan", vn(3, 2), vn(3, 3), replaces="binh", change="R-2")

    assert who(a_rota(), vn(3, 2, 11), first, second) == ["lan", "mai"]


def test_a_stand_in_for_somebody_on_top_must_have_been_named_later() -> None:
    away = an_override("lan", vn(3, 2), vn(3, 3), replaces="binh")
    on_top = an_override("binh", vn(3, 2), vn(3, 3), change="R-2")

    assert who(a_rota(), vn(3, 2, 11), away, on_top) == ["binh", "an", "mai"]
    assert who(a_rota(), vn(3, 2, 11), on_top, away) == ["lan", "an", "mai"]


def test_two_who_swap_at_one_time_change_places() -> None:
    halves = (
        an_override("chi", vn(3, 2), vn(3, 3), replaces="an"),
        an_override("an", vn(3, 2), vn(3, 3), replaces="chi"),
    )

    assert who(a_desk(), vn(3, 2, 11), *halves) == ["chi", "an", "mai"]


def test_a_change_of_another_team_changes_nothing() -> None:
    theirs = an_override("binh", vn(3, 2), vn(3, 3), team=Team.PR)

    assert who(a_rota(), vn(3, 2, 11), theirs) == ["an", "mai"]


def test_a_shift_is_taken_over_by_the_first_other_who_is_called_once_it_ends() -> None:
    rota = a_desk()

    assert takes_over(rota, (), "an", vn(3, 6, 17)) == "chi"
    assert takes_over(rota, (), "chi", vn(3, 8, 23)) == "dung"
    assert takes_over(rota, (), "binh", vn(3, 2, 12)) == "an"


def test_nobody_takes_over_where_there_is_nobody_else() -> None:
    alone = a_rota(a_layer("mai", week=ROUND_THE_CLOCK))

    assert takes_over(alone, (), "mai", vn(3, 2)) == ""
    assert takes_over(alone, (), "an", vn(3, 2)) == "mai"


def test_a_shift_ends_with_whoever_is_called_then() -> None:
    rota = a_desk()

    assert shift_end(rota, (), "an", vn(3, 2, 12)) == ShiftEnd(
        vn(3, 2, 18), who_is_on_call(rota, (), vn(3, 2, 18))
    )
    assert shift_end(rota, (), "binh", vn(3, 2, 12)) is None
    assert shift_end(a_rota(a_layer("an", week=ROUND_THE_CLOCK)), (), "an", vn(3, 2)) is None


def test_shifts_are_listed_by_their_beginning_and_cut_off_at_both_ends() -> None:
    rota = a_rota(a_layer(), a_layer("chi", "dung", name="behind", week=ROUND_THE_CLOCK))

    assert shifts_between(rota, (), vn(3, 8, 12), vn(3, 9, 12)) == (
        Duty(vn(3, 8, 12), vn(3, 9), 0, "chi", "behind"),
        Duty(vn(3, 9), vn(3, 9, 9), 0, "dung", "behind"),
        Duty(vn(3, 9, 9), vn(3, 9, 12), 0, "binh", "office"),
        Duty(vn(3, 9, 9), vn(3, 9, 12), 1, "dung", "behind"),
    )


def test_a_turn_ends_a_shift_though_the_next_turn_is_the_same_person_s() -> None:
    rota = a_rota(a_layer("an", week=ROUND_THE_CLOCK))

    found = shifts_between(rota, (), vn(3, 7), vn(3, 11))

    assert [(duty.since, duty.until) for duty in found] == [
        (vn(3, 7), vn(3, 9)),
        (vn(3, 9), vn(3, 11)),
    ]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        who_is_on_call(a_rota(), (), vn(3, 2).replace(tzinfo=None))


def test_the_hours_of_a_week_may_differ_from_day_to_day() -> None:
    early: Week = ((Shift(time(7), time(12)),), *FIVE_DAYS[1:])
    rota = a_rota(a_layer("an", week=early))

    [monday, tuesday] = shifts_between(rota, (), vn(3, 2), vn(3, 2) + 2 * DAY)

    assert (monday.since, monday.until) == (vn(3, 2, 7), vn(3, 2, 12))
    assert (tuesday.since, tuesday.until) == (vn(3, 3, 9), vn(3, 3, 18))


def test_management_answers_for_a_team_without_a_rota() -> None:
    legal, management = a_rota(), a_rota(team=Team.MANAGEMENT)

    assert rota_for((legal, management), "legal") is legal
    assert rota_for((legal, management), "sales") is management
    with pytest.raises(ValueError, match="management has no rota, and nobody answers for sales"):
        rota_for((legal,), "sales")


def test_whole_shifts_are_not_cut_off_by_the_time_that_is_looked_at() -> None:
    rota = a_rota(a_layer(week=((Shift(time(9), time(9)),),) * 7))
    leave = an_override("chi", vn(2, 1), vn(3, 20), change="R-3")

    found = whole_shifts(rota, (leave,), vn(3, 5), vn(3, 6))

    assert found == (
        Duty(vn(2, 1), vn(3, 20), 0, "chi", "override", "R-3"),
        Duty(vn(3, 2, 9), vn(3, 9, 9), 1, "an", "office"),
    )
    assert whole_shifts(rota, (), vn(3, 5), vn(3, 6)) == (
        Duty(vn(3, 2, 9), vn(3, 9, 9), 0, "an", "office"),
    )
