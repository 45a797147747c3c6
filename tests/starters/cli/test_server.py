"""What engineers ask of a real Temporal server: the truth of the claims, recoveries, its health."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from makegood.messages.claims import ClaimRequest
from makegood.messages.crises import CrisisRequest
from makegood.messages.names import (
    CLAIM,
    RECOVERY,
    Queue,
    claim_workflow_id,
    crisis_workflow_id,
    recovery_workflow_id,
)
from makegood.messages.records import CaseRow
from makegood.messages.recovery import CarrierAnswer, CarrierSays, RecoveryState, RecoveryStatus
from makegood.settings import Ports, Settings
from makegood.store.migrate import migrate
from starters.backlog import Backlog, TaskKind, Waiting, waiting
from starters.client import Claims
from starters.crises import Crises
from starters.doctor import Check, Verdict, check_queue, check_up, is_well
from starters.errors import NoSuchClaim, RefusedByRule, Unreachable
from starters.recoveries import Recoveries
from starters.server import reach
from starters.stack.layout import addressed
from starters.stack.run import running_stack
from starters.stack.temporal import temporal
from starters.truth import rows
from tests.starters.cli.world import MONDAY
from tests.store.builders import a_row, vnd
from workers.attributes import register

STUCK, ENDED, OPEN = "C-9", "C-2", "C-1"


@workflow.defn(name=CLAIM)
class ClaimStandIn:
    """A claim that says its row: one begins a new run, one ends, one cannot go on."""

    @workflow.init
    def __init__(self, claim_id: str, run: int = 1) -> None:
        self._row = a_row(claim_id, version=run)

    @workflow.run
    async def run(self, claim_id: str, run: int = 1) -> None:
        if claim_id == STUCK:
            raise ValueError("a bug in the code")
        if claim_id == OPEN and run == 1:
            workflow.continue_as_new(args=[claim_id, 2])
        await workflow.wait_condition(lambda: claim_id == ENDED)

    @workflow.query
    def row(self) -> CaseRow:
        return self._row


@workflow.defn(name=RECOVERY)
class RecoveryStandIn:
    """A recovery that refuses to be paid."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.query
    def status(self) -> RecoveryStatus:
        return RecoveryStatus(
            claim_id=OPEN,
            party="carrier",
            state=RecoveryState.DEMANDED,
            demanded=vnd(128_000),
            recovered=vnd(0),
            chases=0,
            file_by=MONDAY,
            reference="",
        )

    @workflow.update
    async def carrier_answer(self, answer: CarrierAnswer) -> RecoveryStatus:
        if answer.state is CarrierSays.PAID:
            raise ApplicationError("The recovery is closed.", type="Refused", non_retryable=True)
        return self.status()


@activity.defn
async def nothing() -> None:
    """What a worker needs in order to ask for activities as well."""


