"""One Temporal server that skips time, the workers on it, and all that a story can look into."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    WorkflowHandle,
    WorkflowHistory,
)
from temporalio.converter import DataConverter
from temporalio.testing import WorkflowEnvironment
from typing_extensions import override

from activities.documents import DocumentDesk
from activities.payments import Cashier
from activities.recovery import RecoveryDesk
from makegood.gateways.letters import LetterFolder
from makegood.messages.names import CLAIM, CRISIS, NOTICES, RECOVERY, WATCH, Queue
from makegood.policy.loader import SHIPPED
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters.client import Claims
from starters.crises import Crises
from starters.sealing import converter
from starters.stack.seals import sealing
from starters.talking import sealer_of
from tests.kit.archive import Archive
from tests.kit.lines import ScriptedLine, StoryContacts
from tests.kit.rail import ScriptedRail
from workers.attributes import register
from workers.case_line import CaseLine
from workers.detectors import watch_desk
from workers.queues import worker
from workers.toolbox import Toolbox, contacts_in_force, duty_round, pager, prover, toolbox

SERVER = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="5ms"',
    "history.timerProcessorMaxPollRPS=1000",
    "history.timerProcessorMaxPollHostRPS=10000",
    "history.transferProcessorMaxPollRPS=1000",
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2",
    "limit.historyCount.suggestContinueAsNew=400",
)
"""Settings of the server: it may skip, fires timers on time, shows what is stuck, and asks
for a new run early, so that a story of some hundred notes sees one."""

FEW_STARTS = 6

WHO = "story"
"""The identity of clients and workers: histories that are kept name no machine."""


class LateStart(Interceptor):
    """Starts the next workflow at a later moment, so that a story begins on a day of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.delay: timedelta | None = None

    @override
    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        """Wrap the client."""
        return _Late(next, self)


class _Late(OutboundInterceptor):
    def __init__(self, inner: OutboundInterceptor, late: LateStart) -> None:
        super().__init__(inner)
        self._late = late

    @override
    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        """Start it with the delay, once."""
        input.start_delay, self._late.delay = self._late.delay, None
        return await super().start_workflow(input)


@dataclass
class World:
    """What stories share: a server, its workers, the database, the bank and the archive."""

    env: WorkflowEnvironment
    claims: Claims
    crises: Crises
    engine: Engine
    settings: Settings
    late: LateStart
    rail: ScriptedRail = field(default_factory=ScriptedRail)
    archive: Archive = field(default_factory=Archive)
    line: ScriptedLine = field(default_factory=ScriptedLine)
    contacts: StoryContacts = field(
        default_factory=lambda: StoryContacts(contacts_in_force(Settings()))
    )

    @property
    def client(self) -> Client:
        """The client of the server."""
        return self.env.client

    @property
    def records(self) -> ClaimRecords:
        """The application database, as the steps of a claim see it."""
        return ClaimRecords(self.engine)

    def tools(self) -> Toolbox:
        """The real activities, with the story's bank, reader and carrier given to them."""
        records = self.records
        story_pager = pager(self.settings, self.engine, self.contacts, self.line)
        return replace(
            toolbox(self.settings, self.engine),
            documents=DocumentDesk(self.archive, records),
            payments=Cashier(self.rail, records, prover(self.settings, self.engine)),
            recovery=RecoveryDesk(LetterFolder(self.settings.var / "carriers"), records),
            pager=story_pager,
            duties=duty_round(self.settings, self.engine, story_pager),
            watching=watch_desk(self.engine, SHIPPED, CaseLine(self._own_crises)),
        )

    async def _own_crises(self) -> Crises:
        """The cases of this server, for a watch that tells them."""
        return self.crises

    async def start(self, moment: datetime) -> None:
        """See that the workflow started next begins at that moment of its own time."""
        self.late.delay = moment - datetime.now(UTC)

    async def histories(self) -> list[WorkflowHistory]:
        """The history of every workflow of ours that was run here."""
        ours = ", ".join(f"'{name}'" for name in (CLAIM, RECOVERY, NOTICES, CRISIS, WATCH))
        listed = self.client.list_workflows(f"WorkflowType IN ({ours})")
        return [history async for history in listed.map_histories()]


@asynccontextmanager
async def a_world(
    var: Path, payload_keys: SecretStr | None = None, *, sealed: bool = False
) -> AsyncIterator[World]:
    """A server and its workers, with everything they keep in that folder.

    With payload keys they encrypt what Temporal keeps; `sealed` takes decisions under seals only.
    """
    database = f"sqlite:///{var / 'makegood.sqlite'}"
    settings = Settings(var=var, database_url=database, payload_keys=payload_keys)
    settings = sealing(settings) if sealed else settings
    migrate(settings.database_url)
    engine, late = make_engine(settings.database_url), LateStart()
    async with AsyncExitStack() as stack:
        env = await stack.enter_async_context(await _server(late, converter(settings)))
        await register(env.client)
        claims = Claims(env.client, sealer=sealer_of(settings))
        crises = Crises(env.client, sealer=sealer_of(settings))
        world = World(env, claims, crises, engine, settings, late)
        tools = world.tools()
        for queue in Queue:
            await stack.enter_async_context(worker(env.client, queue, tools, identity=WHO))
        yield world
    engine.dispose()


async def _server(late: LateStart, wire: DataConverter) -> WorkflowEnvironment:
    """A server; on a machine that is busy, Temporal's own five seconds are too few for a start."""
    for _ in range(FEW_STARTS - 1):
        with suppress(RuntimeError):
            return await _started(late, wire)
    return await _started(late, wire)


async def _started(late: LateStart, wire: DataConverter) -> WorkflowEnvironment:
    return await WorkflowEnvironment.start_time_skipping_v2(
        data_converter=wire,
        identity=WHO,
        interceptors=[late],
        dev_server_existing_path=str(Path(sys.executable).parent / "temporal"),
        dev_server_extra_args=[
            word for value in SERVER for word in ("--dynamic-config-value", value)
        ],
        dev_server_log_level="error",
    )
