"""How the teams work on the tasks of a crisis case."""

from collections.abc import Callable

from makegood.messages import crisis_commands as say
from makegood.messages.crisis_status import CrisisStatus, TaskStatus
from makegood.rules.claim import Team
from makegood.rules.crisis.tasking import TaskState
from starters.samples.crisis_turn import ON_CALL, CrisisMove, in_charge

DOERS = {
    Team.SERVICE_DESK: "desk.giang",
    Team.OPERATIONS: "ops.khoa",
    Team.FINANCE: "fin.oanh",
    Team.LEGAL: "legal.uyen",
    Team.KEY_ACCOUNT: "kam.linh",
    Team.PR: "pr.kim",
    Team.MANAGEMENT: "dir.nam",
}
"""Who does the tasks of a team."""


def does(key: str, note: str = "") -> CrisisMove:
    """Somebody of the team that owns a task does it, once it can be begun."""

    def done(status: CrisisStatus) -> say.CompleteTask:
        task = _task(status, key)
        by = DOERS[Team(task.owner)] if task else ON_CALL
        return say.CompleteTask(by=by, key=key, note=note)

    return CrisisMove("team", f"does {key}", "complete_task", _can_begin(key), done)


def doing(*keys: str) -> tuple[CrisisMove, ...]:
    """Several tasks, one after the other, each once it can be begun."""
    return tuple(does(key) for key in keys)


def skips(key: str, why: str) -> CrisisMove:
    """The lead leaves a task out, for a reason."""
    return CrisisMove(
        "lead",
        f"skips {key}: {why}",
        "skip_task",
        _can_begin(key),
        lambda status: say.SkipTask(by=in_charge(status), key=key, reason=why),
    )


def _can_begin(key: str) -> Callable[[CrisisStatus], bool]:
    def is_open(status: CrisisStatus) -> bool:
        task = _task(status, key)
        return task is not None and task.state == TaskState.OPEN

    return is_open


def _task(status: CrisisStatus, key: str) -> TaskStatus | None:
    return next((one for one in status.tasks if one.key == key), None)
