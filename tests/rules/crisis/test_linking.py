"""What belongs together: links, mentions and cases that become one."""

from dataclasses import replace

import pytest

from makegood.rules.chronicle import recorded, trimmed
from makegood.rules.crisis.linking import (
    MENTIONS_KEPT,
    MergedCase,
    absorb,
    link,
    mention,
    merge_into,
)
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.tasking import TaskState
from makegood.rules.crisis.words import CrisisStage, Link, Mention, Source, SourceType
from tests.rules.crisis.cases import HOUR, MAI, MINUTE, START, a_declared_case, by
from tests.rules.crisis.saying import drafted
from tests.rules.crisis.walk import (
    MILD,
    acknowledged,
    called,
    closed,
    let_pass,
    opened_case,
    people_paged,
    triaged,
)
from tests.rules.life.walk import refusal_of

TICKET = Link("ticket", "T-7", "https://desk.example/7")


def seen(number: int = 1, reach: int = 10) -> Mention:
    """Somebody's post about the same thing."""
    return Mention(Source(SourceType.SOCIAL_POST, f"post-{number}"), START + MINUTE, reach)


def test_a_case_is_linked_once_to_a_ticket() -> None:
    case = link(opened_case(), by(MAI), TICKET)

    assert case.links == (TICKET,)
    assert link(case, by(MAI, HOUR), replace(TICKET, url="")) == case


def test_a_closed_case_can_still_be_linked_and_an_ended_one_cannot() -> None:
    case = closed()

    assert link(case, by(MAI), TICKET).links == (TICKET,)
    ended = replace(case, ended_at=START + HOUR)
    assert refusal_of(lambda: link(ended, by(MAI), TICKET)).code == "not_open"


def test_a_mention_joins_instead_of_calling_people() -> None:
    case = mention(acknowledged(), by("watch", 2 * MINUTE), seen(reach=90_000))

    assert (case.mention_count, case.top_reach) == (1, 90_000)
    assert people_paged(called(case, START + 2 * MINUTE)) == [MAI]


def test_a_mention_is_no_work_on_the_case() -> None:
    case = mention(acknowledged(), by("watch", 20 * MINUTE), seen())

    later = let_pass(case, START + 20 * MINUTE, START + 31 * MINUTE)

    assert case.last_human_at == START + MINUTE
    assert people_paged(later).count(MAI) == 2


def test_the_same_mention_counts_once() -> None:
    case = mention(opened_case(), by("watch"), seen())

    assert mention(case, by("watch", HOUR), seen()) == case


def test_one_may_speak_for_many_that_a_watch_heard_at_once() -> None:
    many = replace(seen(), count=900)
    case = mention(opened_case(), by("watch"), many)

    assert case.mention_count == 900
    assert case.events[-1].why.endswith(" and 899 more") or "899 more" in str(case.events[-1])
    assert mention(case, by("watch", HOUR), many) == case


def test_two_thousand_mentions_are_counted_and_the_newest_carried() -> None:
    case = opened_case()
    for number in range(2_000):
        case = mention(case, by("watch", MINUTE), seen(number))
        case = trimmed(recorded(case, case.unrecorded))

    assert case.mention_count == 2_000
    assert len(case.mentions) == MENTIONS_KEPT
    assert case.mentions[-1].source.reference == "post-1999"


@pytest.mark.parametrize(
    ("triggers", "said", "severity"),
    [
        ((), None, Severity.SEV4),
        ((Trigger.PRESS,), None, Severity.SEV2),
        ((), Severity.SEV1, Severity.SEV1),
        ((Trigger.PRESS,), Severity.SEV3, Severity.SEV2),
    ],
)
def test_a_mention_may_make_a_case_worse_never_milder(
    triggers: tuple[Trigger, ...], said: Severity | None, severity: Severity
) -> None:
    case = mention(triaged(MILD), by("watch", 9 * MINUTE), seen(), triggers, said)

    assert case.severity is severity


def test_a_case_that_grows_worse_by_itself_calls_people_anew_though_one_has_acknowledged() -> None:
    case = mention(acknowledged(), by("watch", 9 * MINUTE), seen(), (Trigger.SAFETY,))

    assert case.ladder is not None
    assert (case.ladder.name, case.ladder.run) == ("desk-SEV1", 2)
    assert people_paged(called(case, START + 9 * MINUTE)) == [MAI, MAI]


def test_a_case_that_grows_worse_while_people_are_called_starts_one_ladder_not_two() -> None:
    case = mention(opened_case(), by("watch", MINUTE), seen(), (Trigger.SAFETY,))

    assert case.ladder_runs == 2
    assert [wanted.run for wanted in case.calls] == [2]


def test_a_mention_of_a_closed_case_is_refused() -> None:
    assert refusal_of(lambda: mention(closed(), by("watch"), seen())).code == "not_active"


def test_a_merged_case_ends_at_once_and_calls_nobody() -> None:
    case = merge_into(triaged(), by(MAI, 5 * MINUTE), "C-2")

    assert (case.stage, case.merged_into) == (CrisisStage.MERGED, "C-2")
    assert not case.is_open
    assert {task.state for task in case.tasks} == {TaskState.VOID}
    assert people_paged(let_pass(case, START + 5 * MINUTE, START + 9 * HOUR)) == [MAI]
    ended = case.unrecorded.letters[-1]
    assert (ended.template, ("why", "C-2") in ended.fields) == ("crisis_ended", True)


def test_who_is_told_of_a_merger_without_a_reporter_is_the_desk() -> None:
    case = merge_into(triaged(reported_by=""), by(MAI, 5 * MINUTE), "C-2")

    assert case.unrecorded.letters[-1].to == "service_desk"


def test_a_case_is_not_merged_into_itself_or_after_its_end() -> None:
    assert refusal_of(lambda: merge_into(triaged(), by(MAI), "C-1")).code == "same_case"
    assert refusal_of(lambda: merge_into(closed(), by(MAI), "C-2")).code == "not_active"
    itself = MergedCase("C-1", START, Severity.SEV1)
    assert refusal_of(lambda: absorb(triaged(), by(MAI), itself)).code == "same_case"
    other = MergedCase("C-2", START, Severity.SEV1)
    assert refusal_of(lambda: absorb(closed(), by(MAI), other)).code == "not_active"


def test_a_case_is_not_merged_while_a_statement_is_on_its_way_out() -> None:
    case = drafted(a_declared_case())
    out = tuple(replace(one, state=StatementState.PUBLISHING) for one in case.statements)

    refused = refusal_of(lambda: merge_into(replace(case, statements=out), by(MAI), "C-2"))

    assert refused.code == "statement_under_way"


def test_the_case_that_goes_on_answers_for_the_older_wait_and_the_worse_harm() -> None:
    other = MergedCase("C-0", START - HOUR, Severity.SEV1, 12, (Trigger.SAFETY,))

    case = absorb(triaged(MILD), by(MAI, 10 * MINUTE), other)

    assert case.severity is Severity.SEV1
    assert (case.absorbed, case.mention_count) == (("C-0",), 12)
    assert case.triggers == (Trigger.SAFETY,)
    clock = next(clock for clock in case.clocks if clock.name == "containment")
    assert clock.started_at == START - HOUR


def test_a_case_takes_another_in_once() -> None:
    other = MergedCase("C-0", START, Severity.SEV4, 12)

    case = absorb(triaged(MILD), by(MAI, 10 * MINUTE), other)

    assert absorb(case, by(MAI, HOUR), other) == case
