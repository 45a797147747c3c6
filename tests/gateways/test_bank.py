"""The gateway to the bank: paid once, and honest when it cannot know."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from typing_extensions import override

from makegood.gateways.bank import (
    BankAccessDenied,
    BankAway,
    BankGateway,
    DuplicateConflict,
    PaymentRefused,
)
from makegood.gateways.bank_simulator.script import Answering, Asked, Match, Then
from makegood.gateways.bank_simulator.serving import listen
from makegood.messages.payments import PaymentState
from makegood.messages.problems import NeedsPerson, OutcomeUnknown, Retryable
from makegood.rules.terms import PayoutMethod
from tests.gateways.bank_at_work import (
    KEY,
    a_rule,
    a_running_bank,
    an_instruction,
    look_up,
    submit,
    until,
)

SHORT = timedelta(seconds=0.4)
FIRST = Match(nth=1)
FIRST_LOOK_UP = Match(asked=Asked.LOOK_UP, nth=1)

TAKEN_BUT_NOT_SAID = (
    Answering.LOST,
    Answering.HALF_OPEN,
    Answering.GARBLED,
    Answering.ERROR_IN_200,
    Answering.BROKEN,
    Answering.OTHER_PAYMENT,
)


class Streamed(httpx.AsyncByteStream):
    """An answer as it comes off the wire."""

    def __init__(self, body: str) -> None:
        self.body = body.encode()

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), 4096):
            yield self.body[start : start + 4096]


class Dribble(httpx.AsyncByteStream):
    """An answer of one blank every now and then, for ever."""

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)


def a_gateway_that_hears(
    status: int, body: str | httpx.AsyncByteStream = "", **headers: str
) -> BankGateway:
    """A gateway whose every request is answered so."""
    stream = Streamed(body) if isinstance(body, str) else body
    transport = httpx.MockTransport(
        lambda _: httpx.Response(status, stream=stream, headers=headers)
    )
    return BankGateway(httpx.AsyncClient(base_url="http://bank", transport=transport), SHORT)


async def debits(address: str) -> list[str]:
    """The payment keys of the money that left, as the bank's statement has them."""
    async with httpx.AsyncClient(base_url=address) as client:
        entries = (await client.get("/statement")).json()["entries"]
    return [entry["payment_key"] for entry in entries if entry["kind"] == "debit"]


async def settled(address: str) -> None:
    """Looks until the payment is booked."""

    async def is_booked() -> bool:
        return (await look_up(address)).state is PaymentState.SETTLED

    await until(is_booked)


async def test_a_payment_is_taken_and_its_amount_confirmed(tmp_path: Path) -> None:
    async with a_running_bank(tmp_path) as address:
        report = await submit(address, an_instruction())
        await settled(address)
        assert await debits(address) == [KEY]

    assert report.state in (PaymentState.ACCEPTED, PaymentState.QUEUED)
    assert report.amount == an_instruction().amount
    assert report.bank_reference


async def test_the_same_instruction_sent_twice_is_one_payment(tmp_path: Path) -> None:
    async with a_running_bank(tmp_path) as address:
        first = await submit(address, an_instruction())
        again = await submit(address, an_instruction())
        await settled(address)
        assert await debits(address) == [KEY]

    assert again.bank_reference == first.bank_reference


async def test_another_amount_under_the_same_key_is_a_conflict(tmp_path: Path) -> None:
    async with a_running_bank(tmp_path) as address:
        await submit(address, an_instruction(amount="1250000"))
        with pytest.raises(DuplicateConflict, match="AM05"):
            await submit(address, an_instruction(amount="1250001"))

        await settled(address)
        assert await debits(address) == [KEY]


async def test_a_key_with_slashes_and_question_marks_is_found_again(tmp_path: Path) -> None:
    key = "c-1/v1?leg=transfer#1/%2F"
    async with a_running_bank(tmp_path) as address:
        await submit(address, an_instruction(key))
        report = await look_up(address, key)

    assert report.payment_key == key


