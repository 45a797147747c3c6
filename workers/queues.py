"""One worker a task queue: what it runs, how much at once, and how it stops."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker

from makegood.messages.names import Queue
from workers.heartbeats import Heartbeats
from workers.interceptors import NamedProblems
from workers.sandbox import runner
from workers.toolbox import Toolbox
from workflows.claim import CompensationClaim
from workflows.crisis import CrisisEscalation
from workflows.daily_round import DailyRound
from workflows.digest_round import DigestRound
from workflows.hook_round import HookRound
from workflows.notice_round import NoticeRound
from workflows.recovery import CarrierRecovery
from workflows.risk_watch import RiskWatch

STICKY = timedelta(seconds=2)
"""How long a killed worker's cases stay with it: 2.3 s instead of 10.4 s to recover (measured)."""

DRAIN = timedelta(seconds=30)
"""How long a worker that is told to stop may finish what it has begun."""

BEAT = timedelta(seconds=2)
"""How far apart two signs of life of one activity may reach the server."""


@dataclass(frozen=True)
class Register:
    """What one queue's worker runs, and how many activities at once."""

    workflows: tuple[type, ...]
    activities: Callable[[Toolbox], Sequence[Callable[..., Any]]]
    slots: int


REGISTERS: Mapping[Queue, Register] = {
    Queue.CLAIMS: Register(
        (CompensationClaim, CarrierRecovery, NoticeRound, HookRound),
        lambda tools: (
            tools.casework.open_claim,
            tools.casework.record_case,
            tools.casework.moment,
            tools.casework.find_signer,
            tools.casework.overdue_invoices,
            tools.casework.bury,
            tools.crises.held_clocks,
            tools.seals.verify_seal,
        ),
        slots=20,
    ),
    Queue.DOCUMENTS: Register((), lambda tools: (tools.documents.read_documents,), slots=2),
    Queue.PAYMENTS: Register(
        (), lambda tools: (tools.payments.submit_payment, tools.payments.look_up_payment), slots=10
    ),
    Queue.NOTICES: Register(
        (),
        lambda tools: (
            tools.notices.carry_notices,
            tools.hooks.carry_hooks,
            tools.recovery.demand_recovery,
            tools.recovery.book_recovery,
            tools.publisher.publish,
            tools.publisher.withdraw_statement,
        ),
        slots=8,
    ),
    Queue.CRISES: Register(
        (CrisisEscalation, DigestRound, DailyRound, RiskWatch),
        lambda tools: (
            tools.crises.open_case,
            tools.crises.record_crisis,
            tools.crises.find_playbook,
            tools.crises.holding_statement,
            tools.crises.is_active,
            tools.casework.moment,
            tools.casework.find_signer,
            tools.casework.bury,
            tools.seals.verify_seal,
            tools.pager.who_to_call,
            tools.pager.page,
            tools.pager.recall,
            tools.pager.carry_digests,
            tools.duties.walk,
            tools.watching.decide_mentions,
            tools.watching.tell_cases,
        ),
        slots=40,
    ),
}


def worker(client: Client, queue: Queue, tools: Toolbox, **more: Any) -> Worker:  # noqa: ANN401 - passed on to Temporal
    """The worker of a queue; `more` overrides what a test needs otherwise."""
    register = REGISTERS[queue]
    options: dict[str, Any] = {
        "workflows": register.workflows,
        "activities": register.activities(tools),
        "workflow_runner": runner(),
        "interceptors": [NamedProblems(), Heartbeats()],
        "activity_executor": ThreadPoolExecutor(register.slots, thread_name_prefix=queue),
        "max_concurrent_activities": register.slots,
        "max_concurrent_local_activities": register.slots,
        "sticky_queue_schedule_to_start_timeout": STICKY,
        "graceful_shutdown_timeout": DRAIN,
        "max_heartbeat_throttle_interval": BEAT,
    }
    return Worker(client, task_queue=queue, **(options | more))
