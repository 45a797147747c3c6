"""A step that cannot go on is shown, stops nothing else, and is tried again by an operator."""

from dataclasses import replace

import pytest

from makegood.rules.case_words import Parked
from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.file import CrisisFile, call
from makegood.rules.crisis.ladders import begin
from makegood.rules.crisis.parking import CrisisStep, park, repair, without_call
from makegood.rules.crisis.ticking import next_moment
from makegood.rules.refusals import Refused
from tests.rules.crisis.cases import MINUTE, START, a_case, by


def parked(why: str = "a rule fell over") -> CrisisFile:
    """A case whose ladder runs, and one step of which is parked."""
    running = begin(a_case(), START, "opened")
    return park(running, Parked(CrisisStep.TIME, why, START + MINUTE))


def test_a_parked_step_is_told_to_operators_and_stops_no_ladder() -> None:
    case = parked()

    assert case.parked is not None
    assert (case.events[-1].what, case.events[-1].why) == ("parked", "a rule fell over")
    assert [one.to for one in case.unrecorded.letters] == ["operator"]
    coming = next_moment(case, START + MINUTE)
    assert coming is not None
    assert "ladder climbs" in coming[1]


def test_the_first_reason_is_kept() -> None:
    assert park(parked(), Parked(CrisisStep.CALL, "another", START)) == parked()


def test_an_operator_has_it_tried_again() -> None:
    repaired = repair(parked(), by("ops.minh"))

    assert repaired.parked is None
    assert repaired.events[-1].what == "repaired"


def test_what_is_not_parked_is_not_repaired() -> None:
    with pytest.raises(Refused) as refused:
        repair(a_case(), by("ops.minh"))

    assert refused.value.code == "not_parked"


def test_a_call_that_makes_no_pages_is_not_looked_up_for_ever() -> None:
    wanted = Call(PageReason.TASK, ("rota:legal:1",))
    other = replace(wanted, contacts=("rota:pr:1",))

    assert without_call(call(call(a_case(), wanted), other), wanted).calls == (other,)
