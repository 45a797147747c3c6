"""A link shows what it acknowledges, a button acknowledges, a reply with a code does; once."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from standardwebhooks import Webhook
from structlog.testing import capture_logs

from makegood.gateways.ack_links import AckLinks
from makegood.messages.crisis_commands import Acknowledge
from makegood.messages.paging import PageEntry
from makegood.messages.problems import Retryable
from makegood.rules.crisis.calling import PageReason, PageState
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import Channel
from starters.acknowledging import AcknowledgeDoor, ReplyDoor, acknowledging
from starters.errors import RefusedByRule, Unreachable
from starters.signed import BODY_MAX_BYTES
from tests.gateways.bank_at_work import SECRET

SENT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
NUMBER, MAI, PHONE = 12, "desk.mai", "+84000"
PREVIEW = {"user-agent": "a chat that looks at links"}


class Book:
    """A page book with one page, or one that is away."""

    def __init__(self, page: PageEntry | None, *, away: bool = False) -> None:
        self.page, self.away = page, away

    def find(self, number: int) -> PageEntry | None:
        """The page of that number."""
        if self.away:
            raise Retryable("the database is away")
        return self.page if self.page and self.page.number == number else None

    def acknowledged(self, number: int, now: datetime) -> bool:
        """Note that it was used."""
        assert self.page is not None
        self.page = self.page.model_copy(update={"acknowledged_at": now})
        return True


@dataclass
class Cases:
    """Stands for the cases: notes what is said to them, and answers as told."""

    answer: Exception | None = None
    said: list[tuple[str, Acknowledge, str]] = field(default_factory=list)

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> BaseModel:
        """Take it, or refuse it."""
        assert isinstance(message, Acknowledge)
        assert command == "acknowledge"
        if self.answer:
            raise self.answer
        self.said.append((case_id, message, once))
        return message


class People:
    """Mai has a telephone, and so has Binh."""

    def person_at(self, address: str) -> str:
        """Whose it is."""
        return {PHONE: MAI, "+84111": "desk.binh"}.get(address, "")


def a_page(person: str = MAI, text: str = "SEV1 case C-1. <b>Parcels & gates</b>.") -> PageEntry:
    """Page 12, to Mai, about case C-1."""
    return PageEntry(
        number=NUMBER,
        key="C-1:ladder:1.0.0:desk.mai:sms",
        case_id="C-1",
        person=person,
        channel=Channel.SMS,
        reason=PageReason.LADDER,
        severity=Severity.SEV1,
        state=PageState.SENT,
        state_at=SENT,
        made_at=SENT,
        text=text,
    )


@dataclass
class House:
    """Both doors, with a book and cases behind them."""

    book: Book = field(default_factory=lambda: Book(a_page()))
    cases: Cases = field(default_factory=Cases)
    life: timedelta = timedelta(hours=1)

    def path(self, number: int = NUMBER, person: str = MAI) -> str:
        """The path of a link."""
        return self.links().link(number, person).removeprefix("http://door")

    def links(self) -> AckLinks:
        """The links of this house."""
        return AckLinks("a key of this test", "http://door", self.life)

    def client(self) -> httpx.AsyncClient:
        """Somebody at the doors."""
        door = AcknowledgeDoor(self.links(), self.book, self.cases, lambda: SENT)
        app = FastAPI()
        app.include_router(acknowledging(door, ReplyDoor(SECRET, People(), door)))
        transport = httpx.ASGITransport(app)
        return httpx.AsyncClient(transport=transport, base_url="http://door")

    async def look(self, path: str = "") -> httpx.Response:
        """Open a link."""
        async with self.client() as client:
            return await client.get(path or self.path(), headers=PREVIEW)

    async def press(self, path: str = "") -> httpx.Response:
        """Press the button behind it."""
        async with self.client() as client:
            return await client.post(path or self.path())

    async def reply(self, text: str, sender: str = PHONE, secret: str = SECRET) -> httpx.Response:
        """Have the gateway of text messages hand a reply on."""
        body = f'{{"reply_id": "r-1", "sender": "{sender}", "text": "{text}"}}'
        return await self.hand_in(body, secret)

    async def hand_in(self, body: str, secret: str = SECRET) -> httpx.Response:
        """Post that body, signed with that key."""
        now = datetime.now(UTC)
        headers = {
            "webhook-id": "r-1",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign("r-1", now, body),
        }
        async with self.client() as client:
            return await client.post("/replies", content=body, headers=headers)


async def test_looking_at_a_link_shows_what_the_button_does_and_acknowledges_nothing() -> None:
    house = House()

    seen = [await house.look() for _ in range(3)]

    assert [(one.status_code, "Acknowledge</button>" in one.text) for one in seen] == [
        (200, True)
    ] * 3
    assert "Sent to desk.mai at 2026-11-02 03:00 UTC as page 12." in seen[0].text
    assert "&lt;b&gt;Parcels &amp; gates&lt;/b&gt;" in seen[0].text
    assert seen[0].headers["cache-control"] == "no-store"
    assert house.cases.said == []


async def test_the_button_acknowledges_in_the_name_of_the_reader() -> None:
    house = House()

    done = await house.press()

    assert (done.status_code, "Acknowledged" in done.text) == (200, True)
    ((case_id, said, once),) = house.cases.said
    assert (case_id, said.by, said.page) == ("C-1", MAI, "C-1:ladder:1.0.0:desk.mai:sms")
    assert (said.reason, once) == ("by the link in a page", "page-12")


async def test_a_link_works_once() -> None:
    house = House()
    await house.press()

    again, looked = await house.press(), await house.look()

    assert (again.status_code, looked.status_code) == (410, 410)
    assert "was used at 2026-11-02 03:00 UTC; it works once" in looked.text
    assert len(house.cases.said) == 1


async def test_a_case_that_cannot_be_reached_burns_no_link() -> None:
    house = House(cases=Cases(Unreachable("away")))

    away = await house.press()
    house.cases.answer = None
    back = await house.press()

    assert (away.status_code, back.status_code) == (503, 200)
    assert "Nothing is lost" in away.text
    assert len(house.cases.said) == 1


async def test_a_case_that_is_over_says_so() -> None:
    refusal = RefusedByRule("The case is closed: nobody is called for it.", "case_is_over")
    answer = await House(cases=Cases(refusal)).press()
    assert (answer.status_code, "nobody is called for it" in answer.text) == (409, True)


@pytest.mark.parametrize("way", ["look", "press"])
async def test_a_link_that_is_too_old_or_not_ours_acknowledges_nothing(way: str) -> None:
    old, house = House(life=timedelta(seconds=-1)), House()
    broken = house.path()[:-2]
    others = [house.path(NUMBER, "desk.binh"), house.path(NUMBER + 1)]

    answers = [await getattr(house, way)(path) for path in (broken, *others)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (await getattr(old, way)()).status_code == 410
    assert house.cases.said == old.cases.said == []


async def test_while_the_page_book_is_away_nothing_is_lost() -> None:
    house = House(book=Book(None, away=True))
    assert [(await house.look()).status_code, (await house.reply("12a")).status_code] == [503, 503]


async def test_a_reply_with_the_code_acknowledges_and_is_answered() -> None:
    house = House()

    answer = await house.reply("12a")

    assert answer.json() == {"code": "acknowledged", "text": "Case C-1 is acknowledged by you."}
    ((case_id, said, _),) = house.cases.said
    assert (case_id, said.by, said.reason) == ("C-1", MAI, "by a reply")


@pytest.mark.parametrize(
    ("text", "sender", "code"),
    [
        ("ok", PHONE, "no_reply_code"),
        ("13a", PHONE, "not_yours"),
        ("12a", "+84111", "not_yours"),
        ("12a", "+1555", "not_yours"),
    ],
)
async def test_a_reply_that_is_no_answer_to_the_senders_own_page_acknowledges_nothing(
    text: str, sender: str, code: str
) -> None:
    house = House()
    assert (await house.reply(text, sender)).json()["code"] == code
    assert house.cases.said == []


async def test_the_sender_hears_why_a_case_takes_no_acknowledgement() -> None:
    refusal = RefusedByRule("The case is closed: nobody is called for it.", "case_is_over")
    answer = await House(cases=Cases(refusal)).reply("12a")
    assert answer.json() == {"code": "case_is_over", "text": refusal.message}


async def test_while_the_case_is_away_the_gateway_is_asked_to_come_again() -> None:
    answer = await House(cases=Cases(Unreachable("away"))).reply("12a")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_a_reply_that_the_gateway_did_not_sign_is_turned_away() -> None:
    house = House()
    forged = await house.reply("12a", secret="whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
    assert (forged.status_code, house.cases.said) == (401, [])


@pytest.mark.parametrize(
    ("body", "status"), [("{}", 400), ("[", 400), (" " * (BODY_MAX_BYTES + 1), 413)]
)
async def test_a_body_that_is_no_reply_is_refused(body: str, status: int) -> None:
    assert (await House().hand_in(body)).status_code == status


async def test_no_log_line_has_the_text_of_a_page_or_the_senders_number() -> None:
    with capture_logs() as lines:
        house = House()
        await house.reply("12a")
        await house.press()
    assert "Parcels" not in str(lines)
    assert PHONE not in str(lines)
    assert {line["event"] for line in lines} == {"page.acknowledged", "reply.received"}
