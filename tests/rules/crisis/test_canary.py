"""A canary goes by every channel once a day, asks for nothing, and tells which are dead."""

from datetime import UTC, date, datetime

from makegood.rules.crisis.calling import PageReason, Reachable
from makegood.rules.crisis.canary import alarm_page, canary_pages, dead_letters, is_canary
from makegood.rules.crisis.page_text import page_text, page_title
from makegood.rules.crisis.words import Channel

TODAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 2, 15, tzinfo=UTC)
MAI = Reachable("desk.mai", "rota:service_desk", (Channel.PUSH, Channel.SMS))


def test_every_channel_is_tried_once_a_day_and_none_is_the_last() -> None:
    pages = canary_pages(MAI, TODAY, NOW)

    assert [page.key for page in pages] == [
        "canary/2026-03-02:test:desk.mai:push",
        "canary/2026-03-02:test:desk.mai:sms",
    ]
    assert not any(page.last_channel or page.never_quiet for page in pages)
    assert all(is_canary(page.case_id) for page in pages)
    assert not is_canary("canary-2026")


def test_a_canary_says_that_nothing_is_to_be_done() -> None:
    page = canary_pages(MAI, TODAY, NOW)[0]

    assert page_title(page) == "Test of this channel"
    assert page_text(page) == "Test of this channel. It has arrived, and nothing is to be done."


def test_a_channel_that_lives_tells_of_those_that_are_dead() -> None:
    canary = canary_pages(MAI, TODAY, NOW)[0]

    alarm = alarm_page(canary, (Channel.SMS,), (Channel.PUSH,))

    assert alarm is not None
    assert (alarm.key, alarm.channel) == ("canary/2026-03-02:dead:sms:desk.mai:push", Channel.PUSH)
    assert alarm.reason is PageReason.UNREACHABLE
    assert "cannot be reached: sms to desk.mai." in page_text(alarm)


def test_where_every_channel_is_dead_only_letters_tell() -> None:
    canary = canary_pages(MAI, TODAY, NOW)[0]

    assert alarm_page(canary, MAI.channels, ()) is None
    letters = dead_letters("desk.mai", MAI.channels, TODAY)
    assert [letter.to for letter in letters] == ["operator", "service_desk.lead"]
    assert dict(letters[0].fields) == {"person": "desk.mai", "channels": "push, sms"}
    assert len({letter.key for letter in letters}) == 2
