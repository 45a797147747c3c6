"""What a case does by itself now: call, page, publish, take back, tell the claim."""

from dataclasses import replace

from makegood.rules.crisis.calling import PageState
from makegood.rules.crisis.closing import claim_told
from makegood.rules.crisis.pages import cancel, changed
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.words import Link
from makegood.rules.crisis.work import Work, has_work, work
from tests.rules.crisis.cases import HOUR, MINUTE, START, a_declared_case
from tests.rules.crisis.saying import drafted, out
from tests.rules.crisis.walk import called, closed, opened_case, paged


def test_a_new_case_has_somebody_to_look_up_then_to_page_then_nothing() -> None:
    case = opened_case()
    assert work(case) == (Work.CALL,)

    looked_up = called(case, START)
    assert work(looked_up) == (Work.PAGE,)

    assert not has_work(paged(looked_up, START))


def test_a_page_that_is_called_off_in_a_digest_is_taken_out_of_it() -> None:
    case = called(opened_case(), START)
    bundled = changed(case, replace(case.pages[0], state=PageState.BUNDLED))
    assert work(bundled) == ()

    assert work(cancel(bundled, START + MINUTE)) == (Work.PAGE,)


def test_a_released_statement_is_published_and_one_taken_back_withdrawn() -> None:
    case = drafted(a_declared_case())
    asked = tuple(replace(one, state=StatementState.PUBLISHING) for one in case.statements)
    leaving = tuple(replace(one, withdrawing=True) for one in out().statements)
    quiet = replace(case, calls=())

    assert work(replace(quiet, statements=asked)) == (Work.PUBLISH,)
    assert work(replace(quiet, statements=leaving)) == (Work.WITHDRAW,)


def test_the_claim_hears_once_when_nobody_works_on_the_case_any_more() -> None:
    links = (Link("claim", "CL-1"),)
    assert work(paged(opened_case(links=links), START)) == ()

    case = closed(links=links)
    assert work(case) == (Work.TELL_CLAIM,)

    assert not has_work(claim_told(case, START + HOUR))


def test_a_case_without_a_claim_tells_none() -> None:
    assert not has_work(closed())
