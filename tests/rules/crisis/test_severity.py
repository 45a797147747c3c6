"""How bad a case is, by matrix and floors; and what a case and its shelf hold just once."""

import pytest

from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.file import call
from makegood.rules.crisis.severity import (
    Floor,
    Impact,
    Severity,
    Trigger,
    Urgency,
    floor_of,
    from_matrix,
    one_worse,
    worst,
)
from makegood.rules.crisis.terms import PlaybookShelf
from makegood.rules.refusals import Refused
from tests.rules.crisis.cases import a_case, a_playbook, some_crisis_terms

FLOORS = (Floor(Trigger.PRESS, Severity.SEV2), Floor(Trigger.SAFETY, Severity.SEV1))


def test_the_worst_of_several_counts_and_none_is_the_mildest() -> None:
    assert worst(Severity.SEV3, None, Severity.SEV2) is Severity.SEV2
    assert worst() is Severity.SEV4


def test_the_worst_floor_holds_and_no_trigger_sets_none() -> None:
    assert floor_of((Trigger.PRESS, Trigger.SAFETY), FLOORS) is Severity.SEV1
    assert floor_of((Trigger.VIP,), FLOORS) is None


def test_unsure_is_one_worse_and_nothing_is_worse_than_the_worst() -> None:
    assert [one_worse(one) for one in Severity] == [
        Severity.SEV1,
        Severity.SEV1,
        Severity.SEV2,
        Severity.SEV3,
    ]


def test_a_hole_in_the_matrix_is_refused_by_name() -> None:
    matrix = some_crisis_terms().matrix
    holed = tuple(one for one in matrix if one.impact is not Impact.MINOR)

    assert from_matrix(Impact.EXTENSIVE, Urgency.CRITICAL, holed) is Severity.SEV1
    with pytest.raises(Refused, match="minor impact, low urgency") as refusal:
        from_matrix(Impact.MINOR, Urgency.LOW, holed)
    assert refusal.value.code == "no_such_cell"


def test_the_same_call_is_wanted_once() -> None:
    case, wanted = a_case(), Call(PageReason.TASK, ("rota:legal:1",), subject="holding")

    once = call(case, wanted)

    assert call(once, wanted) == once
    assert once.calls.count(wanted) == 1


def test_a_playbook_is_found_on_the_shelf_by_its_name() -> None:
    playbook = a_playbook()

    assert PlaybookShelf((playbook,)).find(playbook.name) is playbook
    assert PlaybookShelf().find(playbook.name) is None
