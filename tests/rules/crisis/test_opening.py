"""A case comes in: as bad as it may be, timed, and somebody is called at once."""

from makegood.rules.crisis.opening import opened
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.crisis.ticking import next_moment
from makegood.rules.crisis.words import CrisisStage, Link, Source, SourceType
from makegood.rules.crisis.work import has_work
from tests.rules.crisis.cases import MAI, MINUTE, START, an_alert
from tests.rules.crisis.walk import an_admission, called, let_pass, opened_case, people_paged


def test_until_somebody_has_looked_a_case_counts_as_the_worse() -> None:
    case = opened_case()

    assert case.severity is Severity.SEV2
    assert case.stage is CrisisStage.DETECTED


def test_a_trigger_makes_it_worse_from_the_first_second() -> None:
    assert opened_case(triggers=(Trigger.SAFETY,)).severity is Severity.SEV1


def test_a_mild_trigger_does_not_make_it_milder_than_unknown() -> None:
    assert opened_case(triggers=(Trigger.VIP,)).severity is Severity.SEV2


def test_the_first_on_call_is_paged_at_once() -> None:
    case = called(opened_case(), START)

    assert people_paged(case) == [MAI]


def test_all_clocks_count_from_the_opening() -> None:
    clocks = {clock.name: clock.started_at for clock in opened_case().clocks}

    names = ("acknowledge", "first_response", "containment", "resolution")
    assert clocks == dict.fromkeys(names, START)


def test_what_the_alert_knew_is_on_the_case() -> None:
    links = (Link("ticket", "T-9"),)
    case = opened_case(links=links, triggers=(Trigger.PRESS, Trigger.PRESS), reach=70_000)

    assert case.links == links
    assert case.triggers == (Trigger.PRESS,)
    assert case.top_reach == 70_000
    assert [event.what for event in case.events][:1] == ["opened"]


def test_who_reported_a_case_may_see_it_and_nobody_need_have() -> None:
    assert opened_case().members == (MAI,)
    assert opened_case(reported_by="").members == ()


def test_the_same_source_twice_is_one_case_and_calls_nobody() -> None:
    case = opened(an_alert(), an_admission(same_as="C-0"), START)

    assert (case.stage, case.merged_into) == (CrisisStage.MERGED, "C-0")
    assert not case.is_open
    assert not has_work(case)
    assert next_moment(case, START) is None
    assert case.events[-1].why == "the same source as C-0"


def test_a_near_duplicate_joins_the_open_case() -> None:
    case = opened(an_alert(), an_admission(near="C-0"), START)

    assert case.merged_into == "C-0"
    assert case.events[-1].why == "nearly the same as C-0"


def test_a_source_may_set_a_floor() -> None:
    enquiry = opened_case(source=Source(SourceType.REGULATOR, "letter-1"))

    assert enquiry.severity is Severity.SEV2


def test_a_drill_says_so_in_every_letter() -> None:
    case = let_pass(opened_case(drill=True), START, START + 20 * MINUTE)

    letters = case.unrecorded.letters
    assert letters
    assert all(("drill", "DRILL") in letter.fields for letter in letters)
