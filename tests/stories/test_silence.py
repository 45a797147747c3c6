"""Teams that say nothing: reminded, then their lead, then their manager, in their own hours."""

from datetime import datetime, timedelta

from makegood.messages.status import ClockStatus
from makegood.rules.casefile import Outcome, Stage
from makegood.rules.claim import Team
from tests.builders import vnd
from tests.kit.days import VIETNAM, calendar, eve_of_tet, local, quiet_monday
from tests.kit.letters import CLOSED, PAID, SIGNED
from tests.kit.story import Story, a_story
from tests.kit.world import World

DAY = timedelta(days=1)
OPERATIONS = "ola.operations"


def told(story: Story, team: str) -> list[str]:
    """The letters to a team and to those above it, in order."""
    return [letter for letter in story.letters() if f"> {team}" in letter]


def clock(clocks: tuple[ClockStatus, ...], name: str) -> ClockStatus:
    """The clock of that name."""
    return next(one for one in clocks if one.name == name)


def said_at(text: str) -> str:
    """A moment as people of the desk read it, without the year."""
    return f"{datetime.fromisoformat(text).astimezone(VIETNAM):%a %H:%M}"


async def test_a_silent_team_is_reminded_then_its_lead_then_its_manager(world: World) -> None:
    friday = local(quiet_monday() + 4 * DAY)
    story = await a_story(world, "silent", begins=friday)
    await story.reaches(Stage.SIGNING_OFF)
    await story.signs(Team.SERVICE_DESK)

    await story.comes(friday + 4 * DAY + timedelta(hours=1))

    warned = await story.happened("clock_warned", "clock_breached")
    of_team = [entry for entry in warned if entry.why.startswith(OPERATIONS)]
    assert [said_at(entry.evidence) for entry in of_team] == [
        "Sat 10:00",
        "Sat 14:30",
        "Sat 17:12",
        "Mon 10:00",
        "Tue 10:00",
    ]
    asked, reminded = "sign_off_asked > operations", "reminder > operations"
    ladder = ["escalation > operations.lead", "escalation > operations.manager"]
    assert told(story, "operations") == [asked, *[reminded] * 3, *ladder]
    assert clock((await story.status()).clocks, OPERATIONS).state == "breached"
    await story.withdraws()
    assert story.books() == {}


async def test_no_team_is_late_over_a_long_holiday(world: World) -> None:
    eve = local(eve_of_tet())
    story = await a_story(world, "tet", begins=eve)
    await story.reaches(Stage.SIGNING_OFF)
    due = clock((await story.status()).clocks, OPERATIONS).due_at
    assert due is not None

    before = await story.comes(due - timedelta(minutes=1))
    breaches = await story.happened("clock_breached")
    after = await story.comes(due)

    assert due - eve > 5 * DAY
    assert calendar("desk").open_time_between(eve, due) // timedelta(minutes=1) == 18 * 60
    assert OPERATIONS not in {entry.why.split(":")[0] for entry in breaches}
    assert clock(before.clocks, OPERATIONS).state == "running"
    assert clock(after.clocks, OPERATIONS).state == "breached"
    await story.withdraws()
    assert story.ailments() == []


async def test_a_team_that_signs_in_time_hears_no_more(world: World) -> None:
    story = await a_story(world, "in-time")
    await story.reaches(Stage.SIGNING_OFF)

    await story.passes(timedelta(hours=2))
    await story.all_sign()
    assert (await story.gets_paid_for()).amounts.paid == vnd(1_250_000)

    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])


async def test_the_clock_set_by_law_never_stands_still(world: World) -> None:
    story = await a_story(world, "statutory")
    await story.reaches(Stage.SIGNING_OFF)
    await story.is_held()

    await story.comes(story.begins + 61 * DAY)

    seen = await story.status()
    states = {one.name: one.state for one in seen.clocks}
    assert states["statutory"] == "breached"
    assert {states[name] for name in ("decision", OPERATIONS)} == {"paused"}
    due = clock(seen.clocks, "statutory").due_at
    assert due is not None
    assert (due - story.begins).days == 60
    legal_only = ["hold_placed > legal", *["reminder > service_desk"] * 3]
    assert story.letters()[3:7] == legal_only
    await story.is_released()
    await story.withdraws()
    assert (await story.ends()).outcome == Outcome.WITHDRAWN
