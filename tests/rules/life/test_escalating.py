"""A claim that becomes a crisis: what stands still, and that it goes on where it stood."""

from makegood.rules.casefile import Act, CaseFile, Outcome
from makegood.rules.life import closing, timing
from makegood.rules.life.escalating import escalate, escalation_ended
from tests.builders import DAY
from tests.rules.life.walk import SOON, recommended, refusal_of

ALARM = Act(SOON, "desk.mai", "the press has called")
OVER = Act(SOON + 2 * DAY, "system", "closed")


def standing_still(case: CaseFile) -> set[str]:
    return {clock.name for clock in timing.all_clocks(case) if clock.is_paused}


def escalated(held: tuple[str, ...] = ("decision",)) -> CaseFile:
    return escalate(recommended(), ALARM, "press", held)


def test_only_the_clocks_that_policy_names_stand_still() -> None:
    before = recommended()
    case = escalated()

    assert standing_still(before) == set()
    assert standing_still(case) == {"decision"}
    assert standing_still(escalated(())) == set()
    assert (case.events[-1].what, case.events[-1].evidence) == ("escalated", "press")


def test_the_time_of_a_crisis_is_given_back_when_it_ends() -> None:
    case = escalated()
    [clock] = [one for one in case.clocks if one.name == "decision"]

    after = escalation_ended(case, OVER, "press")

    [resumed] = [one for one in after.clocks if one.name == "decision"]
    assert resumed.pauses[-1].reason == "escalated as press"
    assert (clock.pauses[-1].until, resumed.pauses[-1].until) == (None, OVER.at)
    assert standing_still(after) == set()
    assert after.escalation is None
    assert after.events[-1].what == "escalation_ended"


def test_a_claim_is_one_crisis_at_a_time_and_may_become_another() -> None:
    refused = refusal_of(lambda: escalate(escalated(), ALARM, "again", ()))
    again = escalate(escalation_ended(escalated(), OVER, "press"), OVER, "again", ())

    assert refused.code == "escalated_already"
    assert again.escalation is not None
    assert (again.escalation.case_id, again.escalations) == ("again", 2)


def test_the_end_of_a_case_that_is_only_linked_changes_no_clock() -> None:
    case = escalation_ended(escalated(), OVER, "another")

    assert standing_still(case) == {"decision"}
    assert case.events[-1].what == "linked_case_ended"


def test_a_closed_claim_becomes_no_crisis() -> None:
    closed = closing.close(recommended(), Outcome.WITHDRAWN, ALARM)

    assert refusal_of(lambda: escalate(closed, ALARM, "late", ())).code == "closed"
