"""A webhook on its way: signed, to safe addresses only, and what comes back cut short."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from standardwebhooks import Webhook

from makegood.gateways.hook_post import KEPT_BYTES, HookPost
from makegood.gateways.safe_addresses import SafeAddresses
from makegood.messages.hooks import HookAnswer, HookDelivery
from tests.gateways.bank_at_work import SECRET, served

HOME = HookPost(SafeAddresses(loopback=True))


def a_delivery(url: str) -> HookDelivery:
    """A claim is paid."""
    return HookDelivery(
        id="dlv_1",
        hook_id="hook_1",
        url=url,
        secret=SECRET,
        event_id="evt_1",
        type="claim.paid",
        at=datetime(2026, 3, 2, 5, 0, tzinfo=UTC),
        data={"claim_id": "C-1", "stage": "aftercare"},
    )


def a_subscriber(answer: Response, heard: list[tuple[bytes, dict[str, str]]]) -> FastAPI:
    """Somebody who notes what is sent, and answers so."""
    app = FastAPI()

    @app.post("/x")
    async def hear(request: Request) -> Response:
        heard.append((await request.body(), dict(request.headers)))
        return answer

    return app


async def sent(answer: Response) -> tuple[HookAnswer, list[tuple[bytes, dict[str, str]]]]:
    """What comes back from a subscriber who answers so, and what it heard."""
    heard: list[tuple[bytes, dict[str, str]]] = []
    async with served(a_subscriber(answer, heard)) as address:
        return await HOME.post(a_delivery(f"{address}/x")), heard


async def test_a_subscriber_can_verify_what_it_hears() -> None:
    answer, heard = await sent(PlainTextResponse("thanks"))

    body, headers = heard[0]
    told = Webhook(SECRET).verify(body, headers)
    assert told == {
        "type": "claim.paid",
        "timestamp": "2026-03-02T05:00:00+00:00",
        "data": {"claim_id": "C-1", "stage": "aftercare"},
    }
    assert headers["webhook-id"] == "evt_1"
    assert (answer.status, answer.text, answer.is_taken) == (200, "thanks", True)


async def test_no_more_than_the_beginning_of_an_answer_is_kept() -> None:
    answer, _ = await sent(PlainTextResponse("x" * 100_000, 500))

    assert (answer.status, len(answer.text), answer.is_taken) == (500, KEPT_BYTES, False)


async def test_a_redirection_is_not_followed() -> None:
    answer, heard = await sent(RedirectResponse("http://127.0.0.1:1/inside"))

    assert (answer.status, answer.is_taken, len(heard)) == (307, False, 1)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "https://10.0.0.1/x", "ftp://x", "no url"])
async def test_what_cannot_be_reached_or_may_not_be_called_is_an_answer_too(url: str) -> None:
    answer = await HOME.post(a_delivery(url))

    assert answer.status == 0
    assert answer.error


async def test_in_production_this_machine_is_not_called() -> None:
    heard: list[tuple[bytes, dict[str, str]]] = []
    async with served(a_subscriber(PlainTextResponse("x"), heard)) as address:
        answer = await HookPost(SafeAddresses(loopback=False)).post(a_delivery(f"{address}/x"))

    assert answer.error.startswith("UnsafeAddress")
    assert heard == []
