"""Triage: severity by matrix and floors, in time, changed with a reason."""

from dataclasses import replace

import pytest

from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.closing import close
from makegood.rules.crisis.declaring import declare
from makegood.rules.crisis.severity import Impact, Severity, Trigger, Urgency
from makegood.rules.crisis.tasking import TaskState
from makegood.rules.crisis.ticking import next_moment, tick
from makegood.rules.crisis.triaging import (
    Assessment,
    change_severity,
    next_triage,
    reject,
    triage,
    triage_due,
)
from makegood.rules.crisis.words import Cluster, CrisisStage, Source, SourceType
from tests.rules.crisis.cases import (
    BINH,
    HOUR,
    MAI,
    MINUTE,
    SECOND,
    START,
    a_declared_case,
    a_playbook,
    by,
)
from tests.rules.crisis.walk import (
    BAD,
    MILD,
    acknowledged,
    called,
    let_pass,
    opened_case,
    paged,
    people_paged,
    triaged,
)
from tests.rules.life.walk import refusal_of


@pytest.mark.parametrize(
    ("impact", "urgency", "unsure", "severity"),
    [
        (Impact.EXTENSIVE, Urgency.CRITICAL, False, Severity.SEV1),
        (Impact.MINOR, Urgency.LOW, False, Severity.SEV4),
        (Impact.MINOR, Urgency.LOW, True, Severity.SEV3),
        (Impact.MODERATE, Urgency.HIGH, False, Severity.SEV3),
        (Impact.MODERATE, Urgency.HIGH, True, Severity.SEV2),
    ],
)
def test_severity_is_what_the_matrix_says_and_one_worse_when_unsure(
    impact: Impact, urgency: Urgency, unsure: bool, severity: Severity
) -> None:
    case = triage(acknowledged(), by(MAI), Assessment(impact, urgency, unsure))

    assert case.severity is severity
    assert case.stage is CrisisStage.TRIAGED


def test_a_trigger_seen_in_triage_is_never_averaged_away() -> None:
    mild = replace(MILD, triggers=(Trigger.LEGAL_LETTER,))

    case = triage(acknowledged(triggers=(Trigger.VIP,)), by(MAI), mild)

    assert case.severity is Severity.SEV2
    assert case.triggers == (Trigger.VIP, Trigger.LEGAL_LETTER)


def test_the_timeline_says_what_was_assessed_and_what_came_of_it() -> None:
    case = triage(acknowledged(), by(MAI), replace(BAD, unsure=True))

    assessed = next(event for event in case.events if event.what == "assessed")
    changed = next(event for event in case.events if event.what == "severity_changed")
    assert assessed.evidence == "extensive impact, critical urgency, unsure"
    assert changed.evidence == "SEV2 -> SEV1"


def test_triage_names_responsibility_class_and_playbook() -> None:
    said = replace(BAD, cluster=Cluster.PREVENTABLE, crisis_class="reputation")

    case = triage(acknowledged(), by(MAI), said)

    assert (case.cluster, case.crisis_class) == (Cluster.PREVENTABLE, "reputation")
    assert [task.key for task in case.tasks if task.state is TaskState.OPEN] == ["facts", "keep"]


def test_a_case_is_assessed_again_when_more_is_known() -> None:
    case = triage(triaged(), by(BINH, 5 * MINUTE), Assessment(Impact.MODERATE, Urgency.LOW))

    assert case.severity is Severity.SEV4
    assert case.stage is CrisisStage.TRIAGED
    assert case.triaged_at == START + 2 * MINUTE
    assert case.playbook == a_playbook()


def test_another_playbook_in_a_later_triage_is_a_rebase_on_record() -> None:
    newer = replace(a_playbook(), version="4")

    case = triage(triaged(), by(MAI, 5 * MINUTE), replace(BAD, playbook=newer))

    rebased = next(event for event in case.events if event.what == "playbook_rebased")
    assert rebased.evidence == "viral_post 3 -> viral_post 4"


def test_a_closed_case_is_not_triaged() -> None:
    case = a_declared_case(stage=CrisisStage.CLOSED)

    assert refusal_of(lambda: triage(case, by(MAI), BAD)).code == "not_active"


