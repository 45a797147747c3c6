"""Whoever is on call is called until a person acknowledges; nobody is left unpaged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.rules.crisis.calling import Call, PageReason, PageState
from makegood.rules.crisis.clocking import start
from makegood.rules.crisis.file import CrisisFile, call
from makegood.rules.crisis.ladders import (
    acknowledge,
    acks_needed,
    begin,
    climb,
    looked_up,
    next_rung,
    place_text,
    rung_due,
    stop,
)
from makegood.rules.crisis.paging import called
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.terms import Contact, ContactKind, Ladder, Rung
from makegood.rules.crisis.words import CrisisStage, Role
from makegood.rules.refusals import Refused
from tests.rules.crisis.calls import BOTH, called_out, found, run_until, sent
from tests.rules.crisis.cases import (
    BINH,
    CHI,
    HOUR,
    MAI,
    MINUTE,
    START,
    a_case,
    a_holding,
    by,
    minutes,
    rota,
    some_crisis_terms,
)


def a_called_case(*rungs: Rung, case: CrisisFile | None = None, repeats: int = 1) -> CrisisFile:
    """A case of SEV1 whose ladder has just begun; the ladder of the test policy, or these rungs."""
    case = case or a_case()
    if rungs:
        ladder = Ladder("two", rungs, repeats, silence=minutes(30))
        severity = replace(case.current, ladder=ladder)
        case = replace(case, terms=replace(case.terms, by_severity=(severity,)))
    return begin(case, START, "the case came in")


def test_the_ladder_calls_rung_after_rung_then_begins_again_then_calls_the_fallback_for_ever() -> (
    None
):
    case = run_until(a_called_case(), START + 70 * MINUTE)

    assert sent(case) == [
        (0, "service_desk.1"),
        (5, "service_desk.2"),
        (5, "service_desk.1"),
        (10, "management.1"),
        (20, "service_desk.1"),
        (25, "service_desk.2"),
        (25, "service_desk.1"),
        (30, "management.1"),
        (40, "service_desk.0"),
        (50, "service_desk.0"),
        (60, "service_desk.0"),
        (70, "service_desk.0"),
    ]
    assert place_text(case) == "fallback, round 6"


def test_a_role_is_called_as_whoever_holds_it_at_that_moment() -> None:
    case = replace(a_called_case(), roles=(a_holding(Role.LEAD, CHI),))
    case = run_until(case, START + 5 * MINUTE)
    assert sent(case)[1:] == [(5, "service_desk.2"), (5, CHI)]


def test_nothing_is_due_before_its_moment() -> None:
    case = called_out(a_called_case(), START)
    moment = next_rung(case)
    assert moment == (START + 5 * MINUTE, "the ladder climbs from rung 1 of 3, round 1")
    assert rung_due(case, START + 5 * MINUTE - timedelta(microseconds=1)) == case


def test_a_rung_waits_from_when_it_was_called() -> None:
    case = called_out(a_called_case(), START + 2 * MINUTE)
    assert next_rung(case) == (START + 7 * MINUTE, "the ladder climbs from rung 1 of 3, round 1")


def test_the_ladder_climbs_though_nobody_could_be_looked_up() -> None:
    case = rung_due(a_called_case(), START + 5 * MINUTE)
    assert [wanted.step for wanted in case.calls] == [0, 1]
    assert len(called_out(case, START + 6 * MINUTE).pages) == 3


def test_after_a_standstill_nobody_is_passed_over() -> None:
    case = called_out(a_called_case(), START)
    late = START + 3 * HOUR

    case = called_out(rung_due(case, late), late)

    assert place_text(case) == "rung 2 of 3, round 1"
    assert next_rung(case) == (late + 5 * MINUTE, "the ladder climbs from rung 2 of 3, round 1")


def test_a_persons_acknowledgement_stops_the_ladder() -> None:
    case = run_until(a_called_case(), START + 5 * MINUTE)

    case = acknowledge(case, by(MAI, 6 * MINUTE))
    after = run_until(case, START + 20 * MINUTE, last=START + 6 * MINUTE)

    assert sent(after) == sent(case)
    assert case.ladder is not None
    assert (case.ladder.stopped_at, case.ladder.stopped_by) == (START + 6 * MINUTE, MAI)
    assert (case.acknowledged_at, case.acknowledged_by) == (START + 6 * MINUTE, (MAI,))
    assert [event.what for event in case.events[-2:]] == ["acknowledged", "ladder_stopped"]


def test_a_page_after_the_acknowledgement_is_not_sent() -> None:
    """Elsewhere pages went on after an acknowledgement (grafana oncall 4654, 4760)."""
    case = a_called_case()
    (wanted,) = case.calls
    case = called(case, wanted, found(case, wanted, BOTH), START)
    case = rung_due(case, START + 5 * MINUTE)

    case = acknowledge(case, by(MAI, 5 * MINUTE))

    assert case.calls == ()
    assert [page.state for page in case.pages] == [PageState.CANCELLED]


def test_a_call_that_was_looked_up_while_somebody_acknowledged_pages_nobody() -> None:
    case = a_called_case()
    (wanted,) = case.calls
    people = found(case, wanted, BOTH)
    case = acknowledge(case, by(MAI))
    assert called(case, wanted, people, START + MINUTE).pages == ()


@pytest.mark.parametrize("machine", ["clock", "system", ""])
def test_only_people_acknowledge(machine: str) -> None:
    with pytest.raises(Refused, match="Only a person") as refusal:
        acknowledge(a_called_case(), by(machine))
    assert refusal.value.code == "not_a_person"


@pytest.mark.parametrize(
    "stage",
    [CrisisStage.CLOSED, CrisisStage.MERGED, CrisisStage.REJECTED, CrisisStage.REVIEWED],
)
def test_an_acknowledgement_that_races_the_resolution_reopens_nothing(stage: CrisisStage) -> None:
    """Elsewhere it un-resolved the incident (grafana oncall 3161)."""
    case = replace(stop(a_called_case(), START, MAI), stage=stage)
    with pytest.raises(Refused, match=f"The case is {stage}") as refusal:
        acknowledge(case, by(BINH, MINUTE))
    assert refusal.value.code == "case_is_over"
    assert next_rung(case) is None


def test_where_two_must_acknowledge_one_is_not_enough_and_is_not_paged_again() -> None:
    pair = Rung((person(MAI), person(BINH)), minutes(5), acks_needed=2)
    management = Rung((rota("management"), person(MAI)), minutes(5), hierarchic=True)
    case = called_out(a_called_case(pair, management), START)

    once = acknowledge(case, by(MAI, MINUTE))
    twice = acknowledge(once, by(MAI, 2 * MINUTE))
    climbed = run_until(twice, START + 5 * MINUTE, last=START + MINUTE)
    both = acknowledge(climbed, by(BINH, 6 * MINUTE))

    assert (once.acknowledged_at, acks_needed(once)) == (None, 2)
    assert twice.acknowledged_by == (MAI,)
    assert twice.last_human_at == START + 2 * MINUTE
    assert sent(climbed) == [(0, MAI), (0, BINH), (5, "management.1")]
    assert both.acknowledged_at == START + 6 * MINUTE
    assert next_rung(both) == (START + 36 * MINUTE, "nothing has happened for 30 minutes")


def test_what_a_rung_asks_for_is_asked_on_that_rung_alone() -> None:
    pair = Rung((person(MAI), person(BINH)), minutes(5), acks_needed=2)
    once = acknowledge(called_out(a_called_case(pair), START), by(MAI, MINUTE))
    last = run_until(once, START + 10 * MINUTE, last=START + MINUTE)

    again = acknowledge(last, by(MAI, 11 * MINUTE))

    assert (place_text(last), acks_needed(last)) == ("fallback, round 3", 1)
    assert sent(last) == [(0, MAI), (0, BINH), (5, BINH), (10, "service_desk.0")]
    assert again.ladder is not None
    assert (again.ladder.stopped_at, again.acknowledged_by) == (START + 11 * MINUTE, (MAI,))


def test_a_second_acknowledgement_is_on_record_and_changes_nothing_else() -> None:
    case = acknowledge(a_called_case(), by(MAI, MINUTE))
    case = acknowledge(case, by(BINH, 2 * MINUTE))
    assert (case.acknowledged_at, case.acknowledged_by) == (START + MINUTE, (MAI, BINH))


def test_a_case_without_a_ladder_can_be_acknowledged() -> None:
    case = acknowledge(a_case(), by(MAI, MINUTE))
    assert case.acknowledged_at == START + MINUTE
    assert (next_rung(case), acks_needed(case)) == (None, 1)
    assert place_text(case) == "no ladder"
    assert stop(case, START, MAI) == case
    assert rung_due(case, START + HOUR) == climb(case, START, "") == looked_up(case, START) == case


def test_silence_after_an_acknowledgement_begins_the_ladder_anew() -> None:
    case = acknowledge(run_until(a_called_case(), START), by(MAI, MINUTE))
    case = replace(case, last_human_at=START + 10 * MINUTE)

    anew = run_until(case, START + 40 * MINUTE, last=START + MINUTE)

    assert sent(anew) == [(0, "service_desk.1"), (40, "service_desk.1")]
    assert anew.ladder is not None
    assert (anew.ladder.run, anew.ladder.acknowledged_by) == (2, ())
    begun = next(event for event in anew.events[::-1] if event.what == "ladder_begun")
    assert begun.why == "nothing has happened for 30 minutes since the acknowledgement"


@pytest.mark.parametrize("stage", [CrisisStage.STABLE, CrisisStage.CLOSED])
def test_a_stable_or_closed_case_may_be_silent(stage: CrisisStage) -> None:
    case = replace(acknowledge(a_called_case(), by(MAI)), stage=stage)
    assert next_rung(case) is None


def test_a_ladder_that_was_stopped_without_an_acknowledgement_stays_stopped() -> None:
    assert next_rung(stop(a_called_case(), START, MAI)) is None


def test_without_a_term_for_silence_the_ladder_does_not_begin_anew() -> None:
    case = acknowledge(a_called_case(), by(MAI))
    quiet = replace(case.current, ladder=replace(case.current.ladder, silence=None))
    assert next_rung(replace(case, terms=replace(case.terms, by_severity=(quiet,)))) is None


def test_a_new_run_calls_off_what_the_old_one_had_not_sent() -> None:
    case = a_called_case()
    (wanted,) = case.calls
    case = called(case, wanted, found(case, wanted, BOTH), START)

    case = begin(case, START + MINUTE, "raised to SEV1")

    assert [page.state for page in case.pages] == [PageState.CANCELLED]
    assert [(wanted.run, wanted.step) for wanted in case.calls] == [(2, 0)]


def test_the_ladder_that_runs_stays_when_the_severity_changes_under_it() -> None:
    terms = some_crisis_terms()
    mild = replace(
        terms.of(Severity.SEV4), ladder=Ladder("one", (Rung((rota("pr"),), minutes(9)),))
    )
    terms = replace(terms, by_severity=(terms.of(Severity.SEV1), mild))
    case = called_out(a_called_case(case=a_case(terms=terms)), START)

    case = replace(case, severity=Severity.SEV4)

    assert next_rung(case) == (START + 5 * MINUTE, "the ladder climbs from rung 1 of 3, round 1")


def test_only_the_last_rung_and_the_way_to_authority_are_never_quiet() -> None:
    middle = Rung((rota("management"),), minutes(5), hierarchic=True)
    case = a_called_case(Rung((rota("pr"),), minutes(5)), middle, Rung((rota("pr"),), minutes(5)))
    loud = []
    for _ in range(7):
        loud.append(case.calls[-1].never_quiet)
        case = climb(case, START, "tested")
    assert loud == [False, True, True, False, True, True, True]


def test_the_first_person_to_acknowledge_stops_the_acknowledgement_clock() -> None:
    case = start(a_called_case(), "acknowledge", START)
    case = acknowledge(case, by(MAI, 4 * MINUTE))
    assert [clock.stopped_at for clock in case.clocks] == [START + 4 * MINUTE]


def test_calls_of_other_reasons_outlive_the_acknowledgement() -> None:
    task = Call(PageReason.TASK, ("rota:legal:1",), "keep")
    case = acknowledge(call(a_called_case(), task), by(MAI, 6 * MINUTE))
    assert case.calls == (task,)


def person(name: str) -> Contact:
    """Somebody by name."""
    return Contact(ContactKind.PERSON, name)
