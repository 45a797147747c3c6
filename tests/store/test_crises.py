"""What crisis cases leave in the database: each case once, and nothing that is not to be read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from makegood.messages.crisis_recording import crisis_record_of
from makegood.messages.crisis_records import CrisisRecord, CrisisRow
from makegood.messages.crisis_steps import CaseOrder
from makegood.messages.problems import Conflict, Malformed, NotFound
from makegood.messages.records import Awaited, Notice, TimelineEntry
from makegood.rules.crisis.file import Alert
from makegood.rules.crisis.opening import CrisisAdmission, opened
from makegood.rules.crisis.words import Source, SourceType
from makegood.store.crises import CrisisRecords
from makegood.store.crisis_desk import CrisisFilter, CrisisLists, rebuild_crises
from tests.rules.crisis.cases import START, an_alert, some_calendars, some_crisis_terms

LATER = START + timedelta(hours=1)


@pytest.fixture
def records(engine: Engine) -> CrisisRecords:
    """The records, at a time that stands still."""
    return CrisisRecords(engine, lambda: START)


@pytest.fixture
def lists(engine: Engine) -> CrisisLists:
    """The read models."""
    return CrisisLists(engine)


def alarm(case_id: str, reference: str = "", **said: object) -> Alert:
    """An alarm of a source of its own, unless told otherwise."""
    source = Source(SourceType.TICKET, reference or case_id)
    return replace(an_alert(case_id=case_id, source=source), **said)  # type: ignore[arg-type]


def first_of(alert: Alert, at: datetime = START) -> Callable[[str, str], CrisisRecord]:
    """What makes the first record of a case."""

    def first(same_as: str, near: str) -> CrisisRecord:
        terms = some_crisis_terms()
        case = opened(alert, CrisisAdmission(terms, some_calendars(), same_as, near), at)
        return crisis_record_of(case, f"run-{alert.case_id}", at)

    return first


def open_case(
    records: CrisisRecords, alert: Alert, *, alone: bool = False, run: str = ""
) -> tuple[str, str]:
    """Open the case of an alarm."""
    run_id = run or f"run-{alert.case_id}"
    order = CaseOrder(alert=alert, at=START, run_id=run_id, alone=alone)
    return records.open_case(order, first_of(alert))


def a_row(case_id: str, **said: object) -> CrisisRow:
    """A case's row."""
    row = first_of(alarm(case_id))("", "").row
    return row.model_copy(update={"version": 100, **said})


def over(records: CrisisRecords, case_id: str) -> None:
    """The case ends."""
    done = {"active": False, "ended_at": LATER, "closed_at": LATER, "awaiting": ()}
    records.record(CrisisRecord(row=a_row(case_id, **done)))


def ids(lists: CrisisLists, **which: object) -> list[str]:
    """The cases of a list."""
    asked = CrisisFilter(**which)  # type: ignore[arg-type]
    found = [row.case_id for row in lists.cases(asked).rows]
    assert lists.count(asked) == len(found)
    return found


def test_the_same_source_is_one_case_however_often_it_comes(records: CrisisRecords) -> None:
    found = [
        open_case(records, alarm("C-1", "T-1")),
        open_case(records, alarm("C-1", "T-1")),
        open_case(records, alarm("C-2", "T-1")),
        open_case(records, alarm("C-3", " T-1 ")),
    ]

    assert found == [("", ""), ("", ""), ("C-1", ""), ("C-1", "")]


def test_a_source_is_free_again_once_its_case_is_over(records: CrisisRecords) -> None:
    open_case(records, alarm("C-1", "T-1"))
    over(records, "C-1")

    assert open_case(records, alarm("C-2", "T-1")) == ("", "")
    assert open_case(records, alarm("C-3", "T-1")) == ("C-2", "")
    assert open_case(records, alarm("C-4", "T-1"), alone=True) == ("", "")


def test_a_rehearsal_joins_no_real_case(records: CrisisRecords) -> None:
    open_case(records, alarm("C-1", "T-1"))

    assert open_case(records, alarm("D-1", "T-1", drill=True)) == ("", "")
    assert open_case(records, alarm("C-2", "T-1")) == ("C-1", "")


def test_what_is_nearly_the_same_is_found_while_it_is_open(records: CrisisRecords) -> None:
    link = Source(SourceType.SOCIAL_POST, "post-1", "https://social.example/x")
    again = replace(link, reference="post-2")
    open_case(records, alarm("C-1", source=link))

    near = open_case(records, alarm("C-2", source=again))
    over(records, "C-1")

    assert near == ("", "C-1")
    assert open_case(records, alarm("C-3", source=again)) == ("", "")


def test_an_id_whose_case_has_ended_is_not_used_again(records: CrisisRecords) -> None:
    open_case(records, alarm("C-1"))
    over(records, "C-1")

    assert open_case(records, alarm("C-1")) == ("", "")
    with pytest.raises(Conflict, match="has ended"):
        open_case(records, alarm("C-1"), run="another")


