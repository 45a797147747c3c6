"""The one timer of a case: re-armed for what is earlier, left alone for what is later."""

from datetime import timedelta

from temporalio import workflow
from temporalio.client import WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.kit.world import WHO, World
from workflows.alarm import Alarm

QUEUE = "alarms"
NEVER = -1


@workflow.defn(name="AlarmClock", sandboxed=False)
class AlarmClock:
    """Sets an alarm for each of these minutes from now, one after the other, and waits for it."""

    @workflow.run
    async def run(self, minutes: list[int]) -> float:
        """How many minutes have passed when it rings; NEVER clears it, and a minute is waited."""
        alarm, begun = Alarm(), workflow.now()
        for number, count in enumerate(minutes):
            if count == NEVER:
                alarm.clear()
            else:
                alarm.set(begun + timedelta(minutes=count), f"purpose {number}")
            await workflow.sleep(1)
        if alarm._timer is None:
            return float(NEVER)
        await workflow.wait_condition(lambda: alarm.rang)
        return round((workflow.now() - begun) / timedelta(minutes=1), 1)


async def rings(world: World, name: str, *minutes: int) -> tuple[float, list[str]]:
    """When it rings, and the purposes of the timers that were armed for it."""
    options = {"workflow_runner": UnsandboxedWorkflowRunner(), "identity": WHO}
    async with Worker(world.client, task_queue=QUEUE, workflows=[AlarmClock], **options):  # type: ignore[arg-type]
        handle = await world.client.start_workflow(
            AlarmClock.run, list(minutes), id=f"alarm-{name}", task_queue=QUEUE
        )
        return await handle.result(), await purposes(handle)


async def purposes(handle: WorkflowHandle[AlarmClock, float]) -> list[str]:
    """The purposes of its timers, as the Temporal UI shows them."""
    history = await handle.fetch_history()
    started = [e for e in history.events if e.HasField("timer_started_event_attributes")]
    said = [event.user_metadata.summary.data.decode().strip('"') for event in started]
    return [purpose for purpose in said if purpose]


async def test_it_rings_at_the_moment_it_was_set_for(world: World) -> None:
    assert await rings(world, "once", 30) == (30.0, ["purpose 0"])


async def test_a_later_moment_arms_no_other_timer(world: World) -> None:
    assert await rings(world, "later", 30, 90) == (30.0, ["purpose 0"])


async def test_an_earlier_moment_takes_its_place(world: World) -> None:
    assert await rings(world, "earlier", 90, 30) == (30.0, ["purpose 0", "purpose 1"])


async def test_a_cleared_alarm_does_not_ring(world: World) -> None:
    assert await rings(world, "cleared", 30, NEVER) == (NEVER, ["purpose 0"])


async def test_a_moment_that_has_passed_rings_at_once(world: World) -> None:
    rung, _ = await rings(world, "passed", 0)

    assert rung <= 0.1
