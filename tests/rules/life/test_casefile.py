"""The case file: every change is numbered, every letter has a key of its own, all of it travels."""

from pydantic import TypeAdapter

from makegood.rules.casefile import Act, CaseFile, Stage, log, move, notify, recorded, trimmed
from makegood.rules.life.settling import request_payment
from tests.builders import DAY, MONDAY, a_case
from tests.rules.life.walk import SOON, offered, paid, recommended, settled

SAID = Act(SOON, "desk.an", "because")


def test_each_line_of_the_timeline_has_the_next_number() -> None:
    case = log(log(a_case(), SAID, "called"), SAID, "called again")

    assert [event.number for event in case.events] == list(range(1, case.event_count + 1))
    assert (case.events[-1].stage_from, case.events[-1].stage_to) == ("verifying", "verifying")


def test_a_move_says_from_where_to_where_and_since_when() -> None:
    case = move(a_case(), Stage.RECOMMENDING, SAID, "moved")

    assert (case.events[-1].stage_from, case.events[-1].stage_to) == ("verifying", "recommending")
    assert case.stage_since == SOON
    later = Act(SOON + DAY, "desk.an")
    assert move(case, Stage.RECOMMENDING, later, "again").stage_since == SOON


def test_the_same_letter_twice_has_two_keys() -> None:
    case = notify(notify(a_case(), "finance", "reminder"), "finance", "reminder")

    first, second = (letter.key for letter in case.unrecorded.letters[-2:])
    assert first != second


def test_every_change_grows_the_version() -> None:
    versions = [case.version for case in (a_case(), recommended(), offered(), settled(), paid())]

    assert versions == sorted(set(versions))


def test_what_is_written_down_is_not_written_again() -> None:
    case = recommended()
    later = log(case, SAID, "called")

    left = recorded(later, case.unrecorded).unrecorded

    assert [event.what for event in left.events] == ["called"]
    assert (left.letters, left.postings) == ((), ())


def test_a_long_case_keeps_its_newest_events_and_all_that_is_not_written_down() -> None:
    case = trimmed(paid(), keep=3)

    assert len(case.events) == 3
    assert case.event_count == paid().event_count
    assert case.unrecorded == paid().unrecorded


def test_a_case_travels_whole() -> None:
    whole = TypeAdapter(CaseFile)
    for case in (a_case(), recommended(), request_payment(settled(), (), SOON), paid()):
        assert whole.validate_json(whole.dump_json(case)) == case


def test_a_case_knows_its_calendars_by_their_part() -> None:
    case = a_case()

    assert (case.desk.name, case.bank.name, case.calendar("carrier").name) == (
        "desk",
        "bank",
        "carrier",
    )
    assert case.opened_at == MONDAY
