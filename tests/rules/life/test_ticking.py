"""Time passing: each thing once, never early, and a silent team is followed by its lead."""

from datetime import datetime, timedelta

from makegood.rules.casefile import CaseFile, Stage
from makegood.rules.life import views
from makegood.rules.life.announcing import announce
from makegood.rules.life.ticking import next_moment, tick
from tests.builders import DAY, a_case
from tests.rules.life.walk import SOON, offered, paid, recommended, submitted


def let_pass(case: CaseFile, until: datetime) -> CaseFile:
    """The case with all that happens by itself until then, moment by moment."""
    now = SOON
    while (coming := next_moment(case, now)) is not None and coming[0] <= until:
        now = max(now, coming[0])
        case = tick(case, now)
    return case


def told(case: CaseFile, template: str) -> list[str]:
    return [one.to for one in case.unrecorded.letters if one.template == template]


def test_a_silent_team_is_reminded_then_its_lead_then_its_manager() -> None:
    case = let_pass(recommended(), SOON + 4 * DAY)

    of_operations = [one.to for one in case.unrecorded.letters if one.to.startswith("operations")]
    assert of_operations == [
        "operations",
        "operations",
        "operations",
        "operations",
        "operations.lead",
        "operations.manager",
    ]
    assert case.stage is Stage.SIGNING_OFF


def test_each_milestone_is_announced_once() -> None:
    case = let_pass(recommended(), SOON + 4 * DAY)

    assert announce(case, SOON + 4 * DAY) == case
    said = [event.why for event in case.events if event.what == "clock_breached"]
    assert len(set(said)) == len(said)


def test_nothing_happens_early() -> None:
    case = recommended()
    coming = next_moment(case, SOON)
    assert coming is not None

    assert tick(case, coming[0] - timedelta(seconds=1)) == case
    assert tick(case, coming[0]) != case


def test_a_promise_that_is_at_risk_is_told_to_the_desk() -> None:
    case = let_pass(recommended(), SOON + 5 * DAY)

    decision = [e for e in case.events if e.why.startswith("decision: 50%")]
    assert len(decision) == 1
    assert "service_desk" in told(case, "reminder")


def test_a_slow_bank_is_told_to_finance() -> None:
    case = submitted()

    case = tick(case, SOON + 2 * DAY)

    assert "finance.lead" in told(case, "escalation")


def test_the_statutory_clock_ends_with_the_decision_not_with_the_windows() -> None:
    (statutory,) = (clock for clock in paid().clocks if clock.name == "statutory")

    assert statutory.stopped_at == SOON


def test_a_whole_quiet_life_ends_by_itself() -> None:
    case = let_pass(offered(), SOON + 120 * DAY)

    assert case.stage is Stage.CLOSED
    assert tick(case, SOON + 200 * DAY) == case
    assert next_moment(case, SOON + 200 * DAY) is None


def test_a_moment_that_comes_is_explained() -> None:
    sentences = views.explain(a_case(), SOON)

    assert sentences[0] == "The claim is not assessed yet."
    assert sentences[-1].startswith("Next by itself: ")
