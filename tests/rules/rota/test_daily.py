"""Each day is looked at once, on the team's clocks, and its lead hears of what is wrong."""

from datetime import date

from makegood.rules.claim import Team
from makegood.rules.rota.daily import days_due, next_look, rota_letters
from makegood.rules.rota.quality import Finding, FindingKind
from tests.rules.rota.builders import BERLIN, DAY, HOUR, a_rota, utc, vn

LOOK = vn(3, 2, 9, 15)


def test_a_day_is_due_once_at_a_quarter_past_nine() -> None:
    rota = a_rota()

    assert days_due(rota, LOOK - HOUR, LOOK) == (date(2026, 3, 2),)
    assert days_due(rota, LOOK, LOOK + 12 * HOUR) == ()
    assert days_due(rota, LOOK - HOUR, LOOK - HOUR / 60) == ()


def test_days_on_which_nobody_looked_are_all_due() -> None:
    assert days_due(a_rota(), LOOK - HOUR, LOOK + 2 * DAY) == tuple(
        date(2026, 3, day) for day in (2, 3, 4)
    )


def test_the_next_look_is_today_or_tomorrow_on_the_clocks_of_the_rota() -> None:
    berlin = a_rota(zone=BERLIN)

    assert next_look(a_rota(), LOOK - HOUR) == LOOK
    assert next_look(a_rota(), LOOK) == LOOK + DAY
    assert next_look(berlin, utc(3, 28, 12)) == utc(3, 29, 7, 15)
    assert next_look(berlin, utc(3, 27, 12)) == utc(3, 28, 8, 15)


def test_a_team_has_one_letter_a_day_of_all_that_is_wrong_in_its_rota() -> None:
    found = (
        Finding(Team.LEGAL, FindingKind.GAP, "Nobody but mai is on call."),
        Finding(Team.PR, FindingKind.ABSENT, "kim is absent."),
        Finding(Team.LEGAL, FindingKind.STRANGER, "zed is not in the directory."),
    )

    letters = rota_letters(found, date(2026, 3, 2))

    assert [(one.key, one.to) for one in letters] == [
        ("rota:2026-03-02:legal:legal.lead", "legal.lead"),
        ("rota:2026-03-02:legal:service_desk", "service_desk"),
        ("rota:2026-03-02:pr:pr.lead", "pr.lead"),
        ("rota:2026-03-02:pr:service_desk", "service_desk"),
    ]
    assert dict(letters[0].fields)["findings"] == (
        "Nobody but mai is on call.\nzed is not in the directory."
    )


def test_rotas_in_order_are_nobodys_reading() -> None:
    assert rota_letters((), date(2026, 3, 2)) == ()