def test_nobody_assesses_and_management_hears_of_it_once_and_on_the_minute() -> None:
    case = paged(opened_case(), START)
    coming = next_triage(case)
    assert coming == (START + 15 * MINUTE, "triage is late")

    assert triage_due(case, coming[0] - SECOND) == case
    late = triage_due(case, coming[0])
    assert next_triage(late) is None
    assert triage_due(late, coming[0] + HOUR) == late
    assert [letter.to for letter in late.unrecorded.letters] == ["service_desk.lead"]
    assert people_paged(called(late, coming[0]))[-1] == "manager.ha"


def test_a_triage_in_the_last_second_leaves_management_alone() -> None:
    case = triage_due(paged(opened_case(), START), START + 15 * MINUTE)

    case = called(triage(case, by(MAI, 15 * MINUTE), MILD), START + 15 * MINUTE)

    assert PageReason.TRIAGE not in {page.reason for page in case.pages}


def test_severity_changes_upwards_without_a_reason_and_downwards_with_one() -> None:
    case = triaged(MILD)

    worse = change_severity(case, by(MAI, why=""), Severity.SEV2)
    assert worse.severity is Severity.SEV2
    milder = by(MAI, why="")
    assert refusal_of(lambda: change_severity(worse, milder, Severity.SEV3)).code == (
        "reason_missing"
    )
    assert change_severity(worse, by(MAI), Severity.SEV3).severity is Severity.SEV3


def test_severity_never_goes_below_a_floor_whatever_the_reason() -> None:
    letter = triaged(MILD, triggers=(Trigger.LEGAL_LETTER,))
    enquiry = triaged(MILD, source=Source(SourceType.REGULATOR, "r-1"))

    for case in (letter, enquiry):
        assert case.severity is Severity.SEV2
        assert refusal_of(lambda c=case: change_severity(c, by(MAI), Severity.SEV3)).code == (
            "below_floor"
        )


def test_the_same_severity_again_is_refused() -> None:
    assert refusal_of(lambda: change_severity(triaged(), by(MAI), Severity.SEV1)).code == (
        "same_severity"
    )


def test_a_worse_case_that_nobody_has_acknowledged_calls_by_the_worse_ladder() -> None:
    case = paged(opened_case(), START)

    case = change_severity(case, by(BINH, MINUTE), Severity.SEV1)

    assert case.ladder is not None
    assert (case.ladder.name, case.ladder.run) == ("desk-SEV1", 2)


def test_a_worse_case_that_somebody_handles_calls_nobody_anew() -> None:
    case = change_severity(acknowledged(), by(MAI, 2 * MINUTE), Severity.SEV1)

    assert people_paged(called(case, START + 2 * MINUTE)) == [MAI]


def test_a_milder_case_goes_on_up_the_ladder_it_is_on() -> None:
    case = change_severity(paged(opened_case(), START), by(BINH, MINUTE), Severity.SEV4)

    assert case.ladder is not None
    assert case.ladder.name == "desk-SEV2"
    assert people_paged(let_pass(case, START + MINUTE, START + 5 * MINUTE)) == [MAI, BINH, MAI]


def test_a_false_alarm_leaves_everybody_alone_at_once() -> None:
    case = triaged()

    case = reject(case, by(MAI, 5 * MINUTE, "the video is two years old"))

    assert case.stage is CrisisStage.REJECTED
    assert not case.is_open
    assert {task.state for task in case.tasks} == {TaskState.VOID}
    assert next_moment(case, START + 5 * MINUTE) is None
    assert tick(case, START + 9 * HOUR) == case
    ended = case.unrecorded.letters[-1]
    assert (ended.to, ended.template) == (MAI, "crisis_ended")
    assert ("why", "the video is two years old") in ended.fields


def test_a_false_alarm_of_a_restricted_case_is_told_without_its_reason() -> None:
    case = reject(triaged(restricted=True, reported_by=""), by(MAI, 5 * MINUTE, "not our driver"))

    ended = case.unrecorded.letters[-1]
    assert ended.to == "service_desk"
    assert ("why", "") in ended.fields


def test_a_false_alarm_needs_a_reason() -> None:
    assert refusal_of(lambda: reject(triaged(), by(MAI, why=" "))).code == "reason_missing"


def test_a_crisis_is_closed_not_denied() -> None:
    case = declare(triaged(), by(MAI, 3 * MINUTE))

    assert refusal_of(lambda: reject(case, by(MAI))).code == "declared_already"


def test_a_case_that_ended_mild_can_be_closed_without_having_been_a_crisis() -> None:
    case = close(triaged(MILD), by(MAI, 9 * MINUTE), "delivered after all")

    assert case.stage is CrisisStage.CLOSED
    assert case.declared_at is None
