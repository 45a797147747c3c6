"""Promises that end at one moment are one letter and one page to each of their readers."""

from dataclasses import replace
from datetime import timedelta

from makegood.rules.crisis.bundling import call_together
from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.clocking import start
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promising import Promise, PromiseState
from makegood.rules.crisis.ticking import tick
from makegood.rules.crisis.updates import next_promise, promise_due
from makegood.rules.crisis.words import Audience
from tests.rules.crisis.cases import HOUR, MAI, MINUTE, START, a_declared_case
from tests.rules.crisis.saying import calls, happened, letters, quiet

FOUR = (Audience.PUBLIC, Audience.CUSTOMER, Audience.MANAGEMENT, Audience.INTERNAL)
ALL = "public, customer, management, internal"
TO_LEAD = ("role:lead",)
RINGING = Call(PageReason.PROMISE, TO_LEAD, "public", 7, step=1)


def owing(*, bundled: bool = True, due: timedelta = HOUR) -> CrisisFile:
    """A declared crisis that owes four audiences a word by the same moment, and tells nothing."""
    case = a_declared_case()
    promises = tuple(
        Promise(number, audience, START, START + due) for number, audience in enumerate(FOUR, 1)
    )
    terms = replace(case.terms, bundle_promises=bundled)
    return quiet(replace(case, promises=promises, terms=terms))


def warned(case: CrisisFile) -> CrisisFile:
    """The case after the moment at which its liaisons are called."""
    coming = next_promise(case)
    assert coming is not None
    return promise_due(case, coming[0])


def told(case: CrisisFile) -> list[tuple[str, str, str]]:
    """To whom which letters go about which audiences."""
    return [(one.to, one.template, dict(one.fields)["audience"]) for one in case.unrecorded.letters]


def test_promises_missed_at_one_moment_are_one_letter_and_one_page() -> None:
    case = promise_due(quiet(warned(owing())), START + HOUR)

    assert told(case) == [(MAI, "promise_missed", ALL)]
    assert [(one.contacts, one.subject) for one in case.calls] == [(TO_LEAD, ALL)]
    assert happened(case)[-4:] == ["promise_missed"] * 4
    missed = [one for one in case.promises if one.state is PromiseState.MISSED]
    assert [one.audience for one in missed] == list(FOUR)


def test_promises_near_their_end_are_one_letter_and_one_page_to_each_liaison() -> None:
    case = warned(owing())

    assert [one.subject for one in case.calls] == ["public, customer", "management, internal"]
    assert [(template, about) for _, template, about in told(case)] == [
        ("promise_near", "public, customer"),
        ("promise_near", "management, internal"),
    ]


def test_one_who_keeps_all_promises_is_warned_of_all_at_once() -> None:
    case = owing()
    case = warned(replace(case, roles=case.roles[:1]))

    assert told(case) == [(MAI, "promise_near", ALL)]
    assert calls(case) == [TO_LEAD]


def test_a_promise_that_is_near_is_no_part_of_the_letter_about_those_that_are_missed() -> None:
    case = owing()
    later = replace(case.promises[-1], due_at=START + HOUR + MINUTE)
    case = promise_due(replace(case, promises=(*case.promises[:-1], later)), START + HOUR)

    assert [(template, about) for _, template, about in told(case)] == [
        ("promise_missed", "public, customer, management"),
        ("promise_near", "internal"),
    ]


def test_the_letter_says_when_the_first_of_it_was_due() -> None:
    case = owing()
    earlier = replace(case.promises[1], due_at=START + 50 * MINUTE)
    late = promise_due(
        replace(case, promises=(case.promises[0], earlier)), START + HOUR
    ).unrecorded.letters

    assert dict(late[0].fields)["due"] == (START + 50 * MINUTE).isoformat()


def test_a_breached_clock_of_the_same_moment_is_in_the_same_page() -> None:
    case = start(quiet(warned(owing(due=20 * MINUTE))), "first_response", START)

    case = tick(case, START + 20 * MINUTE)

    pages = [one.subject for one in case.calls if one.reason is PageReason.PROMISE]
    assert pages == [f"first_response, {ALL}"]


def test_every_audience_is_still_owed_a_word_of_its_own() -> None:
    case = promise_due(owing(), START + HOUR)

    owed = [one.audience for one in case.promises if one.state is PromiseState.OPEN]
    assert owed == [Audience.PUBLIC, Audience.CUSTOMER, Audience.MANAGEMENT]


def test_a_case_whose_terms_do_not_bundle_writes_and_pages_for_each() -> None:
    case = promise_due(quiet(warned(owing(bundled=False))), START + HOUR)

    assert letters(case) == [(MAI, "promise_missed")] * 4
    assert [one.subject for one in case.calls] == list(FOUR)


def joined(wanted: Call, among: Call = RINGING) -> tuple[Call, ...]:
    """What is called for after that, in a case that called for `among` already."""
    case = replace(owing(), calls=(among,))
    return call_together(case, wanted).calls


def test_what_is_joined_is_as_loud_as_the_loudest_and_says_each_thing_once() -> None:
    louder = replace(RINGING, subject="customer", step=4, never_quiet=True)

    (one,) = joined(louder)
    (again,) = joined(RINGING, one)

    assert one == replace(RINGING, subject="public, customer", step=4, never_quiet=True)
    assert again == replace(one, subject="public, customer")


def test_whatever_else_somebody_is_called_for_stays_a_call_of_its_own() -> None:
    task = replace(RINGING, reason=PageReason.TASK)
    other = replace(RINGING, contacts=("rota:pr:1",))

    assert joined(task) == (RINGING, task)
    assert joined(RINGING, task) == (task, RINGING)
    assert joined(other) == (RINGING, other)
