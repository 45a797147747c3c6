"""What is wrong with the rotas of the weeks ahead is found before anybody is paged."""

from datetime import timedelta

from makegood.rules.claim import Team
from makegood.rules.rota.plan import Override, Rota
from makegood.rules.rota.quality import (
    Ahead,
    Finding,
    FindingKind,
    daily_check,
    everything,
    quality,
)
from makegood.rules.week import ROUND_THE_CLOCK
from tests.rules.rota.builders import (
    EVERY_DAY,
    EVERY_NIGHT,
    HOUR,
    PEOPLE,
    a_layer,
    a_rota,
    an_override,
    vn,
)

NOW = vn(3, 2, 8)
LEGAL = Team.LEGAL


def daily(*rotas: Rota, changes: tuple[Override, ...] = ()) -> tuple[Finding, ...]:
    return daily_check(rotas, changes, NOW, PEOPLE)


def said(rota: Rota, weeks: int = 4, changes: tuple[Override, ...] = ()) -> list[str]:
    ahead = Ahead(NOW, NOW + timedelta(weeks=weeks), PEOPLE)
    return [f"{found.kind}: {found.message}" for found in quality(rota, changes, ahead)]


def test_rotas_in_order_have_nothing_to_remind_of() -> None:
    assert daily(a_rota(), a_rota(a_layer("lan"), team=Team.OPERATIONS)) == ()


def test_a_gap_of_the_next_four_weeks_is_reminded_of() -> None:
    away = an_override("", vn(3, 20), vn(3, 21), replaces="binh")
    later = an_override("", vn(4, 1), vn(4, 2), replaces="binh")

    assert daily(a_rota(a_layer("binh")), changes=(away, later)) == (
        Finding(
            LEGAL,
            FindingKind.GAP,
            "Nobody but mai is on call from 2026-03-20 09:00 until 2026-03-20 18:00.",
            vn(3, 20, 9),
            vn(3, 20, 18),
        ),
    )


def test_somebody_absent_on_their_duty_is_reminded_of_once() -> None:
    [found] = daily(a_rota(a_layer("chi")))

    assert (found.kind, found.person, found.since) == (FindingKind.ABSENT, "chi", vn(3, 9, 9))
    assert found.message == (
        "chi is absent from 2026-03-09 until 2026-03-13, and on call "
        "from 2026-03-09 09:00 until 2026-03-09 18:00."
    )


def test_a_fallback_who_is_absent_is_reminded_of() -> None:
    [found] = daily(a_rota(fallback="chi"))

    assert (found.kind, found.person) == (FindingKind.ABSENT, "chi")


def test_a_night_that_ends_on_the_first_day_of_an_absence_is_reminded_of() -> None:
    stand_in = an_override("chi", vn(3, 8, 22), vn(3, 9, 6))
    until_midnight = an_override("chi", vn(3, 8, 22), vn(3, 9))

    assert [found.kind for found in daily(a_rota(), changes=(stand_in,))] == [FindingKind.ABSENT]
    assert daily(a_rota(), changes=(until_midnight,)) == ()


def test_somebody_who_has_left_is_reminded_of() -> None:
    [found] = daily(a_rota(a_layer("an", "tam")))

    assert (found.kind, found.message) == (
        FindingKind.STRANGER,
        "tam is on call and not in the directory.",
    )


def test_somebody_called_first_for_two_teams_is_reminded_of_once() -> None:
    theirs = a_rota(a_layer("an", name="night", week=ROUND_THE_CLOCK), team=Team.PR)
    ours = a_rota(a_layer("an"), a_layer("binh", name="behind", week=ROUND_THE_CLOCK))

    [found] = daily(ours, theirs)

    assert (found.team, found.kind, found.since, found.until) == (
        LEGAL,
        FindingKind.DOUBLE,
        vn(3, 2, 9),
        vn(3, 2, 18),
    )
    assert found.message.startswith("an is called first for legal and pr from 2026-03-02 09:00")


def test_somebody_behind_in_another_team_is_in_order() -> None:
    theirs = a_rota(a_layer("lan"), a_layer("an", name="behind"), team=Team.OPERATIONS)

    assert daily(a_rota(a_layer("an")), theirs) == ()


def test_a_layer_of_one_person_is_told() -> None:
    assert "alone: an is alone in office: nobody takes turns with them." in said(
        a_rota(a_layer("an"))
    )


def test_more_than_a_week_on_end_is_told() -> None:
    long = said(a_rota(a_layer("an", week=ROUND_THE_CLOCK)))
    fair = said(a_rota(a_layer("an", "binh", week=ROUND_THE_CLOCK)))

    assert (
        "stretched: an is called first for 28 days on end, "
        "from 2026-03-02 08:00 until 2026-03-30 08:00."
    ) in long
    assert fair == []


def test_turns_in_order_are_fair_though_the_look_ahead_ends_in_the_middle_of_a_round() -> None:
    assert said(a_rota(a_layer("an", "binh", "chi")), weeks=1) == []


def test_much_more_than_the_others_of_the_same_layers_is_told() -> None:
    favours = an_override("an", vn(3, 9), vn(3, 30), replaces="binh")

    assert said(a_rota(), changes=(favours,)) == [
        "unbalanced: an has 2.0 times the time on call of their peers."
    ]


def test_much_more_out_of_hours_is_told_apart() -> None:
    nights = an_override("an", vn(3, 2, 18), vn(3, 3, 9))

    assert said(a_rota(cover=EVERY_DAY), changes=(nights,)) == [
        "unbalanced: an has 2.0 times the time out of hours of their peers."
    ]


def test_those_of_the_night_are_compared_with_each_other_alone() -> None:
    nights = a_layer("chi", "lan", name="night", week=EVERY_NIGHT)
    helper = an_override("mai", vn(3, 2, 18), vn(3, 2, 18) + HOUR)

    assert said(a_rota(a_layer(), nights), changes=(helper,)) == []


def test_all_that_is_to_be_mended_tells_what_concerns_pages_first() -> None:
    ahead = Ahead(NOW, NOW + timedelta(weeks=4), PEOPLE)

    found = everything((a_rota(a_layer("chi")),), (), ahead)

    assert [one.kind for one in found][:2] == [FindingKind.ABSENT, FindingKind.ALONE]
