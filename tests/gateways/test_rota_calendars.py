"""Shifts as other programs show them in their calendars."""

from icalendar import Calendar

from makegood.gateways.rota_calendars import calendar_of
from makegood.rules.claim import Team
from makegood.rules.rota.lookup import whole_shifts
from makegood.rules.rota.plan import Duty, Override, Rota
from makegood.rules.week import ROUND_THE_CLOCK
from tests.rules.rota.builders import BERLIN, EVERY_NIGHT, a_layer, a_rota, an_override, utc, vn

NOW = vn(3, 1)


def exported(rota: Rota, *changes: Override) -> Calendar:
    shifts = whole_shifts(rota, changes, vn(3, 2), vn(3, 4))
    content = calendar_of("Legal", [(rota.team, duty) for duty in shifts], NOW)
    return Calendar.from_ical(content)


def test_a_shift_is_an_event_in_utc_with_its_person_team_and_layer() -> None:
    [event, _] = exported(a_rota()).events

    assert (event.start, event.end) == (vn(3, 2, 9), vn(3, 2, 18))
    assert event.summary == "an on call for legal (first)"
    assert list(event.categories) == ["legal", "office", "first"]
    assert event.uid == "legal-office-0-20260302T020000Z@makegood"
    assert b"DTSTART:20260302T020000Z" in event.to_ical()


def test_the_calendar_has_a_name_and_every_event_a_stamp() -> None:
    calendar = exported(a_rota())

    assert calendar.calendar_name == "Legal"
    assert {event.DTSTAMP for event in calendar.events} == {NOW}


def test_those_behind_are_told_from_the_first() -> None:
    behind = a_layer("binh", name="second lead", week=ROUND_THE_CLOCK)

    events = exported(a_rota(a_layer("an"), behind)).events

    backups = [event for event in events if event.summary.endswith("(backup 1)")]
    assert [event.categories[2] for event in backups] == ["backup", "backup"]
    assert backups[0].uid == "legal-second-lead-1-20260302T020000Z@makegood"


def test_a_shift_keeps_its_uid_whoever_stands_there() -> None:
    stand_in = an_override("binh", vn(3, 2), vn(3, 3), replaces="an", change="R-4")

    [before, _], [after, _] = exported(a_rota()).events, exported(a_rota(), stand_in).events

    assert before.uid == after.uid
    assert (after.summary, after.description) == (
        "binh on call for legal (first)",
        "Change R-4",
    )


def test_every_uid_of_an_export_is_its_own() -> None:
    behind = a_layer("binh", name="behind", week=ROUND_THE_CLOCK)
    nights = a_layer("chi", name="night", week=EVERY_NIGHT)
    on_top = an_override("mai", vn(3, 2), vn(3, 3))

    uids = [event.uid for event in exported(a_rota(a_layer(), behind, nights), on_top).events]

    assert len(uids) == len(set(uids)) > 6


def test_a_night_over_a_change_of_clocks_ends_when_it_ends() -> None:
    duty = Duty(utc(3, 28, 21), utc(3, 29, 4), 0, "an", "night")

    [event] = Calendar.from_ical(calendar_of("Nights", [(Team.LEGAL, duty)], NOW)).events

    assert (event.start, event.end) == (duty.since, duty.until)
    assert a_rota(zone=BERLIN).clock(duty.until) == "2026-03-29 06:00"