async def test_a_bank_that_is_not_there_may_be_tried_again() -> None:
    with listen("127.0.0.1", 0) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"

    with pytest.raises(BankAway) as away:
        await submit(address, an_instruction())
    assert isinstance(away.value, Retryable)
    assert "cannot be reached" in str(away.value)


@pytest.mark.parametrize("answering", [Answering.UNAVAILABLE, Answering.BUSY])
async def test_what_the_bank_says_it_did_not_take_may_be_sent_again(
    tmp_path: Path, answering: Answering
) -> None:
    async with a_running_bank(tmp_path, a_rule(Then(answering=answering), FIRST)) as address:
        with pytest.raises(BankAway) as away:
            await submit(address, an_instruction())
        assert (await look_up(address, KEY)).state is PaymentState.NOT_FOUND

        await submit(address, an_instruction())
        await settled(address)
        assert await debits(address) == [KEY]
    assert away.value.retry_after == timedelta(seconds=1)


async def test_wrong_credentials_need_a_person(tmp_path: Path) -> None:
    async with a_running_bank(tmp_path, a_rule(Then(answering=Answering.DENIED))) as address:
        with pytest.raises(BankAccessDenied) as denied:
            await submit(address, an_instruction())
    assert isinstance(denied.value, NeedsPerson)


async def test_a_request_that_the_bank_refuses_carries_the_banks_reason(tmp_path: Path) -> None:
    credit_note = an_instruction().model_copy(update={"method": PayoutMethod.CREDIT_NOTE})
    async with a_running_bank(tmp_path) as address:
        with pytest.raises(PaymentRefused, match="credit_note") as refused:
            await submit(address, credit_note)
    assert refused.value.code == "no_transfer"


@pytest.mark.parametrize("answering", TAKEN_BUT_NOT_SAID)
async def test_an_answer_that_says_nothing_leaves_the_outcome_unknown(
    tmp_path: Path, answering: Answering
) -> None:
    async with a_running_bank(tmp_path, a_rule(Then(answering=answering), FIRST)) as address:
        with pytest.raises(OutcomeUnknown):
            await submit(address, an_instruction(), SHORT)

        report = await look_up(address, KEY)
        await settled(address)
        assert await debits(address) == [KEY]
    assert report.state is not PaymentState.NOT_FOUND


async def test_a_line_that_drops_before_the_bank_took_it_is_unknown_then_not_found(
    tmp_path: Path,
) -> None:
    rule = a_rule(Then(answering=Answering.REFUSED_LINE), FIRST)
    async with a_running_bank(tmp_path, rule) as address:
        with pytest.raises(OutcomeUnknown, match="lost"):
            await submit(address, an_instruction())
        assert (await look_up(address)).state is PaymentState.NOT_FOUND

        await submit(address, an_instruction())
        await settled(address)
        assert await debits(address) == [KEY]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\xff\xfe not http at all \r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b'HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{"payment_key": ',
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["nothing", "gibberish", "half a header", "half a body", "bad chunk"],
)
async def test_bytes_that_are_no_answer_leave_the_outcome_unknown(said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}}")
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(OutcomeUnknown):
            await submit(f"http://127.0.0.1:{port}", an_instruction(), SHORT)


async def test_a_bank_slower_than_our_patience_leaves_the_outcome_unknown(tmp_path: Path) -> None:
    async with a_running_bank(tmp_path, a_rule(Then(delay_seconds=2), FIRST)) as address:
        with pytest.raises(OutcomeUnknown, match="Timeout"):
            await submit(address, an_instruction(), SHORT)

        assert (await look_up(address, KEY)).state is not PaymentState.NOT_FOUND


async def test_an_answer_that_dribbles_for_ever_is_given_up() -> None:
    gateway = a_gateway_that_hears(200, Dribble())
    with pytest.raises(OutcomeUnknown, match="lost"):
        await gateway.submit(an_instruction())


