"""From a step of a claim to its subscriber: the whole way, over a real socket."""

from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from sqlalchemy import Engine
from standardwebhooks import Webhook
from temporalio.testing import ActivityEnvironment
from typing_extensions import override

from activities.hooks import HookCarrier
from makegood.gateways.hook_post import HookPost
from makegood.gateways.safe_addresses import SafeAddresses
from makegood.messages.hooks import HookDelivery, HookEvent
from makegood.messages.records import CaseRecord, TimelineEntry
from makegood.store.claims import ClaimRecords, utc_now
from makegood.store.engine import make_engine
from makegood.store.hook_deliveries import HookDeliveries
from makegood.store.hooks import HookBook, NewHook
from makegood.store.migrate import migrate
from tests.gateways.bank_at_work import served
from tests.store.builders import a_row


class Subscriber:
    """Refuses as often as it is told to, and then takes what it can verify."""

    def __init__(self, refusals: int) -> None:
        self.secret = ""
        self.refusals = refusals
        self.ids: list[str] = []
        self.types: list[str] = []
        self.claims: list[str] = []
        self.app = FastAPI()
        self.app.add_api_route("/x", self._hear, methods=["POST"])

    async def _hear(self, request: Request) -> Response:
        told = Webhook(self.secret).verify(await request.body(), dict(request.headers))
        self.ids.append(request.headers["webhook-id"])
        if self.refusals:
            self.refusals -= 1
            return Response("busy", 500)
        assert isinstance(told, dict)
        self.types.append(str(told["type"]))
        self.claims.append(str(told["data"].get("claim_id")))
        return Response(status_code=204)


class OneRound(HookDeliveries):
    """Real deliveries, whose round is over when nothing is due, some time after now."""

    def __init__(self, engine: Engine, round_: ActivityEnvironment, later: timedelta) -> None:
        super().__init__(engine, lambda: utc_now() + later)
        self._round = round_

    @override
    def due(self, limit: int) -> tuple[HookDelivery, ...]:
        """What is due; when nothing is, the worker is told to stop."""
        handed = super().due(limit)
        if not handed:
            self._round.worker_shutdown()
        return handed


async def carried(engine: Engine, later: timedelta = timedelta(0)) -> None:
    """One round of the carrier, so much later."""
    round_ = ActivityEnvironment()
    post = HookPost(SafeAddresses(loopback=True))
    await round_.run(HookCarrier(OneRound(engine, round_, later), post).carry_hooks)


async def test_a_subscriber_that_was_busy_gets_the_same_event_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'makegood.sqlite'}"
    migrate(url)
    engine, subscriber = make_engine(url), Subscriber(refusals=1)
    async with served(subscriber.app) as address:
        wanted = NewHook("erp", f"{address}/x", (HookEvent.CLAIM_PAID,))
        hook, subscriber.secret = HookBook(engine).add(wanted)
        line = TimelineEntry(number=1, at=utc_now(), by="bank", what="paid", stage_to="aftercare")
        ClaimRecords(engine).record(CaseRecord(row=a_row(), timeline=(line,)))

        await carried(engine)
        assert subscriber.types == []
        await carried(engine, later=timedelta(seconds=10))
        await carried(engine, later=timedelta(minutes=10))

    assert subscriber.types == ["claim.paid"]
    assert len(subscriber.ids) == 2
    assert len(set(subscriber.ids)) == 1
    [logged] = HookDeliveries(engine).of_hook(hook.id)
    assert [(one.status, one.answer) for one in logged.tries] == [(500, "busy"), (204, "")]
