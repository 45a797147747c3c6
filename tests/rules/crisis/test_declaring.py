"""From a case to a crisis and through it."""

from collections.abc import Callable

import pytest

from makegood.rules.case_words import Act
from makegood.rules.clocks import ClockState
from makegood.rules.crisis import clocking
from makegood.rules.crisis.announcing import announce
from makegood.rules.crisis.declaring import contain, declare, stabilise
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promises import open_promises
from makegood.rules.crisis.roles import assign_role
from makegood.rules.crisis.words import Audience, CrisisStage, Role
from tests.rules.crisis.cases import BINH, MAI, MINUTE, START, a_case, by
from tests.rules.crisis.walk import declared, opened_case, stable, triaged
from tests.rules.life.walk import refusal_of


def test_who_declares_a_crisis_leads_it_until_somebody_else_does() -> None:
    assert declared().holder(Role.LEAD) == MAI

    led = assign_role(triaged(), by(MAI, 2 * MINUTE), Role.LEAD, BINH)
    assert declare(led, by(MAI, 3 * MINUTE)).holder(Role.LEAD) == BINH


def test_a_declaration_promises_every_audience_a_first_word() -> None:
    promised = {one.audience: one.due_at for one in open_promises(declared())}

    since = START + 3 * MINUTE
    assert promised == {
        Audience.PUBLIC: since + 20 * MINUTE,
        Audience.MANAGEMENT: since + 30 * MINUTE,
        Audience.CUSTOMER: since + 60 * MINUTE,
    }


def test_a_class_given_with_the_declaration_replaces_that_of_the_triage() -> None:
    case = declare(triaged(), by(MAI, 3 * MINUTE), "reputation")

    assert case.crisis_class == "reputation"
    assert case.declared_at == START + 3 * MINUTE


def test_nothing_is_declared_that_nobody_has_assessed() -> None:
    refused = refusal_of(lambda: declare(opened_case(), by(MAI)))

    assert refused.code == "not_triaged"


def test_a_crisis_is_declared_once() -> None:
    assert refusal_of(lambda: declare(declared(), by(MAI))).code == "wrong_stage"
    reopened = a_case(stage=CrisisStage.REOPENED, declared_at=START)
    assert refusal_of(lambda: declare(reopened, by(MAI))).code == "declared_already"


def test_containment_stops_its_clock_in_time() -> None:
    case = contain(declared(), by(MAI, 10 * MINUTE))

    clock = next(clock for clock in case.clocks if clock.name == "containment")
    assert clock.stopped_at == START + 10 * MINUTE
    assert clocking.clock_state(case, clock, START + 10 * MINUTE) is ClockState.met
    assert case.contained_at == START + 10 * MINUTE


def test_containment_calls_off_who_was_to_be_called_because_it_was_late() -> None:
    late = announce(declared(), START + 120 * MINUTE)
    assert "containment" in {wanted.subject for wanted in late.calls}

    case = contain(late, by(MAI, 120 * MINUTE))

    assert "containment" not in {wanted.subject for wanted in case.calls}


def test_a_stable_crisis_has_been_contained_first() -> None:
    assert stable().stage is CrisisStage.STABLE
    assert stable().last_human_at == START + 12 * MINUTE
    assert refusal_of(lambda: stabilise(declared(), by(MAI))).code == "wrong_stage"


@pytest.mark.parametrize("step", [contain, stabilise])
def test_a_case_that_is_no_crisis_yet_is_neither_contained_nor_stable(
    step: Callable[[CrisisFile, Act], CrisisFile],
) -> None:
    assert refusal_of(lambda: step(triaged(), by(MAI))).code == "wrong_stage"
