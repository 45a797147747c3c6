"""The webhook door: lets the bank's news in, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from structlog.testing import capture_logs

from makegood.gateways.bank_simulator.script import Then
from makegood.messages.payments import PaymentNotice, PaymentState
from makegood.messages.problems import Retryable
from starters.signed import BODY_MAX_BYTES
from starters.webhooks import Delivery, create_app
from tests.gateways.bank_at_work import (
    SECRET,
    a_rule,
    a_running_bank,
    an_instruction,
    served,
    submit,
    until,
)

OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = """{
    "notice_id": "FT0000000001-settled", "payment_key": "c-1001-v1-transfer-1", "state": "settled",
    "bank_reference": "FT0000000001", "occurred_at": "2026-03-10T09:00:00Z",
    "amount": {"amount": "1250000", "currency": "VND"}, "uetr": "tolerated"
}"""


class Claims:
    """Stands for the claims: notes what is handed over, and answers as told."""

    def __init__(self, answer: Delivery | Exception = Delivery.ACCEPTED) -> None:
        self.answer = answer
        self.notices: list[PaymentNotice] = []

    async def __call__(self, notice: PaymentNotice) -> Delivery:
        self.notices.append(notice)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def signed(body: str, secret: str = SECRET, age: timedelta = timedelta(0)) -> dict[str, str]:
    """The headers that whoever knows the secret puts on a body."""
    at = datetime.now(UTC) - age
    return {
        "webhook-id": "FT0000000001-settled",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("FT0000000001-settled", at, body),
    }


def at_the_door(claims: Claims) -> httpx.AsyncClient:
    """A client of the door to these claims."""
    transport = httpx.ASGITransport(create_app(SECRET, claims))
    return httpx.AsyncClient(transport=transport, base_url="http://door")


async def knock(claims: Claims, body: str, headers: dict[str, str]) -> httpx.Response:
    """Posts one notice."""
    async with at_the_door(claims) as client:
        return await client.post("/webhooks/bank", content=body, headers=headers)


@pytest.mark.parametrize("answer", [Delivery.ACCEPTED, Delivery.DUPLICATE, Delivery.REFUSED])
async def test_news_of_the_bank_reaches_its_claim_and_is_not_asked_for_again(
    answer: Delivery,
) -> None:
    claims = Claims(answer)
    response = await knock(claims, BODY, signed(BODY))

    assert (response.status_code, response.content) == (204, b"")
    (notice,) = claims.notices
    assert (notice.payment_key, notice.state) == ("c-1001-v1-transfer-1", PaymentState.SETTLED)


@pytest.mark.parametrize("answer", [Delivery.UNAVAILABLE, Retryable("server away")])
async def test_while_claims_cannot_be_reached_the_bank_is_asked_to_come_again(
    answer: Delivery | Exception,
) -> None:
    response = await knock(Claims(answer), BODY, signed(BODY))
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0


async def test_claims_that_do_not_answer_in_time_count_as_away() -> None:
    async def never(notice: PaymentNotice) -> Delivery:
        await asyncio.Event().wait()
        return Delivery.ACCEPTED

    app = create_app(SECRET, never, patience=timedelta(milliseconds=20))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        response = await client.post(
            "http://door/webhooks/bank", content=BODY, headers=signed(BODY)
        )
    assert response.status_code == 503


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, OTHER_SECRET),
        signed(BODY.replace("1250000", "9250000")),
        {**signed(BODY), "webhook-id": "another"},
        {**signed(BODY), "webhook-timestamp": "nan"},
        {**signed(BODY), "webhook-signature": "v1"},
        {**signed(BODY), "webhook-signature": "v1,%%%"},
        {**signed(BODY), "webhook-signature": "v1a,AAAA"},
        signed(BODY, age=timedelta(minutes=6)),
        signed(BODY, age=timedelta(hours=-6)),
    ],
    ids=["none", "secret", "body", "id", "nan", "bare", "junk", "version", "replay", "future"],
)
async def test_what_the_bank_did_not_sign_just_now_is_turned_away(headers: dict[str, str]) -> None:
    claims = Claims()
    response = await knock(claims, BODY, headers)
    assert response.status_code == 401
    assert claims.notices == []


@given(body=st.binary(max_size=200), signature=st.text(max_size=60))
def test_no_bytes_at_all_get_past_the_signature(body: bytes, signature: str) -> None:
    claims = Claims()
    forged = {
        b"webhook-id": b"x",
        b"webhook-timestamp": str(int(datetime.now(UTC).timestamp())).encode(),
        b"webhook-signature": signature.encode("latin-1", "replace"),
    }

    async def post() -> int:
        async with at_the_door(claims) as client:
            headers = list(forged.items())
            return (await client.post("/webhooks/bank", content=body, headers=headers)).status_code

    assert asyncio.run(post()) == 401
    assert claims.notices == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{", "body"),
        ("[]", "body"),
        (BODY.replace('"settled"', '"lost"'), "state"),
        (BODY.replace('"amount": "1250000"', '"amount": "a lot"'), "amount.amount"),
        (BODY.replace("2026-03-10T09:00:00Z", "2026-03-10T09:00:00"), "occurred_at"),
        (BODY.replace("c-1001-v1-transfer-1", "k" * 36), "payment_key"),
    ],
)
async def test_a_malformed_notice_is_refused_by_the_name_of_the_field(
    body: str, field: str
) -> None:
    claims = Claims()
    response = await knock(claims, body, signed(body))
    assert response.status_code == 400
    assert field in response.json()["detail"]
    assert claims.notices == []


async def test_a_huge_body_is_refused_unread() -> None:
    body = " " * (BODY_MAX_BYTES + 1)
    response = await knock(Claims(), body, signed(body))
    assert response.status_code == 413


async def test_a_body_of_unannounced_length_is_cut_off_too() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * BODY_MAX_BYTES:
            sent += 1024
            yield b" " * 1024

    async with at_the_door(Claims()) as client:
        response = await client.post("/webhooks/bank", content=endless())
    assert response.status_code == 413
    assert sent <= 2 * BODY_MAX_BYTES


async def test_the_log_names_the_notice_and_no_person() -> None:
    body = BODY.replace('"uetr"', '"holder": "NGUYEN THI LAN", "account": "0071000123456", "uetr"')
    broken = body.replace('"settled"', '"NGUYEN THI LAN"')
    with capture_logs() as logs:
        await knock(Claims(), body, signed(body))
        await knock(Claims(), broken, signed(broken))

    assert logs[0]["event"] == "webhook.received"
    assert logs[0]["notice"] == "FT0000000001-settled"
    assert logs[1]["fields"] == ["state"]
    assert "NGUYEN" not in str(logs)
    assert "0071000123456" not in str(logs)


@pytest.mark.parametrize(("fine", "status"), [(True, 200), (False, 503)])
async def test_the_door_says_whether_it_is_healthy(fine: bool, status: int) -> None:
    async def healthy() -> bool:
        return fine

    app = create_app(SECRET, Claims(), healthy)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        assert (await client.get("http://door/healthz")).status_code == status


async def test_the_bank_and_the_door_understand_each_other(tmp_path: Path) -> None:
    claims = Claims(Delivery.UNAVAILABLE)
    rule = a_rule(Then(code="AC04", return_after_days=Decimal(1), copies=2))
    async with (
        served(create_app(SECRET, claims)) as door,
        a_running_bank(tmp_path, rule, hook=f"{door}/webhooks/bank") as bank,
    ):
        await submit(bank, an_instruction())
        await until(lambda: len(claims.notices) > 2)
        claims.answer = Delivery.ACCEPTED
        await until(lambda: any(told.state == "returned" for told in claims.notices))

    news = {notice.notice_id: notice for notice in claims.notices}
    assert [notice.state for notice in news.values()] == ["settled", "returned"]
    assert len(claims.notices) > len(news)
    assert {notice.amount for notice in news.values()} == {an_instruction().amount}
