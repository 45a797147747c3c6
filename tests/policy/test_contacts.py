"""Whoever is on call can be reached, at the hours and as often as they can bear."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from makegood.policy.contacts import (
    ContactBook,
    ContactRow,
    ContactsSheet,
    LimitRow,
    load_contacts,
)
from makegood.policy.faults import PolicyError
from makegood.policy.loader import SHIPPED
from makegood.rules.crisis.throttle import Limit, Preferences
from makegood.rules.crisis.words import Channel
from makegood.rules.durations import Term, Unit
from makegood.rules.week import Shift
from tests.policy.tables import a_draft

FILE = "contacts.yaml"
HANOI = "Asia/Ho_Chi_Minh"
NIGHT = "22:00-07:00"


def a_row(name: str = "desk.mai", quiet: str = "", timezone: str = HANOI) -> ContactRow:
    """A person of the desk with push and text messages."""
    start, _, end = quiet.partition("-")
    hours = Shift(time.fromisoformat(start), time.fromisoformat(end)) if quiet else None
    channels = (Channel.PUSH, Channel.SMS)
    return ContactRow(name, channels, timezone, hours, {Channel.SMS: "+84000"})


def a_book(*rows: ContactRow) -> ContactBook:
    """A book of these people, one text message a minute, everybody else in the outbox."""
    minute = LimitRow(Channel.SMS, 1, Term(1, Unit.minutes))
    hour = LimitRow(Channel.SMS, 11, Term(1, Unit.hours))
    return ContactBook(ContactsSheet((hour, minute), rows, (Channel.OUTBOX,)))


def quiet_until(row: ContactRow, at: str) -> datetime | None:
    """Until when it is quiet for somebody at that moment."""
    moment = datetime.fromisoformat(at)
    return a_book(row).preferences(row.name, Channel.SMS, moment).quiet_until


def test_channels_are_tried_in_the_order_in_which_they_are_written() -> None:
    book = a_book(a_row())
    assert book.channels("desk.mai") == (Channel.PUSH, Channel.SMS)
    assert book.channels("a stranger") == (Channel.OUTBOX,)


def test_a_channel_knows_people_by_its_own_address_or_by_their_account() -> None:
    book = a_book(a_row())
    known = [book.address("desk.mai", channel) for channel in (Channel.SMS, Channel.PUSH)]
    assert known == ["+84000", "desk.mai"]
    assert book.address("a stranger", Channel.SMS) == "a stranger"
    assert [book.person_at(one) for one in ("+84000", "desk.mai", "+1")] == [
        "desk.mai",
        "desk.mai",
        "",
    ]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-02T14:59:59Z", None),
        ("2026-11-02T15:00:00Z", "2026-11-03T00:00:00Z"),
        ("2026-11-02T23:59:59Z", "2026-11-03T00:00:00Z"),
        ("2026-11-03T00:00:00Z", None),
    ],
)
def test_quiet_hours_are_local_and_reach_over_midnight(at: str, until: str | None) -> None:
    expected = datetime.fromisoformat(until) if until else None
    assert quiet_until(a_row(quiet=NIGHT), at) == expected


def test_a_nap_in_the_afternoon_ends_on_the_same_day() -> None:
    nap = a_row(quiet="13:00-14:00")
    assert quiet_until(nap, "2026-11-02T06:30:00Z") == datetime(2026, 11, 2, 7, tzinfo=UTC)
    assert quiet_until(nap, "2026-11-02T16:00:00Z") is None


def test_quiet_hours_follow_the_change_of_clocks() -> None:
    """Berlin, 29 March 2026: the night is an hour shorter."""
    until = quiet_until(a_row(quiet=NIGHT, timezone="Europe/Berlin"), "2026-03-28T22:00:00Z")
    assert until == datetime(2026, 3, 29, 5, tzinfo=UTC)


def test_whoever_has_no_quiet_hours_is_always_called() -> None:
    assert quiet_until(a_row(), "2026-11-02T18:00:00Z") is None


def test_limits_are_of_the_channel_the_shortest_first() -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    book = a_book(a_row())
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    assert book.preferences("desk.mai", Channel.SMS, at).limits == (
        Limit(1, minute),
        Limit(11, hour),
    )
    assert book.preferences("desk.mai", Channel.PUSH, at) == Preferences()


def test_in_a_demonstration_limits_run_faster_and_no_hour_is_quiet() -> None:
    book = a_book(a_row(quiet=NIGHT)).paced(timedelta(seconds=60))
    found = book.preferences("desk.mai", Channel.SMS, datetime(2026, 11, 2, 18, tzinfo=UTC))
    seconds = timedelta(seconds=1), timedelta(seconds=60)
    assert found == Preferences(None, (Limit(1, seconds[0]), Limit(11, seconds[1])))


def test_everybody_on_call_in_the_shipped_policy_has_channels_of_their_own() -> None:
    book = load_contacts(SHIPPED)
    assert book.channels("desk.dung") == (Channel.PUSH, Channel.SMS, Channel.VOICE)


def test_night_workers_are_not_quiet_at_night() -> None:
    book, night = load_contacts(SHIPPED), datetime(2026, 11, 2, 18, tzinfo=UTC)
    assert book.preferences("desk.an", Channel.SMS, night).quiet_until is None
    assert book.preferences("desk.dung", Channel.SMS, night).quiet_until is not None


@pytest.mark.parametrize(
    ("old", "new", "table", "message"),
    [
        ("name: desk.chi", "name: desk.an", "people[1].name", "desk.an comes twice"),
        ("name: desk.chi,", "name: desk.who,", "people[1].name", "desk.who is not in the"),
        ("[push, sms, voice]", "[]", "people[0].channels", "cannot be reached by anything"),
        ("[push, sms, voice]", "[push, push]", "people[0].channels[1]", "push comes twice"),
        ("[push, sms, voice]", "[pigeon]", "people[0].channels[0]", "expected one of outbox"),
        ("Asia/Ho_Chi_Minh", "Asia/Saigon_City", "people[2].timezone", "no time zone is called"),
        ("22:00-07:00", "22:00-22:00", "people[2].quiet", "would be quiet all day"),
        ("voice]}", "voice], addresses: {mail: a}}", "people[0].addresses", "mail is not among"),
        ("count: 5,", "count: 0,", "limits[1]", "one page or more in a stretch"),
        ("per: 15 minutes", "per: 1 business_days", "limits[1]", "in a stretch of real time"),
        ("count: 5,", "count: 1,", "limits[1]", "limits of a channel ascend"),
    ],
)  # fmt: skip
def test_contacts_that_leave_somebody_unpaged_are_refused_by_line(
    tmp_path: Path, old: str, new: str, table: str, message: str
) -> None:
    draft = a_draft(tmp_path)
    line = draft.change(FILE, old, new)

    with pytest.raises(PolicyError) as refusal:
        load_contacts(draft.folder)

    found = [
        fault.text() for fault in refusal.value.faults if (fault.line, fault.table) == (line, table)
    ]
    assert any(message in fault for fault in found), str(refusal.value)


def test_whoever_is_put_on_a_rota_needs_a_channel(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change("oncall.yaml", "fallback: desk.ha", "fallback: sales.xuan")
    with pytest.raises(PolicyError, match=r"sales\.xuan is on call for service_desk and has no"):
        load_contacts(draft.folder)


def test_a_policy_without_contacts_is_refused(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    (draft.folder / FILE).unlink()
    assert any("contacts.yaml:1: cannot be read" in fault for fault in draft.faults())
