"""What failed in other systems, by name: each case of it is impossible here."""

from dataclasses import replace
from datetime import timedelta

from makegood.rules.claim import Team
from makegood.rules.crisis import clocking, paging
from makegood.rules.crisis.announcing import announce
from makegood.rules.crisis.calling import PageReport, PageState
from makegood.rules.crisis.clocking import pause_clocks, resume_clocks
from makegood.rules.crisis.closing import close, reopen
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.ladders import acknowledge
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.tasks import NewTask, add_task
from makegood.rules.crisis.ticking import next_moment, tick
from makegood.rules.crisis.triaging import change_severity
from makegood.rules.crisis.words import CrisisStage
from tests.rules.crisis.cases import (
    BINH,
    DAY,
    HOUR,
    MAI,
    MINUTE,
    START,
    a_case,
    by,
    minutes,
)
from tests.rules.crisis.walk import (
    MILD,
    called,
    closed,
    found,
    let_pass,
    opened_case,
    paged,
    people_paged,
    triaged,
)
from tests.rules.life.walk import refusal_of


def handled() -> CrisisFile:
    """A mild case that Mai has assessed while Binh was being paged as well."""
    return triaged(MILD)


def test_acknowledgement_racing_resolution_the_case_stays_closed() -> None:
    """Elsewhere the later acknowledgement re-opened a resolved case (grafana/oncall 3161)."""
    resolved = close(handled(), by(MAI, 9 * MINUTE), "delivered")

    refused = refusal_of(lambda: acknowledge(resolved, by(BINH, 9 * MINUTE)))

    assert refused.code == "case_is_over"
    assert resolved.stage is CrisisStage.CLOSED


def test_resolution_racing_acknowledgement_ends_the_same() -> None:
    seen = acknowledge(handled(), by(BINH, 9 * MINUTE))

    resolved = close(seen, by(MAI, 9 * MINUTE), "delivered")

    assert resolved.stage is CrisisStage.CLOSED
    assert people_paged(let_pass(resolved, START + 9 * MINUTE, START + 6 * DAY)) == [MAI]


def test_no_page_after_an_acknowledgement_however_late_its_call_is_answered() -> None:
    """Elsewhere a step that was already under way paged all the same (grafana/oncall 4654)."""
    case = tick(paged(opened_case(), START), START + 5 * MINUTE)
    (wanted,) = case.calls

    case = acknowledge(case, by(MAI, 5 * MINUTE))
    late = paging.called(case, wanted, found(("rota:service_desk:2",)), START + 6 * MINUTE)

    assert people_paged(late) == [MAI]


def test_no_other_channel_after_an_acknowledgement_when_the_first_fails_late() -> None:
    case = called(opened_case(), START)
    key = case.pages[0].key
    case = acknowledge(paging.sending(case, key, START), by(BINH, MINUTE))

    late = paging.paged(case, PageReport(key, PageState.FAILED, START + 2 * MINUTE))

    assert people_paged(late) == [MAI]


def test_no_page_after_closing_for_a_task_whose_call_was_under_way() -> None:
    case = add_task(handled(), by(MAI, 3 * MINUTE), NewTask("t", "Call", Team.LEGAL, minutes(1)))
    case = announce(case, START + 4 * MINUTE)
    (wanted,) = case.calls
    over = close(replace(case, tasks=()), by(MAI, 5 * MINUTE), "done")

    late = paging.called(over, wanted, found(wanted.contacts), START + 6 * MINUTE)

    assert people_paged(late) == [MAI]


def test_no_other_channel_for_a_task_once_the_case_is_closed() -> None:
    case = add_task(handled(), by(MAI, 3 * MINUTE), NewTask("t", "Call", Team.LEGAL, minutes(1)))
    case = called(announce(case, START + 4 * MINUTE), START + 4 * MINUTE)
    page = case.pages[-1]
    case = paging.sending(case, page.key, START + 4 * MINUTE)
    over = close(replace(case, tasks=()), by(MAI, 5 * MINUTE), "done")

    late = paging.paged(over, PageReport(page.key, PageState.FAILED, START + 6 * MINUTE))

    assert people_paged(late) == [MAI, "legal.khanh"]


def test_a_pause_is_not_lost_when_the_sla_changes() -> None:
    """Elsewhere a ticket that changed its SLA while pending lost its pause (glpi 6902, 15605)."""
    case = clocking.start(a_case(severity=Severity.SEV2), "containment", START)
    case = pause_clocks(case, by(MAI, HOUR), "containment")
    case = change_severity(case, by(MAI, 2 * HOUR), Severity.SEV1)
    case = resume_clocks(case, by(MAI, 5 * HOUR), "containment")

    (clock,) = (clock for clock in case.clocks if clock.name == "containment")
    due = clocking.clock_due(case, clock, START + 5 * HOUR)

    assert due == START + 2 * HOUR + 4 * HOUR


def test_a_reopened_case_leaves_no_stale_escalation_behind() -> None:
    """Elsewhere reopening and merging left escalations of the old life (zammad 188, 904)."""
    again = reopen(closed(), by(BINH, 2 * DAY, "again"))

    counting = {clock.name: clock.started_at for clock in clocking.live(again)}

    assert set(counting.values()) == {START + 2 * DAY}


def test_no_storm_of_breach_mails_when_many_promises_break_at_once() -> None:
    """Elsewhere 500 tickets made hundreds of breach mails at once (frappe/helpdesk 2967)."""
    case = opened_case()

    letters = announce(case, START + 9 * DAY).unrecorded.letters

    assert len(case.clocks) == 4
    assert [letter.to for letter in letters] == ["service_desk.manager"]


def test_a_rule_for_one_o_clock_fires_at_one_o_clock() -> None:
    """Elsewhere rules that were polled fired at 1:40 instead of 1:00 (freescout 3246)."""
    case = clocking.start(a_case(severity=Severity.SEV2), "containment", START)

    coming = next_moment(case, START)

    assert coming is not None
    fired = tick(case, coming[0])
    assert [event.at for event in fired.events][-1] == coming[0]


def test_an_alarm_that_rings_twenty_times_pages_once() -> None:
    """Elsewhere a task with an ETA was executed up to twenty times (celery 4766)."""
    case = paged(opened_case(), START)
    at = START + 5 * MINUTE

    for _ in range(20):
        case = paged(tick(case, at), at)

    assert people_paged(case) == [MAI, BINH, MAI]


def test_a_reminder_missed_by_an_outage_is_late_not_lost() -> None:
    """Elsewhere a reminder that missed its tick was lost for good (Dispatch, incidentbot)."""
    case = clocking.start(a_case(), "containment", START)
    back = START + HOUR + timedelta(minutes=7)

    told = tick(case, back).unrecorded.letters

    assert "crisis_reminder" in [letter.template for letter in told]
