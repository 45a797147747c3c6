"""Ticketing and the social listener at the door: signed, fresh, once, whatever is sent."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr
from standardwebhooks import Webhook

from makegood.messages.crises import CrisisFiling
from makegood.messages.crisis_commands import AddLink, SaysWhy
from makegood.messages.problems import Retryable
from makegood.messages.watches import MentionLine
from makegood.settings import DEVELOPMENT_SECRET, Environment, Settings
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.hooks_in import Arrived, HooksIn, Kept
from makegood.store.migrate import migrate
from starters.errors import NoSuchClaim, Unreachable
from starters.hooks.doing import ArrivalRelay, Doing
from starters.hooks.incoming import KeepsArrivals, incoming
from starters.signed import BODY_MAX_BYTES
from tests.kit.waiting import until

TICKET = {
    "event": "escalated",
    "ticket_id": "77",
    "subject": "Courier throws parcels",
    "description": "A film is going round.",
    "severity": "SEV2",
}
MENTION = {
    "watch": "lotus",
    "mentions": [
        {
            "mention_id": "p-1",
            "at": "2026-03-02T05:00:00Z",
            "author": "@an",
            "text": "Broken again!",
        }
    ],
}


def signed(
    body: str, hook_id: str = "m-1", age: timedelta = timedelta(0), key: str = DEVELOPMENT_SECRET
) -> dict[str, str]:
    """The headers that whoever knows the key puts on a body."""
    at = datetime.now(UTC) - age
    return {
        "webhook-id": hook_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(key).sign(hook_id, at, body),
    }


@dataclass
class Company:
    """Cases and watches that note what they are told, and answer as they are set to."""

    trouble: Exception | None = None
    opened: list[CrisisFiling] = field(default_factory=list)
    said: list[tuple[str, str, BaseModel, str]] = field(default_factory=list)
    fed: list[tuple[str, list[str]]] = field(default_factory=list)

    async def open(self, filing: CrisisFiling) -> None:
        self._answer()
        self.opened.append(filing)

    async def say(self, case_id: str, command: str, message: BaseModel, once: str = "") -> None:
        self._answer()
        self.said.append((case_id, command, message, once))

    async def feed(self, name: str, mentions: Sequence[MentionLine]) -> None:
        self._answer()
        self.fed.append((name, [one.mention_id for one in mentions]))

    def _answer(self) -> None:
        if self.trouble:
            raise self.trouble


class House:
    """The door, its book on SQLite, and the relay behind it."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(var=folder)
        migrate(self.settings.database_url)
        self.engine = make_engine(self.settings.database_url)
        self.now = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
        self.book = HooksIn(self.engine, lambda: self.now)
        self.company = Company()
        self.relay = ArrivalRelay(self.book, Doing(self.company, self.company))

    async def knocks(self, source: str, body: str, headers: dict[str, str]) -> httpx.Response:
        """Somebody sends this."""
        return await knock(
            an_app(self.settings, self.book, self.relay.nudge), source, body, headers
        )

    async def sends(self, source: str, what: object, hook_id: str = "m-1") -> int:
        """The source itself sends this; the status that it hears."""
        body = json.dumps(what)
        return (await self.knocks(source, body, signed(body, hook_id))).status_code

    async def is_done(self) -> bool:
        """Whether the first thing that came has had its effect."""
        return self.book.note_of("tickets", "m-1")[0] == "done"

    def dead(self) -> list[tuple[str, str]]:
        """What lies with a person."""
        return [(one.kind, one.reason) for one in ClaimRecords(self.engine).dead_letters()]


def an_app(
    told: Settings, book: KeepsArrivals, nudge: Callable[[], None] = lambda: None
) -> FastAPI:
    app = FastAPI()
    app.include_router(incoming(told, book, nudge))
    return app


async def knock(app: FastAPI, source: str, body: str, headers: dict[str, str]) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        return await client.post(f"/webhooks/{source}", content=body, headers=headers)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_ticket_that_escalates_raises_an_alarm_once(house: House) -> None:
    assert await house.sends("tickets", TICKET) == 202
    assert await house.sends("tickets", TICKET) == 200

    assert await house.relay.carry() == 1
    assert await house.relay.carry() == 0

    [alarm] = house.company.opened
    assert (alarm.case_id, alarm.source.type, alarm.source.reference) == ("T-77", "ticket", "77")
    assert (alarm.headline, alarm.severity) == ("Courier throws parcels", "SEV2")
    assert house.book.note_of("tickets", "m-1") == ("done", "escalated: T-77")


async def test_other_content_under_an_id_that_was_used_is_a_conflict(house: House) -> None:
    await house.sends("tickets", TICKET)

    assert await house.sends("tickets", {**TICKET, "subject": "Other"}) == 409

    await house.relay.carry()
    assert [alarm.headline for alarm in house.company.opened] == ["Courier throws parcels"]


async def test_a_ticket_is_linked_to_a_case_and_opens_its_own_again(house: House) -> None:
    linked = {"event": "linked", "ticket_id": "78", "case_id": "K-7"}
    await house.sends("tickets", linked, "m-2")
    await house.sends("tickets", {"event": "reopened", "ticket_id": "77"}, "m-3")

    await house.relay.carry()

    by = "ticketing"
    assert sorted(house.company.said, key=lambda said: said[3]) == [
        ("K-7", "link", AddLink(kind="ticket", reference="78", by=by), "m-2"),
        ("T-77", "reopen", SaysWhy(by=by, reason="ticket 77 was opened again"), "m-3"),
    ]