@pytest.fixture(scope="module")
async def settings(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> AsyncIterator[Settings]:
    """A Temporal server with nothing on it, and a migrated database."""
    ports = Ports.model_validate({name: free_port() for name in Ports.model_fields})
    folder: Path = tmp_path_factory.mktemp("server")
    told = addressed(Settings(var=folder), ports)
    migrate(told.database_url)
    async with running_stack(told, (temporal(told, ports),), print):
        yield told


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Client]:
    """A client of the server while a worker serves stand-ins for claims and recoveries."""
    found = await reach(settings)
    async with Worker(
        found,
        task_queue=Queue.CLAIMS,
        workflows=[ClaimStandIn, RecoveryStandIn],
        activities=[nothing],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        yield found


async def start_claim(client: Client, claim_id: str) -> None:
    """Start a stand-in for a claim."""
    workflow_id = claim_workflow_id(claim_id)
    await client.start_workflow(CLAIM, claim_id, id=workflow_id, task_queue=Queue.CLAIMS)


async def seen_by_lists(client: Client, count: int) -> None:
    """Wait until the server's lists, which are a moment late, show that many claims."""
    while await listed(client) < count:  # noqa: ASYNC110 - lists tell nobody of their changes
        await asyncio.sleep(0.2)


async def listed(client: Client) -> int:
    """How many claims the server's lists show."""
    return (await client.count_workflows(f"WorkflowType = '{CLAIM}'")).count


def wrong(checks: Iterable[Check]) -> dict[str, str]:
    """What is wrong, and how it shows."""
    return {check.name: check.found for check in checks if check.verdict is Verdict.WRONG}


@pytest.mark.slow
async def test_the_doctor_misses_what_is_not_there(settings: Settings) -> None:
    found = await check_up(settings)

    assert not is_well(found)
    assert wrong(found).keys() == {"search attributes", "workers"}
    assert wrong(found)["workers"] == "claims, crises, documents, notices, payments"


@pytest.mark.slow
async def test_a_queue_is_well_when_it_is_served_whatever_the_others_do(
    settings: Settings, client: Client
) -> None:
    while not is_well(served := await check_queue(settings, Queue.CLAIMS)):  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    idle = await check_queue(settings, Queue.PAYMENTS)

    assert [check.name for check in served] == ["temporal", "workers", "database"]
    assert wrong(idle) == {"workers": "payments"}


@pytest.mark.slow
async def test_the_claims_themselves_say_what_the_lists_ought_to_show(client: Client) -> None:
    for claim_id in (OPEN, ENDED):
        await start_claim(client, claim_id)
    await client.get_workflow_handle(claim_workflow_id(ENDED)).result()
    await seen_by_lists(client, 2)

    found = await rows(client)

    assert [(row.claim_id, row.version) for row in found] == [(OPEN, 2), (ENDED, 1)]


@pytest.mark.slow
async def test_a_recovery_is_asked_and_answered(client: Client) -> None:
    await client.start_workflow(RECOVERY, id=recovery_workflow_id(OPEN), task_queue=Queue.CLAIMS)
    recoveries = Recoveries(client)
    paid = CarrierAnswer(answer_id="a-2", state=CarrierSays.PAID)

    said = await recoveries.answer(
        OPEN, CarrierAnswer(answer_id="a-1", state=CarrierSays.ACKNOWLEDGED)
    )

    assert said == await recoveries.status(OPEN)
    with pytest.raises(RefusedByRule, match="The recovery is closed"):
        await recoveries.answer(OPEN, paid)
    with pytest.raises(NoSuchClaim, match="no recovery of claim C-77"):
        await recoveries.answer("C-77", paid)


@pytest.mark.slow
async def test_a_recovery_that_no_worker_serves_is_unreachable(settings: Settings) -> None:
    client = await reach(settings)
    await client.start_workflow(RECOVERY, id=recovery_workflow_id("C-5"), task_queue="nobody")
    answer = CarrierAnswer(answer_id="a-1", state=CarrierSays.DECLINED)

    with pytest.raises(Unreachable, match="nothing is lost"):
        await Recoveries(client, timedelta(seconds=1)).answer("C-5", answer)


@pytest.mark.slow
async def test_the_doctor_names_a_workflow_whose_code_fails(
    settings: Settings, client: Client
) -> None:
    await register(client)
    await start_claim(client, STUCK)

    while "stuck workflows" not in wrong(found := await check_up(settings)):  # noqa: ASYNC110
        await asyncio.sleep(0.5)

    assert wrong(found)["stuck workflows"] == claim_workflow_id(STUCK)
    assert wrong(found)["workers"] == "crises, documents, notices, payments"
    assert "search attributes" not in wrong(found)


@pytest.mark.slow
async def test_what_waits_for_a_queue_that_nobody_serves_is_counted(settings: Settings) -> None:
    client = await reach(settings)
    handle = await client.start_workflow(RECOVERY, id="waits", task_queue=Queue.CRISES)

    while not (found := crises_of(await waiting(settings))).waiting:  # noqa: ASYNC110
        await asyncio.sleep(0.5)
    await handle.terminate()

    assert (found.kind, found.pollers, found.waiting) == (TaskKind.WORKFLOW, 0, 1)


def crises_of(found: Waiting) -> Backlog:
    """What waits of the workflows of crisis cases."""
    return next(
        each
        for each in found.queues
        if (each.queue, each.kind) == (Queue.CRISES, TaskKind.WORKFLOW)
    )


async def test_nothing_is_known_to_wait_where_temporal_does_not_answer() -> None:
    assert await waiting(Settings(temporal_address="127.0.0.1:1")) == Waiting()


@pytest.mark.slow
async def test_a_case_that_is_started_says_where_the_desk_shows_it(settings: Settings) -> None:
    client = await reach(settings)
    await register(client)
    desk = "https://desk.test/"
    await Claims(client).shown_at(desk).file(a_request("C-41"))
    await Crises(client).shown_at(desk).open(a_crisis("K-41"))

    said = []
    for workflow_id in (claim_workflow_id("C-41"), crisis_workflow_id("K-41")):
        handle = client.get_workflow_handle(workflow_id)
        said.append(await (await handle.describe()).static_details())
        await handle.terminate()

    assert said == [
        "[At the desk](https://desk.test/claims/C-41)",
        "[At the desk](https://desk.test/crises/K-41)",
    ]


def a_request(claim_id: str) -> ClaimRequest:
    """A claim for a lost parcel."""
    return ClaimRequest.model_validate(
        {
            "claim_id": claim_id,
            "merchant_id": "merchant-lotus",
            "kind": "lost",
            "parcels": [{"tracking_number": "VN0001", "declared_value": "1250000"}],
            "claimed": {"amount": "1250000", "currency": "VND"},
            "incident_on": "2026-02-15",
        }
    )


def a_crisis(case_id: str) -> CrisisRequest:
    """A restricted case, of which nothing may be told."""
    source = {"type": "legal_letter", "reference": "L-7"}
    told = {"case_id": case_id, "source": source, "headline": "a secret", "restricted": True}
    return CrisisRequest.model_validate(told)
