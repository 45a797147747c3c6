"""The doctor finds each thing that must never be of a crisis, by planting it, and nothing else."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest
from sqlalchemy import Engine, text

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.publishing import PublishOrder
from makegood.messages.records import TimelineEntry
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.throttle import PageRequest, Preferences
from makegood.rules.crisis.words import Channel
from makegood.rules.subject import SHOWN
from makegood.store.crises import CrisisRecords
from makegood.store.crisis_invariants import CRISIS_INVARIANTS
from makegood.store.doctor import examine
from makegood.store.pages import PageBook
from makegood.store.publications import PublicationBook
from tests.store.builders import HOUR, MONDAY
from tests.store.crisis_builders import a_crisis_record, a_crisis_row, owes

HASH = "a" * 64
KEY = "K-1:ladder:1.0.0:desk.mai:sms"
LIKENESS = (
    "INSERT INTO crisis_likeness VALUES ('K-2', '[]', '', '', false, true, '2026-03-02 02:00:00')"
)

ENDED = "UPDATE crisis SET {0} = '2026-03-02 01:59:59' WHERE case_id = 'K-1'"


def twice(table: str) -> tuple[str, ...]:
    """What puts every row of a table there once more, though its guards forbid it."""
    return (
        f"CREATE TABLE copied AS SELECT * FROM {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE copied RENAME TO {table}",
        f"INSERT INTO {table} SELECT * FROM {table}",
    )


PLANTED: dict[str, Sequence[str]] = {
    "an active case stands for its source": ("DELETE FROM crisis_source",),
    "a page is in the book once": twice("page"),
    "nobody is paged for a case that is over": (ENDED.format("ended_at"),),
    "no page waits longer than it has to": ("UPDATE page SET state_at = '2026-03-02 00:00:00'",),
    "a text is published once": twice("publication"),
    "what was published had been approved": ("UPDATE publication SET sha256 = 'bbbbbbbbbbbb'",),
    "only an active case owes an audience word": ("UPDATE crisis SET active = false",),
    "a case that has ended waits on nobody": (ENDED.format("ended_at"),),
    "a merged case goes on in another": ("UPDATE crisis SET merged_into = 'nowhere'",),
    "lists say nothing of what a restricted case is about": (LIKENESS,),
}


@pytest.fixture
def healthy(engine: Engine) -> Engine:
    """A crisis with a page and a publication, and a restricted case, all in order."""
    records = CrisisRecords(engine, lambda: MONDAY)
    released = TimelineEntry(
        number=2,
        at=MONDAY,
        by="desk.mai",
        what="statement_released",
        evidence=f"first {HASH[:SHOWN]}",
    )
    opened = a_crisis_record()
    records.record(opened.model_copy(update={"timeline": (*opened.timeline, released)}))
    records.record(a_crisis_record(a_restricted_row()))
    plant(engine, [source_of(name) for name in ("K-1", "K-2")])
    PageBook(engine).admit(a_page(), Preferences(), MONDAY)
    book = PublicationBook(engine)
    book.order(an_order(), MONDAY)
    book.published("K-1", HASH, "website-1", MONDAY)
    return engine


def a_restricted_row() -> CrisisRow:
    """A case of which lists say only that it is there."""
    return a_crisis_row("K-2", restricted=True, headline="", awaiting=(owes("management"),))


def a_page() -> PageRequest:
    """The page by which desk.mai hears of the case."""
    return PageRequest(
        key=KEY,
        case_id="K-1",
        person="desk.mai",
        channel=Channel.SMS,
        reason=PageReason.LADDER,
        severity=Severity.SEV1,
        at=MONDAY,
        stale_at=MONDAY + 3 * HOUR,
    )


def an_order() -> PublishOrder:
    """The order to publish what was approved."""
    return PublishOrder(
        case_id="K-1",
        sha256=HASH,
        key="first",
        version=1,
        text="We are sorry.",
        language="en",
        channel="website",
        released_by="desk.mai",
    )


def source_of(case_id: str) -> str:
    """What says that the case stands for its source."""
    return (
        "INSERT INTO crisis_source VALUES "
        f"('social_post', 'digest-{case_id}', 'real', '{case_id}', '2026-03-02 02:00:00')"
    )


def plant(engine: Engine, statements: Sequence[str]) -> None:
    """Run the statements past every guard, as somebody could who owns the database."""
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(engine.url.database))) as raw:
            raw.executescript(";".join(statements))
        return
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_cases_in_order_have_no_findings(healthy: Engine) -> None:
    assert examine(healthy, MONDAY + HOUR) == []


def test_every_invariant_of_crises_has_been_seen_broken() -> None:
    assert set(PLANTED) == set(CRISIS_INVARIANTS)


@pytest.mark.parametrize("invariant", PLANTED, ids=lambda name: name.replace(" ", "_"))
def test_what_breaks_an_invariant_of_crises_is_found(healthy: Engine, invariant: str) -> None:
    plant(healthy, PLANTED[invariant])

    found = examine(healthy, MONDAY + HOUR)

    assert invariant in {finding.invariant for finding in found}


@pytest.mark.parametrize("column", ["headline", "crisis_class", "customer_id"])
def test_a_word_of_a_restricted_case_in_a_list_is_found(healthy: Engine, column: str) -> None:
    plant(healthy, [f"UPDATE crisis SET {column} = 'sued' WHERE case_id = 'K-2'"])

    assert [found.subject for found in examine(healthy, MONDAY)] == ["K-2"]


def test_a_digest_that_nobody_carried_is_found_once_it_is_late(healthy: Engine) -> None:
    plant(healthy, ["UPDATE page SET state = 'deferred', until = '2026-03-02 03:00:00.000000'"])

    assert examine(healthy, MONDAY + 2 * HOUR) == []
    assert [found.subject for found in examine(healthy, MONDAY + 3 * HOUR)] == [KEY]


def test_a_case_that_was_reopened_may_have_lost_its_source(healthy: Engine) -> None:
    reopened = (
        "INSERT INTO timeline VALUES ('crisis:K-1', 3, '2026-03-02 02:00:00', 'desk.mai', "
        "'case_reopened', 'closed', 'reopened', 'again', '')"
    )
    plant(healthy, ["DELETE FROM crisis_source WHERE case_id = 'K-1'", reopened])

    assert examine(healthy, MONDAY) == []