def test_nothing_of_a_restricted_case_can_be_read_in_the_database(
    records: CrisisRecords, engine: Engine
) -> None:
    secret = alarm("C-1", "LETTER-77", restricted=True, headline="Nguyen sues", description="why")
    open_case(records, secret)
    tables = ("crisis", "crisis_awaiting", "crisis_source", "crisis_likeness", "notice")

    with engine.connect() as connection:
        kept = " ".join(
            str(row)
            for table in tables
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        )

    assert "C-1" in kept
    assert [word for word in ("LETTER-77", "Nguyen", "cust-7", "sues") if word in kept] == []


def test_the_lines_of_a_restricted_case_are_whole_for_its_members_alone(
    records: CrisisRecords, lists: CrisisLists
) -> None:
    line = TimelineEntry(number=1, at=START, by="legal.uyen", what="decided", why="the reason")
    row = a_row("C-1", restricted=True, members=("legal.uyen",))
    records.record(CrisisRecord(row=row, timeline=(line,)))
    records.record(CrisisRecord(row=a_row("C-2"), timeline=(line,)))

    assert [one.why for one in lists.timeline("C-1")] == [""]
    assert [one.why for one in lists.timeline("C-1", "desk.mai")] == [""]
    assert [one.why for one in lists.timeline("C-1", "legal.uyen")] == ["the reason"]
    assert [one.why for one in lists.timeline("C-2")] == ["the reason"]


def test_a_later_version_of_a_row_stands(records: CrisisRecords, lists: CrisisLists) -> None:
    notice = Notice(
        key="C-1:1:crisis_role:desk.mai", to="desk.mai", template="crisis_role", fields={}
    )
    records.record(CrisisRecord(row=a_row("C-1", version=7, stage="triaged")))
    records.record(CrisisRecord(row=a_row("C-1", version=5, stage="detected"), notices=(notice,)))

    assert lists.case("C-1").stage == "triaged"
    assert records.is_active("C-1")
    assert not records.is_active("C-9")
    with pytest.raises(NotFound):
        lists.case("C-9")


def test_cases_are_found_by_what_they_are(records: CrisisRecords, lists: CrisisLists) -> None:
    waits = (Awaited(who="legal", what="sign first", since=START),)
    for row in (
        a_row("C-1", severity="SEV1", awaiting=waits),
        a_row("C-2", drill=True, playbook="viral-post", closed_at=LATER, opened_at=LATER),
        a_row("C-3", parked_reason="a rule fell over", lead="desk.mai"),
    ):
        records.record(CrisisRecord(row=row))

    assert ids(lists) == ["C-2", "C-3", "C-1"]
    assert ids(lists, severity="SEV1", restricted=False) == ["C-1"]
    assert ids(lists, awaiting="legal") == ["C-1"]
    assert ids(lists, drill=True) == ["C-2"]
    assert ids(lists, parked=True, lead="desk.mai") == ["C-3"]
    assert ids(lists, parked=False) == ["C-2", "C-1"]
    assert lists.rehearsed() == {"viral-post": LATER}


def test_a_list_goes_on_where_its_page_ended(records: CrisisRecords, lists: CrisisLists) -> None:
    for number in range(3):
        records.record(CrisisRecord(row=a_row(f"C-{number}")))

    first = lists.cases(limit=2)
    second = lists.cases(cursor=first.cursor, limit=2)

    assert [row.case_id for row in (*first.rows, *second.rows)] == ["C-2", "C-1", "C-0"]
    assert second.cursor == ""
    with pytest.raises(Malformed, match="cursor"):
        lists.cases(cursor="yesterday")


def test_an_inbox_shows_the_nearest_deadline_first(
    records: CrisisRecords, lists: CrisisLists
) -> None:
    def waits(hours: int | None) -> tuple[Awaited, ...]:
        due = START + timedelta(hours=hours) if hours else None
        other = Awaited(who="pr", what="draft", since=START)
        return (other, Awaited(who="legal", what="sign", since=START, due_at=due))

    for case_id, hours in (("C-1", None), ("C-2", 5), ("C-3", 2)):
        records.record(CrisisRecord(row=a_row(case_id, awaiting=waits(hours))))

    found = lists.inbox("legal")

    assert [item.row.case_id for item in found] == ["C-3", "C-2", "C-1"]
    assert {item.awaited.what for item in found} == {"sign"}
    first = lists.inbox_page("legal", limit=2)
    rest = lists.inbox_page("legal", first.cursor, limit=2)
    assert (*first.items, *rest.items) == found
    assert rest.cursor == ""


def test_the_projection_is_made_anew_from_the_cases(
    records: CrisisRecords, lists: CrisisLists, engine: Engine
) -> None:
    records.record(CrisisRecord(row=a_row("C-1")))

    rebuild_crises(engine, [a_row("C-2"), a_row("C-3")])

    assert ids(lists) == ["C-3", "C-2"]
