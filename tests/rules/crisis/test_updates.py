"""Audiences hear when they were promised to; a promise near its end pages, a missed one too."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pydantic import TypeAdapter

from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promises import open_promise, open_promises
from makegood.rules.crisis.promising import PromiseState
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.updates import (
    Told,
    next_promise,
    post_update,
    promise_due,
    promise_first,
    rearm_promises,
    release_promises,
)
from makegood.rules.crisis.words import Audience, CrisisStage
from makegood.rules.refusals import Refused
from tests.rules.crisis.cases import (
    BINH,
    CHI,
    HOUR,
    MAI,
    MINUTE,
    SECOND,
    START,
    a_case,
    a_declared_case,
    an_alert,
    by,
)
from tests.rules.crisis.saying import (
    REPORT,
    approved,
    calls,
    drafted,
    happened,
    letters,
    out,
    quiet,
)

MANAGEMENT, CUSTOMER, PUBLIC = Audience.MANAGEMENT, Audience.CUSTOMER, Audience.PUBLIC
ANSWER = Told(CUSTOMER, "We are looking for your parcel.")


def promised(case: CrisisFile | None = None) -> CrisisFile:
    """A declared crisis with its first promises made, and nothing unsent."""
    return quiet(promise_first(case or a_declared_case(), START))


def only(case: CrisisFile, audience: Audience) -> CrisisFile:
    """The case with its promises to that audience alone."""
    return replace(case, promises=tuple(p for p in case.promises if p.audience is audience))


def due(case: CrisisFile, audience: Audience) -> datetime:
    """When that audience hears next."""
    found = open_promise(case, audience)
    assert found is not None
    return found.due_at


def states(case: CrisisFile, audience: Audience) -> list[PromiseState]:
    """What became of the promises to that audience, in order."""
    return [one.state for one in case.promises if one.audience is audience]


def run(case: CrisisFile, until: timedelta) -> CrisisFile:
    """Let time pass, from alarm to alarm."""
    while (alarm := next_promise(case)) and alarm[0] <= START + until:
        case = promise_due(case, alarm[0])
    return case


def refused(case: CrisisFile, told: Told, after: timedelta = MINUTE) -> str:
    """The code with which an update is refused."""
    with pytest.raises(Refused) as refusal:
        post_update(case, by(CHI, after), told)
    return refusal.value.code


def test_a_declaration_promises_every_audience_of_its_severity_a_first_word() -> None:
    case = promised()

    assert due(case, PUBLIC) == START + 20 * MINUTE
    assert due(case, MANAGEMENT) == START + 30 * MINUTE
    assert due(case, CUSTOMER) == START + 60 * MINUTE
    assert open_promise(case, Audience.INTERNAL) is None


def test_nobody_is_promised_the_same_twice() -> None:
    assert promise_first(promised(), START + MINUTE) == promised()


def test_a_case_without_a_customer_promises_none_anything() -> None:
    case = promised(a_declared_case(alert=an_alert(customer=None)))

    assert open_promise(case, CUSTOMER) is None
    assert refused(case, ANSWER) == "no_customer"


def test_an_update_keeps_one_promise_and_makes_the_next() -> None:
    case = post_update(promised(), by(CHI, 25 * MINUTE), REPORT)

    assert states(case, MANAGEMENT) == [PromiseState.KEPT, PromiseState.OPEN]
    assert due(case, MANAGEMENT) == START + 55 * MINUTE
    assert letters(case) == [("management", "update_management")]
    assert (case.update_count, case.updates[-1].condition) == (1, "The post spreads")
    assert case.last_human_at == START + 25 * MINUTE


def test_an_update_at_the_very_moment_is_in_time() -> None:
    case = post_update(promised(), by(CHI, 30 * MINUTE), REPORT)

    assert states(case, MANAGEMENT)[0] is PromiseState.KEPT


def test_an_update_may_promise_an_earlier_word_than_policy_has() -> None:
    told = replace(REPORT, next_at=START + 20 * MINUTE)

    assert due(post_update(promised(), by(CHI, 5 * MINUTE), told), MANAGEMENT) == told.next_at


def test_no_update_puts_the_next_off_beyond_policy_or_into_the_past() -> None:
    late = replace(REPORT, next_at=START + 32 * MINUTE)
    past = replace(REPORT, next_at=START)

    assert refused(promised(), late) == "promise_too_late"
    assert refused(promised(), past) == "promise_in_past"


def test_management_is_told_condition_actions_and_needs() -> None:
    assert refused(promised(), replace(REPORT, needs=" ")) == "report_incomplete"
    assert refused(promised(), replace(ANSWER, condition="")) == "report_incomplete"


def test_the_public_is_told_nothing_that_nobody_approved() -> None:
    assert refused(promised(), Told(PUBLIC, "All is well")) == "statement_needed"


def test_nobody_is_told_anything_of_a_case_that_is_over() -> None:
    assert refused(a_case(stage=CrisisStage.CLOSED), REPORT) == "not_active"


def test_the_customer_s_update_goes_to_the_customer_and_is_the_first_response() -> None:
    case = post_update(promised(), by(BINH, 10 * MINUTE), ANSWER)
    again = post_update(case, by(BINH, 20 * MINUTE), ANSWER)

    assert letters(case) == [("cust-7", "update_customer")]
    assert again.responded_at == START + 10 * MINUTE
    assert post_update(promised(), by(CHI, MINUTE), REPORT).responded_at is None


def test_a_triaged_case_may_tell_and_promises_only_what_is_said() -> None:
    case = a_case(stage=CrisisStage.TRIAGED)
    said = replace(REPORT, next_at=START + 5 * HOUR)

    assert open_promises(post_update(case, by(CHI, MINUTE), REPORT)) == ()
    assert due(post_update(case, by(CHI, MINUTE), said), MANAGEMENT) == said.next_at


def test_once_a_crisis_is_stable_the_word_that_keeps_a_promise_may_be_the_last() -> None:
    case = replace(promised(), stage=CrisisStage.STABLE)

    case = post_update(case, by(CHI, 10 * MINUTE), REPORT)

    assert open_promise(case, MANAGEMENT) is None


def test_the_letters_of_a_restricted_case_say_only_that_there_is_an_update() -> None:
    case = promised(a_declared_case(alert=an_alert(restricted=True)))

    case = post_update(case, by(CHI, MINUTE), REPORT)

    assert "spreads" not in str(case.unrecorded.letters)
    assert case.updates[-1].condition == "The post spreads"


def test_three_hundred_updates_are_counted_and_told_word_for_word_on_the_timeline() -> None:
    case = promised()
    for number in range(300):
        told = Told(MANAGEMENT, f"condition {number}", "none", "none")
        case = post_update(case, by(CHI, number * MINUTE), told)

    assert (case.update_count, len(case.updates)) == (300, 50)
    assert any("condition 0;" in event.why for event in case.events)
    assert case.updates[-1].number == 300


def test_the_liaison_is_paged_before_a_promise_is_missed() -> None:
    case = only(promised(), MANAGEMENT)
    assert next_promise(case) == (START + 25 * MINUTE, "update to management is due soon")
    assert promise_due(case, START + 25 * MINUTE - SECOND) == case

    case = promise_due(case, START + 25 * MINUTE)

    assert calls(case) == [("role:internal_liaison",)]
    assert letters(case) == [(CHI, "promise_near")]
    assert next_promise(case) == (START + 30 * MINUTE, "update to management is due")
    assert promise_due(case, START + 25 * MINUTE) == case


def test_the_customer_liaison_keeps_the_promises_to_public_and_customer() -> None:
    for audience in (PUBLIC, CUSTOMER):
        case = only(promised(), audience)
        case = promise_due(case, due(case, audience) - MINUTE)
        assert calls(case) == [("role:customer_liaison",)]


def test_a_missed_promise_pages_the_lead_once_and_stays_missed() -> None:
    case = quiet(run(only(promised(), MANAGEMENT), 29 * MINUTE))

    case = promise_due(case, START + 30 * MINUTE)

    assert calls(case) == [("role:lead",)]
    assert letters(case) == [(MAI, "promise_missed")]
    assert promise_due(case, START + 30 * MINUTE) == case
    late = post_update(case, by(CHI, 40 * MINUTE), REPORT)
    assert states(late, MANAGEMENT)[0] is PromiseState.MISSED


def test_after_a_miss_the_audience_is_still_owed_a_word() -> None:
    case = run(only(promised(), MANAGEMENT), 30 * MINUTE)

    assert due(case, MANAGEMENT) == START + 60 * MINUTE


def test_without_liaison_the_lead_is_paged_and_without_lead_management() -> None:
    case = only(promised(), MANAGEMENT)
    led = replace(case, roles=case.roles[:1])

    assert calls(promise_due(led, START + 25 * MINUTE)) == [("role:lead",)]
    nobody = promise_due(replace(case, roles=()), START + 25 * MINUTE)
    assert calls(nobody) == [("rota:management:1",)]
    assert letters(nobody) == [("management", "promise_near")]


def test_a_short_promise_does_not_warn_before_half_of_it_is_over() -> None:
    told = replace(REPORT, next_at=START + 4 * MINUTE)
    case = only(post_update(promised(), by(CHI, 0 * MINUTE), told), MANAGEMENT)

    assert next_promise(case) == (START + 2 * MINUTE, "update to management is due soon")


def test_an_update_that_comes_late_missed_its_promise_though_no_alarm_has_rung() -> None:
    case = post_update(promised(), by(CHI, 31 * MINUTE), REPORT)

    assert states(case, MANAGEMENT) == [PromiseState.MISSED, PromiseState.OPEN]
    assert calls(case) == [("role:lead",)]


def test_update_reminders_after_restart_come_at_their_own_moment_and_once() -> None:
    """incidentbot loses every open reminder when it restarts; here they are part of the case."""
    as_written = TypeAdapter(CrisisFile)
    case = only(promised(), MANAGEMENT)

    woken = as_written.validate_json(as_written.dump_json(case))
    warned = promise_due(woken, START + 25 * MINUTE)
    again = as_written.validate_json(as_written.dump_json(warned))

    assert next_promise(woken) == next_promise(case)
    assert calls(warned) == [("role:internal_liaison",)]
    assert promise_due(again, START + 26 * MINUTE) == again
    assert next_promise(again) == (START + 30 * MINUTE, "update to management is due")


def test_a_reminder_that_fell_into_an_outage_is_made_up_for_and_not_lost() -> None:
    """A tick that was missed loses the reminder elsewhere; here it is late by the outage alone."""
    case = promise_due(only(promised(), MANAGEMENT), START + 27 * MINUTE)

    assert calls(case) == [("role:internal_liaison",)]


def test_an_outage_of_hours_makes_one_missed_promise_and_not_one_a_cadence() -> None:
    case = promise_due(only(promised(), MANAGEMENT), START + 10 * HOUR)

    assert states(case, MANAGEMENT) == [PromiseState.MISSED, PromiseState.OPEN]
    assert calls(case) == [("role:lead",)]
    assert due(case, MANAGEMENT) == START + 10 * HOUR + 30 * MINUTE


def test_pages_about_promises_are_told_apart() -> None:
    case = run(promised(), 3 * HOUR)

    keys = [(call.reason, call.run, call.step) for call in case.calls]
    assert len(keys) == len(set(keys)) > 8


def test_a_worse_severity_brings_promises_nearer_and_counts_what_has_passed() -> None:
    case = promised(a_declared_case(severity=Severity.SEV2))
    assert due(case, MANAGEMENT) == START + 60 * MINUTE

    case = rearm_promises(replace(case, severity=Severity.SEV1), START + 10 * MINUTE)

    assert due(case, MANAGEMENT) == START + 30 * MINUTE
    assert due(case, PUBLIC) == START + 30 * MINUTE
    assert states(case, MANAGEMENT) == [PromiseState.RELEASED, PromiseState.OPEN]


def test_a_promise_is_never_brought_so_near_that_nobody_could_be_warned() -> None:
    case = promised(a_declared_case(severity=Severity.SEV2))

    case = rearm_promises(replace(case, severity=Severity.SEV1), START + 45 * MINUTE)

    assert due(case, MANAGEMENT) == START + 50 * MINUTE
    assert only(case, MANAGEMENT).promises[-1].made_at == START


def test_what_was_told_counts_by_the_later_cadence() -> None:
    case = post_update(
        promised(a_declared_case(severity=Severity.SEV2)), by(CHI, 10 * MINUTE), ANSWER
    )
    assert due(case, CUSTOMER) == START + 250 * MINUTE

    case = rearm_promises(replace(case, severity=Severity.SEV1), START + 20 * MINUTE)

    assert due(case, CUSTOMER) == START + 130 * MINUTE


def test_a_milder_severity_does_not_put_off_a_word_that_was_given() -> None:
    case = rearm_promises(replace(promised(), severity=Severity.SEV2), START + 10 * MINUTE)

    assert due(case, MANAGEMENT) == START + 30 * MINUTE
    assert states(case, PUBLIC) == [PromiseState.RELEASED]


def test_a_change_of_severity_promises_nothing_before_the_declaration_or_after_the_storm() -> None:
    triaged = a_case(stage=CrisisStage.TRIAGED)
    stable = replace(a_declared_case(), stage=CrisisStage.STABLE)

    assert rearm_promises(triaged, START).promises == ()
    assert rearm_promises(stable, START).promises == ()


def test_what_is_released_reminds_nobody() -> None:
    case = release_promises(promised(), START + MINUTE)

    assert open_promises(case) == ()
    assert next_promise(case) is None
    assert promise_due(case, START + 10 * HOUR) == case


def test_nobody_is_reminded_in_a_case_that_is_over() -> None:
    case = replace(promised(), stage=CrisisStage.MERGED)

    assert next_promise(case) is None
    assert promise_due(case, START + 10 * HOUR) == case


def test_the_public_of_a_restricted_case_is_promised_nothing_until_something_was_said() -> None:
    silent = promised(a_declared_case(alert=an_alert(restricted=True)))
    said = out(approved(drafted(silent)))

    assert open_promise(silent, PUBLIC) is None
    assert due(said, PUBLIC) == START + 65 * MINUTE
    assert states(rearm_promises(said, START + 10 * MINUTE), PUBLIC) == [PromiseState.OPEN]


def test_a_rehearsal_writes_to_no_customer_in_earnest() -> None:
    case = promised(a_declared_case(alert=an_alert(drill=True)))

    case = post_update(case, by(BINH, MINUTE), ANSWER)

    assert letters(case) == [("customer", "update_customer")]


def test_a_rehearsal_s_updates_are_marked() -> None:
    case = promised(a_declared_case(alert=an_alert(drill=True)))

    case = post_update(case, by(CHI, MINUTE), REPORT)

    assert ("drill", "DRILL") in case.unrecorded.letters[0].fields
    assert happened(case)[-1] == "update_posted"
