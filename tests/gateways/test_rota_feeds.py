"""A calendar that somebody wrote is taken in event by event: used, or refused with its reason."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from makegood.gateways.rota_feeds import LARGEST, MOST, Entry, Reader
from makegood.messages.problems import Malformed
from tests.rules.rota.builders import BERLIN, PEOPLE, a_rota, utc, vn

NOW = vn(3, 1)


def a_calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody//Rota//EN"]
    for event in events:
        lines += event.split("\n") if "BEGIN:" in event else ["BEGIN:VEVENT", *event.split("\n"),
                                                             "END:VEVENT"]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(*events: str, zone: str = "Asia/Ho_Chi_Minh", now: datetime = NOW) -> list[Entry]:
    return list(Reader(a_rota(zone=zone), PEOPLE, now).entries(a_calendar(*events)))


def an_event(when: str, summary: str = "binh", uid: str = "u-1") -> str:
    return f"UID:{uid}\nSUMMARY:{summary}\n{when}"


WEDNESDAY = "DTSTART:20260304T020000Z\nDTEND:20260304T110000Z"
WEEKLY = "DTSTART;TZID=Europe/Berlin:20260302T220000\nDTEND;TZID=Europe/Berlin:20260303T060000"


def test_an_event_names_who_stands_in_and_when() -> None:
    assert read(an_event(WEDNESDAY)) == [Entry("u-1#", "binh", "binh", vn(3, 4, 9), vn(3, 4, 18))]


@pytest.mark.parametrize("summary", ["Binh", "On call: BINH.", "binh (legal), night", "-binh-"])
def test_a_person_is_known_by_name_among_other_words(summary: str) -> None:
    assert read(an_event(WEDNESDAY, summary))[0].person == "binh"


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("Team lunch", "it names nobody we know"),
        ("", "it names nobody we know"),
        ("binhs dog", "it names nobody we know"),
        ("an and chi", "it names an and chi"),
    ],
)
def test_an_event_that_names_nobody_or_two_is_refused(summary: str, said: str) -> None:
    [entry] = read(an_event(WEDNESDAY, summary))

    assert (entry.refused, entry.person, entry.summary) == (said, "", summary)


def test_a_time_without_a_zone_is_the_team_s() -> None:
    [entry] = read(an_event("DTSTART:20260304T090000\nDURATION:PT3H"))

    assert (entry.since, entry.until) == (vn(3, 4, 9), vn(3, 4, 12))


def test_a_whole_day_is_the_team_s_from_midnight_to_midnight() -> None:
    [entry] = read(an_event("DTSTART;VALUE=DATE:20260304"))

    assert (entry.since, entry.until) == (vn(3, 4), vn(3, 5))


def test_a_time_that_the_clocks_leave_out_is_as_much_later() -> None:
    left_out = "DTSTART;TZID=Europe/Berlin:20260329T023000\nDTEND:20260329T060000Z"

    assert read(an_event(left_out))[0].since == utc(3, 29, 1, 30)


def test_a_repeating_night_is_seven_hours_over_the_change_of_clocks() -> None:
    entries = read(an_event(f"{WEEKLY}\nRRULE:FREQ=DAILY;UNTIL=20260329T000000Z"))

    assert [entry.refused for entry in entries] == [""] * 27
    assert (entries[-1].since, entries[-1].until) == (utc(3, 28, 21), utc(3, 29, 4))


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR;WKST=MO;COUNT=3", [(3, 4), (3, 6), (3, 18)]),
        ("FREQ=MONTHLY;BYDAY=-1WE;UNTIL=20260501T000000Z", [(3, 4), (3, 25), (4, 29)]),
        ("FREQ=MONTHLY;BYMONTHDAY=4;BYMONTH=5,7", [(3, 4), (5, 4), (7, 4)]),
    ],
)
def test_the_usual_rules_of_rotas_are_understood(rule: str, dates: list[tuple[int, int]]) -> None:
    entries = read(an_event(f"{WEDNESDAY}\nRRULE:{rule}"))

    taken = [entry.since for entry in entries if not entry.refused]
    assert taken == [vn(month, day, 9) for month, day in dates]


def test_dates_left_out_are_left_out_and_moved_ones_moved() -> None:
    series = f"{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20260309T220000"
    moved = (
        "RECURRENCE-ID;TZID=Europe/Berlin:20260316T220000\n"
        "DTSTART;TZID=Europe/Berlin:20260317T220000\nDTEND;TZID=Europe/Berlin:20260318T060000"
    )

    entries = read(an_event(series), an_event(moved, "chi"))

    assert [(entry.person, entry.since, entry.source) for entry in entries] == [
        ("binh", utc(3, 2, 21), "u-1#2026-03-02T21:00:00+00:00"),
        ("chi", utc(3, 17, 21), "u-1#2026-03-16T21:00:00+00:00"),
    ]


def test_a_cancelled_date_is_refused() -> None:
    cancelled = (
        "RECURRENCE-ID;TZID=Europe/Berlin:20260309T220000\nSTATUS:CANCELLED\n"
        "DTSTART;TZID=Europe/Berlin:20260309T220000\nDTEND;TZID=Europe/Berlin:20260310T060000"
    )

    entries = read(an_event(f"{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=2"), an_event(cancelled))

    assert [entry.refused for entry in entries] == ["", "it is cancelled"]


def test_a_date_that_was_moved_out_of_sight_is_refused() -> None:
    moved = (
        "RECURRENCE-ID;TZID=Europe/Berlin:20260309T220000\n"
        "DTSTART;TZID=Europe/Berlin:20260101T220000\nDTEND;TZID=Europe/Berlin:20260102T060000"
    )

    entries = read(an_event(f"{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=2"), an_event(moved, "chi"))

    assert [(entry.person, entry.refused[:10]) for entry in entries] == [
        ("", "it is over"),
        ("binh", ""),
    ]


def test_what_repeats_for_ever_is_taken_for_half_a_year_and_the_rest_is_told() -> None:
    entries = read(an_event(f"{WEEKLY}\nRRULE:FREQ=WEEKLY"))

    rest = [entry for entry in entries if entry.outside]
    assert len(entries) - len(rest) == 26
    assert [entry.refused for entry in rest] == [
        "what repeats after 2026-08-30 00:00 is left out: import again before then"
    ]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("DTSTART:20260204T020000Z\nDTEND:20260204T110000Z", "it is over, or begins after 2026-08"),
        ("DTSTART:20270304T020000Z\nDTEND:20270304T110000Z", "it is over, or begins after 2026-08"),
        ("DTSTART:20260204T020000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2", "it is over"),
        ("DTSTART:20260304T020000Z", "it has no length"),
        ("DTSTART:20260304T020000Z\nDTEND:20260303T020000Z", "it ends before it begins"),
        (f"{WEDNESDAY}\nDURATION:PT1H", "its beginning and end do not go together"),
        ("DTSTART;VALUE=DATE:20260304\nDTEND:20260305T020000Z", "its beginning and end do not"),
        ("DTSTART:20260304T020000\nDTEND:20260305T020000Z", "its beginning and end do not"),
        ("DTSTART:tomorrow", "its DTSTART cannot be read"),
        (f"{WEDNESDAY}\nRRULE:FREQ=SOMETIMES", "its RRULE cannot be read"),
        (f"{WEDNESDAY}\nRRULE:FREQ=HOURLY", "it repeats more than once a day"),
        (f"{WEDNESDAY}\nRRULE:FREQ=DAILY;BYHOUR=1,2,3", "its rule has BYHOUR, which is not"),
        (f"{WEDNESDAY}\nRRULE:FREQ=WEEKLY;BYWEEKNO=99", "its rule has BYWEEKNO, which is not"),
        (f"{WEDNESDAY}\nRRULE:FREQ=WEEKLY;INTERVAL=0", "its rule says INTERVAL=0, which is not"),
        (f"{WEDNESDAY}\nRRULE:FREQ=DAILY;BYMONTHDAY=30", "its rule says BYMONTHDAY=30, which"),
        (f"{WEDNESDAY}\nRRULE:FREQ=MONTHLY;BYDAY=5WE", "its rule says BYDAY=5WE, which is not"),
        (f"{WEDNESDAY}\nRRULE:FREQ=DAILY;COUNT=-1", "its dates cannot be worked out"),
        ("DTSTART:00010304T020000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY", "it begins before the year"),
        (f"{WEDNESDAY}\nRRULE:FREQ=WEEKLY;BYDAY=9XX", "its RRULE cannot be read"),
        (f"{WEDNESDAY}\nRRULE:FREQ=YEARLY;BYMONTH=13", "its rule says BYMONTH=13, which is not"),
        ("DTSTART;TZID=Mars/Base:20260304T090000\nDTEND;TZID=Mars/Base:20260304T180000",
         "there is no time zone Mars/Base"),
        ("DESCRIPTION:some day", "it has no beginning"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_used_is_refused_with_its_reason(when: str, said: str) -> None:
    [entry] = read(an_event(when))

    assert entry.refused.startswith(said)
    assert entry.outside == said.startswith("it is over")


def test_what_is_no_event_is_told() -> None:
    todo = "BEGIN:VTODO\nSUMMARY:Write the rota\nEND:VTODO"

    assert read(todo)[0] == Entry("#", "Write the rota", refused="it is a VTODO, not an event")


def test_one_bad_event_does_not_hide_the_others() -> None:
    entries = read(an_event("DTSTART:tomorrow", uid="u-2"), an_event(WEDNESDAY))

    assert sorted((entry.source, bool(entry.refused)) for entry in entries) == [
        ("u-1#", False),
        ("u-2#", True),
    ]


def test_an_event_of_a_team_elsewhere_is_on_that_team_s_clocks() -> None:
    [entry] = read(an_event("DTSTART;VALUE=DATE:20260329"), zone=BERLIN)

    assert (entry.since, entry.until) == (utc(3, 28, 23), utc(3, 29, 22))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no VCALENDAR in it"),
        (b"hello", "not an iCalendar file"),
        (b"\xff\xfe\x00", "not an iCalendar file"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "there is no VCALENDAR in it"),
        (b"x" * (LARGEST + 1), "more than 5,000,000 bytes"),
    ],
    ids=["empty", "text", "binary", "event", "huge"],
)
def test_what_is_no_calendar_is_refused_whole(content: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        Reader(a_rota(), PEOPLE, NOW).entries(content)


def test_a_file_with_more_events_than_anybody_can_check_is_refused_whole() -> None:
    many = a_calendar(*(an_event(WEDNESDAY, uid=f"u-{n}") for n in range(MOST + 1)))

    with pytest.raises(Malformed, match="more than 2,000 events and dates"):
        Reader(a_rota(), PEOPLE, NOW).entries(many)


CHARACTERS = st.sampled_from("0123456789TZ:;=,-/\r\nABCDE ")
DAMAGE = st.tuples(st.sampled_from(("put", "cut", "change")), st.integers(0, 10**6), CHARACTERS)
WHOLE = a_calendar(
    an_event(f"{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20260309T220000"),
    an_event("DTSTART;VALUE=DATE:20260304", uid="u-2"),
    an_event("DTSTART:20260304T090000\nDURATION:PT3H\nRDATE:20260305T090000", uid="u-3"),
).decode()


@settings(max_examples=150, deadline=None)
@given(st.lists(DAMAGE, min_size=1, max_size=6))
def test_of_a_damaged_calendar_every_event_is_answered_for_or_the_file_refused(
    damage: list[tuple[str, int, str]],
) -> None:
    content = damaged(damage)

    try:
        entries = Reader(a_rota(), PEOPLE, NOW).entries(content)
    except Malformed:
        return

    found = [each for calendar in Calendar.from_ical(content, multiple=True) for each in
             calendar.subcomponents if each.name == "VEVENT"]  # fmt: skip
    assert {str(event.get("UID", "")) for event in found} <= {
        e.source.split("#")[0] for e in entries
    }
    assert all(entry.refused or entry.person for entry in entries)


def damaged(damage: list[tuple[str, int, str]]) -> bytes:
    text = WHOLE
    for how, where, character in damage:
        place = where % len(text)
        kept = text[place + (how != "put") :]
        text = text[:place] + ("" if how == "cut" else character) + kept
    return text.encode()
