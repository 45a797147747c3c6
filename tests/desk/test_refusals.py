"""Where a page cannot be shown, a page says why and where to go."""

import pytest

from starters.desk.refusals import refusal_of
from starters.errors import BadInput, Denied, NoSuchClaim, RefusedByRule, Unreachable
from tests.desk.world import LAN, World


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NoSuchClaim("There is no claim C-9."), 404),
        (Denied("no", "not_yours"), 403),
        (Denied("no", "not_granted"), 403),
        (Denied("no", "csrf"), 403),
        (RefusedByRule("Finance has decided already.", "team_decided"), 409),
        (Unreachable("Temporal does not answer"), 503),
        (BadInput("about: what?"), 422),
        (ZeroDivisionError("a slip of ours"), 500),
    ],
)
def test_each_trouble_has_its_page(error: Exception, status: int) -> None:
    assert refusal_of(error, "/claims/C-1").status == status


def test_a_merchant_does_not_learn_that_others_have_such_a_claim() -> None:
    refusal = refusal_of(Denied("no", "not_yours"), "/claims/C-1", merchant=True)

    assert refusal.status == 404


def test_a_large_amount_leads_to_a_fresh_sign_in_and_back() -> None:
    refusal = refusal_of(Denied("again", "sign_in_again"), "/claims/C-1")

    assert refusal.way_out == "/sign-in?again=1&next=/claims/C-1"


async def test_an_address_that_is_none_gets_the_desks_own_page(world: World) -> None:
    async with world.browser(LAN) as browser:
        answer = await browser.get("/nothing/here")

    assert answer.status_code == 404
    assert "Makegood" in answer.text
    assert "There is no such page" in answer.text
