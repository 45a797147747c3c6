"""A post that spreads: the second rung hears, Legal sends back, one text goes out."""

from makegood.messages import crisis_commands as say
from makegood.rules.claim import Team
from makegood.rules.crisis.words import Audience
from makegood.rules.rounds import Decide
from tests.kit.alarm import DAY, HOUR, MINUTE, Alarm, an_alarm
from tests.kit.signals import (
    ASKED,
    BREACHED,
    DECIDED,
    ENDED,
    FIRST_RUNG,
    LEADS,
    SECOND_RUNG,
    SIGNERS,
    TRIAGED,
    WARNED,
    begun,
    called,
)
from tests.kit.world import World

MOST_EVENTS = 400
"""The budget of a viral post, from its first page to its review."""

LATE = [FIRST_RUNG, SECOND_RUNG]
UNTRIAGED = "triage > rota:management:1 sent"
UNTRIAGED_LETTER = "crisis_triage_late > service_desk.lead"
AFTERWARDS = begun(
    "pr", "pr", "legal", "service_desk", "operations", "key_account", "pr", "pr", "pr", "pr"
)
TOLD = ["update_management > management", "update_customer > merchant-lotus"]


async def declared(world: World, case_id: str) -> Alarm:
    """A post that the first on call knows of, and that somebody leads."""
    case = await an_alarm(world, case_id)
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai")
    await case.says("declare", say.Declare(by="desk.mai"))
    return case


async def is_over(case: Alarm) -> None:
    """Everything of the playbook is done, everybody is told, the last text is out."""
    await case.tasks_are_done("desk.mai")
    for step in ("contain", "stabilise"):
        await case.says(step, say.Says(by="desk.mai"))
    for audience in (Audience.MANAGEMENT, Audience.CUSTOMER, Audience.INTERNAL):
        await case.is_told(audience, "desk.mai")
    await case.is_drafted("last", "pr.kim", "It is solved.")
    await case.all_sign("last")
    await case.is_published("last", "desk.mai")


async def is_learnt(case: Alarm) -> None:
    """The case is closed and reviewed, and the customer has answered."""
    await case.says("close", say.CloseCase(by="desk.mai", resolution="The parcels were replaced."))
    await case.passes(DAY + HOUR)
    await case.says("record_csat", say.RecordCsat(score=5))
    review = {"summary": "A fence.", "went_well": "One voice.", "causes": "No gate code."}
    await case.says("complete_review", say.CompleteReview(by="desk.mai", **review))


async def test_the_ladder_climbs_to_the_second_rung_and_stops_at_a_person(world: World) -> None:
    case = await an_alarm(world, "rungs")

    await case.passes(10 * MINUTE)
    waiting = (await case.status()).awaiting[0]
    await case.is_acknowledged("desk.mai")
    await case.passes(11 * MINUTE)  # the third rung would be called after ten

    assert (waiting.what, (await case.status()).acknowledged_by) == ("acknowledge", ("desk.mai",))
    assert len(await case.happened("ladder_climbed")) == 1
    await case.must_have_said([*LATE, UNTRIAGED], [*WARNED, *BREACHED, UNTRIAGED_LETTER])


async def test_a_statement_sent_back_by_legal_is_published_once_as_it_was_signed(
    world: World,
) -> None:
    case = await declared(world, "sentback")

    first = await case.is_drafted("first", "pr.kim", "We are looking into it.")
    back = await case.is_signed("first", Team.LEGAL, Decide.SEND_BACK, "legal.vinh")
    second = await case.is_drafted("first", "pr.kim", "We are sorry and are looking into it.")
    approved = await case.all_sign("first")
    out = await case.is_published("first", "desk.mai")
    await case.is_published("first", "desk.mai")

    assert (back, approved, out.state) == ("sent_back", "approved", "published")
    assert first.statement_hash != second.statement_hash == out.statement_hash
    letters = [*TRIAGED, *LEADS, *ASKED, *DECIDED, *ASKED, *DECIDED]
    pages = [FIRST_RUNG, *called(*SIGNERS), *called(*SIGNERS)]
    await case.must_have_said(pages, letters, ["first"])


async def test_a_viral_post_is_lived_through_to_its_review(world: World) -> None:
    case = await an_alarm(world, "viral")
    await case.passes(10 * MINUTE)
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai")
    await case.says("declare", say.Declare(by="desk.mai"))

    await is_over(case)
    left = (await case.status()).checklist
    await is_learnt(case)
    result = await case.ends()

    assert (left, result.stage) == ((), "reviewed")
    told = [*TOLD, "update_internal > internal"]
    heard = [*WARNED, *BREACHED, *TRIAGED, *LEADS, *AFTERWARDS, *told, *ASKED, *DECIDED]
    asked = ["review_opened > desk.mai", *ENDED, "csat_request > merchant-lotus"]
    pages = [*LATE, *called(*SIGNERS)]
    await case.must_have_said(pages, [*heard, *asked], ["last"])
    kept = [one.state for one in (await case.status()).promises]
    assert set(kept) == {"kept"}
    assert len((await case.handle.fetch_history()).events) <= MOST_EVENTS
