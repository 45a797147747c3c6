"""A process that serves one or more task queues until it is told to stop."""

import asyncio
import signal
from contextlib import AsyncExitStack

import structlog
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from makegood.messages.names import (
    DAILY,
    DAILY_WORKFLOW_ID,
    DIGEST_WORKFLOW_ID,
    DIGESTS,
    HOOK_WORKFLOW_ID,
    HOOKS,
    NOTICE_WORKFLOW_ID,
    NOTICES,
    Queue,
)
from makegood.settings import Settings
from makegood.store.engine import make_engine
from starters.editions import keep_edition
from starters.sealing import converter
from workers.attributes import register
from workers.queues import worker
from workers.toolbox import Toolbox, toolbox

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def connect(settings: Settings) -> Client:
    """A client of the settings' Temporal, speaking our messages, measured where a port is set."""
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=converter(settings),
        runtime=_measured(settings.metrics_port) if settings.metrics_port else None,
    )


def _measured(port: int) -> Runtime:
    """A runtime whose Prometheus metrics are served on the port."""
    metrics = PrometheusConfig(bind_address=f"0.0.0.0:{port}")
    return Runtime(telemetry=TelemetryConfig(metrics=metrics))


async def run(settings: Settings, queues: tuple[Queue, ...], tools: Toolbox | None = None) -> None:
    """Serve the queues, by other tools where given; SIGTERM and SIGINT drain what has begun."""
    client = await connect(settings)
    await register(client)
    tools = tools or toolbox(settings)
    if settings.seal_keys:
        await asyncio.to_thread(keep_policy, settings)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with AsyncExitStack() as stack:
        for queue in queues:
            await stack.enter_async_context(worker(client, queue, tools))
        if Queue.NOTICES in queues:
            await see_to_notices(client)
            await see_to_hooks(client)
        if Queue.CRISES in queues:
            await see_to_digests(client)
            await see_to_duties(client)
        log.info("worker.ready", queues=sorted(queues))
        await stop.wait()
        log.info("worker.draining", queues=sorted(queues))
    log.info("worker.stopped", queues=sorted(queues))


def keep_policy(settings: Settings) -> None:
    """Keep the policy in force: claims that are pinned to it are paid by it, whatever follows."""
    engine = make_engine(settings.database_url)
    try:
        keep_edition(engine, settings.policy_dir)
    finally:
        engine.dispose()


async def see_to_notices(client: Client) -> None:
    """See that the postman walks; one that walks already is left alone."""
    await client.start_workflow(
        NOTICES,
        id=NOTICE_WORKFLOW_ID,
        task_queue=Queue.CLAIMS,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Carries notices from the outbox to their readers",
    )


async def see_to_hooks(client: Client) -> None:
    """See that webhooks are carried; a round that runs already is left alone."""
    await client.start_workflow(
        HOOKS,
        id=HOOK_WORKFLOW_ID,
        task_queue=Queue.CLAIMS,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Carries webhooks to their subscribers",
    )


async def see_to_digests(client: Client) -> None:
    """See that digests of pages are carried; a round that runs already is left alone."""
    await client.start_workflow(
        DIGESTS,
        id=DIGEST_WORKFLOW_ID,
        task_queue=Queue.CRISES,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Carries pages that waited for a digest",
    )


async def see_to_duties(client: Client) -> None:
    """See that the daily round is walked; one that is walked already is left alone."""
    await client.start_workflow(
        DAILY,
        id=DAILY_WORKFLOW_ID,
        task_queue=Queue.CRISES,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Looks after rotas, playbooks, ends of shifts and the paths of pages",
    )
