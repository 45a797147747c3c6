"""Time passing over a crisis: each thing once, never early, and nobody is left unpaged."""

from datetime import timedelta

from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.drilling import Inject
from makegood.rules.crisis.ladders import acknowledge
from makegood.rules.crisis.ticking import next_moment, tick
from makegood.rules.crisis.triaging import triage
from tests.rules.crisis.cases import BINH, CHI, DAY, HOUR, MAI, MINUTE, START, by
from tests.rules.crisis.walk import (
    MILD,
    closed,
    declared,
    let_pass,
    opened_case,
    paged,
    people_paged,
)

MICROSECOND = timedelta(microseconds=1)


def test_an_unanswered_case_climbs_to_management_and_then_to_the_fallback_for_ever() -> None:
    case = let_pass(opened_case(), START, START + 2 * HOUR)

    people = people_paged(case)
    assert people[:3] == [MAI, BINH, MAI]
    assert "manager.ha" in people
    assert people.count(CHI) > 5


def test_nothing_happens_early_and_everything_on_its_moment() -> None:
    case = paged(opened_case(), START)
    now = START
    for _ in range(20):
        coming = next_moment(case, now)
        assert coming is not None
        assert tick(case, coming[0] - MICROSECOND) == case
        now = coming[0]
        case = paged(tick(case, now), now)


def test_the_same_moment_twice_changes_nothing() -> None:
    case = tick(declared(), START + 25 * MINUTE)

    assert tick(case, START + 25 * MINUTE) == case


def test_what_comes_next_is_always_still_to_come() -> None:
    case = declared()
    for hours in (1, 2, 5, 30, 200):
        now = START + hours * HOUR
        case = paged(tick(case, now), now)
        coming = next_moment(case, now)
        assert coming is not None
        assert coming[0] > now


def test_after_an_outage_nobody_is_paged_twice_for_one_thing() -> None:
    case = paged(opened_case(), START)

    case = paged(tick(case, START + 5 * HOUR), START + 5 * HOUR)

    keys = [page.key for page in case.pages]
    assert len(keys) == len(set(keys))
    assert [(page.person, page.reason) for page in case.pages] == [
        (MAI, PageReason.LADDER),
        (BINH, PageReason.LADDER),
        (MAI, PageReason.LADDER),
        ("manager.ha", PageReason.TRIAGE),
        ("manager.ha", PageReason.PROMISE),
    ]


def test_a_case_that_is_handled_and_waits_for_nobody_is_quiet() -> None:
    case = triage(acknowledge(paged(opened_case(), START), by(MAI)), by(MAI), MILD)

    quiet = let_pass(case, START, START + 25 * MINUTE)

    assert people_paged(quiet) == [MAI]


def test_silence_after_an_acknowledgement_calls_people_anew() -> None:
    case = acknowledge(paged(opened_case(), START), by(MAI))
    case = triage(case, by(MAI, MINUTE), MILD)

    late = let_pass(case, START + MINUTE, START + 31 * MINUTE)

    assert people_paged(late) == [MAI, MAI]
    assert "ladder_begun" in [event.what for event in late.events[-3:]]


def test_a_closed_case_ends_by_itself_and_then_nothing_happens_any_more() -> None:
    case = let_pass(closed(), START + HOUR, START + 30 * DAY)

    assert not case.is_open
    assert next_moment(case, START + 30 * DAY) is None
    assert tick(case, START + 60 * DAY) == case


def test_the_injects_of_a_drill_happen_on_time() -> None:
    script = (Inject(60.0, "press", "A paper calls"), Inject(120.0, "video", "A second video"))
    case = opened_case(drill=True, injects=script)

    case = let_pass(case, START, START + MINUTE)

    assert [inject.fired_at for inject in case.alert.injects] == [START + MINUTE, None]
