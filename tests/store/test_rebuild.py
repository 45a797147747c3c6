"""The projection can be held against the workflows, and be made equal to them."""

from sqlalchemy import Engine

from makegood.messages.records import CaseRecord
from makegood.store.claims import ClaimRecords
from makegood.store.crises import CrisisRecords
from makegood.store.crisis_desk import CrisisLists, rebuild_crises
from makegood.store.inbox import Desk
from makegood.store.rebuild import crisis_differences, differences, rebuild
from tests.store.builders import a_record, a_row, an_entry, awaited
from tests.store.crisis_builders import a_crisis_record, a_crisis_row, owes


def test_an_equal_projection_has_no_differences(records: ClaimRecords, engine: Engine) -> None:
    records.record(a_record(a_row("C-1")))

    assert differences(engine, [a_row("C-1")]) == []


def test_every_difference_is_named(records: ClaimRecords, engine: Engine) -> None:
    records.record(CaseRecord(row=a_row("C-1")))
    records.record(CaseRecord(row=a_row("C-2")))
    truth = [a_row("C-2", stage="closed", awaiting=()), a_row("C-3")]

    found = differences(engine, truth)

    assert found[0] == "C-1: in the projection, and no such case"
    assert found[1] == "C-2: stage is 'signing_off', not 'closed'"
    assert found[2].startswith("C-2: awaiting is (Awaited(who='operations'")
    assert found[3:] == ["C-3: missing in the projection"]


def test_a_rebuilt_projection_equals_the_workflows(records: ClaimRecords, engine: Engine) -> None:
    records.record(CaseRecord(row=a_row("C-1", version=9, stage="lost its way")))
    records.record(CaseRecord(row=a_row("gone")))
    truth = [a_row("C-1", version=3, awaiting=(awaited("legal"),)), a_row("C-2")]

    rebuild(engine, truth)

    assert differences(engine, truth) == []
    assert {row.claim_id for row in Desk(engine).list_claims().rows} == {"C-1", "C-2"}


def test_a_rebuild_leaves_timeline_and_ledger_alone(records: ClaimRecords, engine: Engine) -> None:
    records.record(a_record(a_row("C-1")))

    rebuild(engine, [a_row("C-1", version=2)])

    case = Desk(engine).case("C-1")
    assert case.timeline == (an_entry(),)
    assert case.ledger == a_record().ledger


def test_a_rebuild_from_nothing_empties_the_projection(
    records: ClaimRecords, engine: Engine
) -> None:
    records.record(CaseRecord(row=a_row("C-1")))

    rebuild(engine, [])

    assert Desk(engine).list_claims().rows == ()
    assert Desk(engine).inbox("operations") == ()


def test_every_difference_of_a_crisis_is_named(engine: Engine) -> None:
    records = CrisisRecords(engine)
    records.record(a_crisis_record(a_crisis_row("K-1")))
    records.record(a_crisis_record(a_crisis_row("K-2")))
    truth = [a_crisis_row("K-2", severity="SEV2"), a_crisis_row("K-3")]

    assert crisis_differences(engine, truth) == [
        "K-1: in the projection, and no such case",
        "K-2: severity is 'SEV1', not 'SEV2'",
        "K-3: missing in the projection",
    ]


def test_rebuilt_crises_equal_their_workflows_and_keep_their_timelines(engine: Engine) -> None:
    CrisisRecords(engine).record(a_crisis_record(a_crisis_row(version=9, stage="lost its way")))
    truth = [a_crisis_row(version=3, awaiting=(owes("customer"),)), a_crisis_row("K-2")]

    rebuild_crises(engine, truth)

    assert crisis_differences(engine, truth) == []
    assert [line.what for line in CrisisLists(engine).timeline("K-1")] == ["case_opened"]


def test_a_crisis_may_run_ahead_of_its_lists_by_what_shows_in_none(engine: Engine) -> None:
    CrisisRecords(engine).record(a_crisis_record(a_crisis_row("K-1", version=5)))

    assert crisis_differences(engine, [a_crisis_row("K-1", version=6)]) == []
    assert crisis_differences(engine, [a_crisis_row("K-1", version=4)]) == [
        "K-1: version is 5, not 4"
    ]