async def test_mentions_feed_the_watch_of_their_name(house: House) -> None:
    assert await house.sends("social", MENTION) == 202

    await house.relay.carry()

    assert house.company.fed == [("lotus", ["p-1"])]


async def test_what_is_long_is_cut_for_the_case(house: House) -> None:
    await house.sends("tickets", {**TICKET, "subject": "x" * 900, "description": "y" * 9_000})

    await house.relay.carry()

    assert len(house.company.opened[0].headline) == 200
    assert len(house.company.opened[0].description) == 4_000


async def test_while_temporal_is_away_nothing_is_lost(house: House) -> None:
    house.company.trouble = Unreachable("away")
    await house.sends("tickets", TICKET)
    await house.relay.carry()
    assert house.dead() == []

    house.company.trouble = None
    house.now += timedelta(minutes=5)
    await house.relay.carry()

    assert len(house.company.opened) == 1


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (NoSuchClaim("There is no case T-77."), "There is no case T-77."),
        (KeyError("x"), "KeyError"),
    ],
)
async def test_what_no_case_takes_lies_with_a_person(
    house: House, trouble: Exception, reason: str
) -> None:
    house.company.trouble = trouble
    await house.sends("tickets", TICKET)

    await house.relay.carry()

    assert house.dead() == [("webhook tickets", reason)]


async def test_the_relay_is_woken_by_what_comes_in(house: House) -> None:
    at_work = asyncio.create_task(house.relay.run())
    try:
        await house.sends("tickets", TICKET)
        await until(house.is_done)
    finally:
        at_work.cancel()

    assert len(house.company.opened) == 1


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)])
async def test_what_is_old_or_of_the_future_is_turned_away(house: House, age: timedelta) -> None:
    body = json.dumps(TICKET)

    answered = await house.knocks("tickets", body, signed(body, age=age))

    assert answered.status_code == 401
    assert house.book.due(10) == ()


async def test_a_signature_for_another_body_id_or_key_is_turned_away(house: House) -> None:
    body, other = json.dumps(TICKET), json.dumps({**TICKET, "ticket_id": "78"})
    stranger = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"

    assert (await house.knocks("tickets", other, signed(body))).status_code == 401
    stolen = {**signed(body), "webhook-id": "m-2"}
    assert (await house.knocks("tickets", body, stolen)).status_code == 401
    assert (await house.knocks("tickets", body, signed(body, key=stranger))).status_code == 401
    assert (await house.knocks("tickets", body, {})).status_code == 401
    assert house.book.due(10) == ()


async def test_a_body_that_is_too_large_is_turned_away(house: House) -> None:
    body = "x" * (BODY_MAX_BYTES + 1)

    assert (await house.knocks("tickets", body, signed(body))).status_code == 413


@pytest.mark.parametrize(
    "wrong",
    [
        {**TICKET, "event": "danced"},
        {**TICKET, "ticket_id": "7 7"},
        {**TICKET, "subject": "nothing \x00 at all"},
        {**TICKET, "triggers": "fire"},
        [],
    ],
)
async def test_what_a_source_may_not_say_is_not_kept(house: House, wrong: object) -> None:
    assert await house.sends("tickets", wrong) == 400
    assert house.book.due(10) == ()


async def test_a_door_without_a_key_is_closed_in_production(tmp_path: Path) -> None:
    at_work = Settings(
        var=tmp_path,
        environment=Environment.PRODUCTION,
        webhook_secret=SecretStr("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
        page_secret=SecretStr("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
        web_secret=SecretStr("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
    )
    app = an_app(at_work, Book())
    body = json.dumps(TICKET)

    assert (await knock(app, "tickets", body, signed(body))).status_code == 404


class Book:
    """Keeps in memory, or has no room."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.kept: list[Arrived] = []
        self._trouble = trouble

    def keep(self, arrived: Arrived) -> Kept:
        if self._trouble:
            raise self._trouble
        self.kept.append(arrived)
        return Kept.NEW


async def test_without_a_database_it_is_to_be_sent_again(tmp_path: Path) -> None:
    app = an_app(Settings(var=tmp_path), Book(Retryable("locked")))
    body = json.dumps(TICKET)

    answered = await knock(app, "tickets", body, signed(body))

    assert answered.status_code == 503
    assert answered.headers["retry-after"] == "5"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)
TICKETISH = st.fixed_dictionaries(
    {"event": st.sampled_from(["escalated", "linked", "reopened"]) | JSON, "ticket_id": JSON},
    optional=dict.fromkeys(("subject", "description", "customer", "severity", "triggers"), JSON),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=st.binary(max_size=200)
    | JSON.map(lambda it: json.dumps(it).encode())
    | TICKETISH.map(lambda it: json.dumps(it).encode()),
    source=st.sampled_from(["tickets", "social"]),
)
async def test_whatever_is_signed_is_kept_or_turned_away_and_never_an_error(
    body: bytes, source: str
) -> None:
    book = Book()
    app = an_app(Settings(), book)
    text = body.decode(errors="replace")

    answered = await knock(app, source, text, signed(text))

    assert answered.status_code in {202, 400}
    assert (answered.status_code == 202) is bool(book.kept)


@settings(max_examples=30, deadline=None)
@given(
    headers=st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    )
)
async def test_whatever_is_not_signed_is_turned_away(headers: dict[str, str]) -> None:
    book = Book()

    answered = await knock(an_app(Settings(), book), "tickets", json.dumps(TICKET), headers)

    assert answered.status_code == 401
    assert book.kept == []
