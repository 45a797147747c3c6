"""Goodwill beyond policy in a crisis: the claim's authority matrix signs it, the claim pays it."""

import pytest

from makegood.messages import crisis_commands as say
from makegood.rules.casefile import Stage
from makegood.rules.claim import Team
from starters.errors import Denied, RefusedByRule
from tests.builders import vnd
from tests.kit.alarm import Alarm, an_alarm
from tests.kit.filings import Wanted
from tests.kit.waiting import until
from tests.kit.world import World
from tests.stories.test_paid import offered

LINES = ("goodwill_asked", "goodwill_signing", "goodwill_approved", "goodwill_paid")


def a_wish(claim_id: str, total: int = 6_000_000) -> say.RecordDecision:
    """The crisis team would pay more than the contract says."""
    return say.RecordDecision(
        by="desk.mai",
        what="settle it at six million",
        reason="the customer was lied to",
        claim_id=claim_id,
        total=vnd(total),
    )


async def hears(case: Alarm, grant: str) -> None:
    """Wait until the case knows that its newest decision has got so far."""

    async def heard() -> bool:
        return (await case.status()).decisions[-1].grant == grant

    await until(heard)
    await case.is_settled()


async def a_crisis(world: World, case_id: str) -> Alarm:
    """A case that somebody looks after."""
    case = await an_alarm(world, case_id)
    await case.is_acknowledged("desk.mai")
    return case


async def test_goodwill_of_a_crisis_is_signed_by_the_claims_matrix_and_paid_by_the_claim(
    world: World,
) -> None:
    claim = await offered(world, "beyond", Wanted(asked=8_000_000))
    case = await a_crisis(world, "generous")

    await case.says("record_decision", a_wish("beyond"))
    await hears(case, "signing")
    waiting = [one.who for one in await claim.awaited()]
    with pytest.raises(Denied, match="level"):
        await claim.signs(Team.SALES, by="sales.xuan")
    undecided = (await case.status()).checklist
    await claim.all_sign()
    await hears(case, "approved")
    paid = await claim.gets_paid_for(2)
    await hears(case, "paid")

    assert waiting == ["service_desk", "operations", "sales", "key_account"]
    assert "claim beyond has not decided on the goodwill of decision 1" in undecided
    assert (paid.amounts.paid, paid.amounts.goodwill) == (vnd(6_000_000), vnd(1_000_000))
    (decision,) = (await case.status()).decisions
    assert (decision.claim_id, decision.total, decision.grant) == ("beyond", vnd(6_000_000), "paid")
    told = await case.happened(*LINES)
    assert [line.what for line in told] == list(LINES)
    assert {line.evidence for line in told} == {"decision 1, claim beyond"}
    asked = await claim.happened("goodwill_asked")
    assert [line.evidence for line in asked] == [f"case {case.case_id}, decision 1"]


async def test_what_no_claim_can_grant_is_refused_and_the_case_says_why(world: World) -> None:
    case = await a_crisis(world, "groundless")

    await case.says("record_decision", a_wish("no-such-claim"))
    await hears(case, "refused")
    with pytest.raises(RefusedByRule, match="Name the claim"):
        await case.says("record_decision", a_wish(""))

    (line,) = await case.happened("goodwill_refused")
    assert line.why == "There is no such claim, or it is over."
    assert len((await case.status()).decisions) == 1


async def test_a_claim_that_is_not_negotiating_tells_the_case_so(world: World) -> None:
    claim = await offered(world, "settled", Wanted(asked=8_000_000))
    await claim.accepts()
    await claim.reaches(Stage.PAYMENT_APPROVAL)
    case = await a_crisis(world, "haggled-over")

    await case.says("record_decision", a_wish("settled"))
    await hears(case, "refused")

    (line,) = await case.happened("goodwill_refused")
    assert "nothing to negotiate" in line.why
    assert (await claim.status()).stage == Stage.PAYMENT_APPROVAL