@pytest.mark.parametrize("answering", [*TAKEN_BUT_NOT_SAID, Answering.UNAVAILABLE])
async def test_a_look_up_that_fails_is_simply_asked_again(
    tmp_path: Path, answering: Answering
) -> None:
    rule = a_rule(Then(answering=answering), FIRST_LOOK_UP)
    async with a_running_bank(tmp_path, rule) as address:
        await submit(address, an_instruction())
        with pytest.raises(BankAway):
            await look_up(address, KEY, SHORT)

        assert (await look_up(address, KEY)).payment_key == KEY


@pytest.mark.parametrize("status", [400, 404, 409, 422])
async def test_a_refusal_in_a_strangers_words_proves_nothing(status: int) -> None:
    gateway = a_gateway_that_hears(status, "<html>proxy</html>")
    with pytest.raises(OutcomeUnknown, match="not in the bank's words"):
        await gateway.submit(an_instruction())


@pytest.mark.parametrize("status", [301, 404, 502, 503])
async def test_a_stranger_who_does_not_know_the_payment_does_not_make_it_unpaid(
    status: int,
) -> None:
    with pytest.raises(BankAway):
        await a_gateway_that_hears(status, "Not Found").look_up(KEY)


async def test_a_plain_503_of_a_proxy_is_not_proof_that_nothing_was_taken() -> None:
    with pytest.raises(OutcomeUnknown, match="503"):
        await a_gateway_that_hears(503, "upstream timed out").submit(an_instruction())


async def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(OutcomeUnknown, match="no report"):
        await a_gateway_that_hears(200, " " * 10_000_000).submit(an_instruction())


@pytest.mark.parametrize("state", ["unknown", "not_found"])
async def test_a_bank_that_took_it_and_cannot_say_leaves_the_outcome_unknown(state: str) -> None:
    amount = '{"amount": "1250000", "currency": "VND"}'
    body = f'{{"payment_key": "{KEY}", "state": "{state}", "amount": {amount}}}'
    with pytest.raises(OutcomeUnknown, match="cannot say"):
        await a_gateway_that_hears(201, body).submit(an_instruction())


async def test_an_answer_about_another_amount_leaves_the_outcome_unknown() -> None:
    amount = '{"amount": "125000", "currency": "VND"}'
    body = f'{{"payment_key": "{KEY}", "state": "accepted", "amount": {amount}}}'
    with pytest.raises(OutcomeUnknown, match="another amount"):
        await a_gateway_that_hears(201, body).submit(an_instruction())


async def test_fields_that_a_newer_bank_adds_are_tolerated() -> None:
    amount = '{"amount": "1250000", "currency": "VND", "minor": 0}'
    body = f'{{"payment_key": "{KEY}", "state": "accepted", "amount": {amount}, "uetr": "x"}}'
    report = await a_gateway_that_hears(201, body).submit(an_instruction())
    assert report.state is PaymentState.ACCEPTED


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("7", timedelta(seconds=7)),
        ("99999999", timedelta(hours=1)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-3", None),
        ("9" * 40, None),
    ],
)
async def test_how_long_the_bank_wants_us_to_wait_is_read_with_care(
    header: str, wait: timedelta | None
) -> None:
    gateway = a_gateway_that_hears(429, **{"retry-after": header})
    with pytest.raises(BankAway) as away:
        await gateway.submit(an_instruction())
    assert away.value.retry_after == wait


async def test_credentials_that_fail_on_a_look_up_need_a_person() -> None:
    with pytest.raises(BankAccessDenied):
        await a_gateway_that_hears(403).look_up(KEY)


async def test_a_look_up_while_the_bank_is_away_is_asked_again() -> None:
    with listen("127.0.0.1", 0) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(BankAway, match="cannot be reached"):
        await look_up(address, KEY)
