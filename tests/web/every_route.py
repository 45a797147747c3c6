"""Every route of the web process asked by everybody, and what the table of roles says of it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import httpx
from fastapi import FastAPI, Request
from pydantic import JsonValue
from temporalio.client import Client
from typing_extensions import override

from makegood.messages.crisis_status import Briefing
from makegood.rules.access import Actor, Resource, Role, Verdict, authorize
from makegood.rules.claim import Team
from makegood.store.claims import ClaimRecords
from makegood.store.crises import CrisisRecords
from starters.asking import Question
from starters.client import Claims
from starters.errors import Unreachable
from starters.site import entrances
from starters.web.gate import PUBLIC, SIGNED_IN, declared, routes_of
from starters.web.house import House
from tests.http.at_hand import ClaimsHere, CrisesHere
from tests.store.builders import a_claim, a_record
from tests.store.crisis_builders import a_crisis_record, a_crisis_row
from tests.web.rooms import BOOK, NOON, a_browser, a_house, an_app, nowhere

Answered = TypeVar("Answered")

SHOP = "shop-of-lan"
SECRET = "The film that nobody may see"
WHO = "x-who"
PART = re.compile(r"\{([^}]+)\}")
OF_MERCHANTS = {"claim", "document", "hook"}
"""What is some merchant's, and else nobody's."""

THERE: Mapping[str, str] = {
    "claim_id": "C-1",
    "case_id": "K-1",
    "command": "hold",
    "team": "pr",
}
"""What stands for a part of a path: a claim and a case that are there."""

ABSENT: Mapping[str, str] = {"sha256": "a" * 64, "page": "1", "number": "999"}
"""What has the right form and is not there; of any other part the word `unknown` is not."""


class Words(dict[str, str]):
    """A word for every part of a path."""

    def __missing__(self, part: str) -> str:
        return "unknown"


WORDS = Words({**THERE, **ABSENT})

TEAMS = {
    Role.EXECUTIVE: Team.SERVICE_DESK,
    Role.LEAD: Team.SERVICE_DESK,
    **{Role(team): team for team in Team if team in {role.value for role in Role}},
}


class Answer(StrEnum):
    """How somebody was answered."""

    LET_IN = "let in"
    NOT_READ = "not read"
    SENT_ON = "sent on"
    REFUSED = "refused"
    NOT_FOUND = "not found"
    ASKED_WHO = "asked who"
    BROKEN = "broken"


@dataclass(frozen=True)
class Ask:
    """A route as it is asked for, with the body that its own description shows."""

    method: str
    path: str
    actions: tuple[str, ...]
    body: JsonValue = None

    def url(self, **words: str) -> str:
        """The address with every part filled in."""
        return self.path.replace(":path", "").format_map(Words({**WORDS, **words}))

    @property
    def is_of_what_is_there(self) -> bool:
        """Whether every part of the path stands for something that is there."""
        return {part.partition(":")[0] for part in PART.findall(self.path)} <= set(THERE)

    @property
    def team(self) -> Team | None:
        """The team in whose name it is done."""
        named = self.body.get("team") if isinstance(self.body, dict) else None
        return Team(str(named)) if named else None

    def resource(self, action: str, actor: Actor) -> Resource:
        """What it is about, as far as it decides who may; in one's own team's name, if any."""
        kind = action.partition(".")[0]
        named = self.body.get("merchant_id") if isinstance(self.body, dict) else None
        asked = actor.merchant_id if kind in OF_MERCHANTS else ""
        whose = SHOP if "{claim_id}" in self.path else str(named or asked)
        about = Resource(kind, merchant_id=whose)
        own = min(actor.teams, default=None) if self.body is None else None
        return replace(about, team=self.team or own)


@dataclass(frozen=True)
class Watched(House):
    """A house that remembers which questions were asked of the table of roles."""

    questions: list[str] = field(default_factory=list)

    @override
    def verdict(self, actor: Actor, action: str, resource: Resource) -> Verdict:
        self.questions.append(action)
        return House.verdict(self, actor, action, resource)


class ClaimsAway(ClaimsHere):
    """Claims that do not answer what nobody taught them."""

    def __init__(self, client: Client) -> None:
        ClaimsHere.__init__(self)
        Claims.__init__(self, client)

    @override
    async def _ask(self, workflow_id: str, question: Question, kind: type[Answered]) -> Answered:
        raise Unreachable("Nobody answers here.")


class CrisesAway(CrisesHere):
    """Crisis cases that do not answer what nobody taught them, and tell nobody their content."""

    @override
    async def briefing(self, case_id: str, by: str) -> Briefing:
        raise Unreachable("Nobody answers here.")

    @override
    async def _ask(self, workflow_id: str, question: Question, kind: type[Answered]) -> Answered:
        raise Unreachable("Nobody answers here.")


@dataclass
class Everything:
    """The whole application with a claim and a case behind it."""

    house: Watched
    app: FastAPI
    browser: httpx.AsyncClient

    def asks(self) -> Iterator[Ask]:
        """Every route by every method."""
        described = self.app.openapi()["paths"]
        for path, route in routes_of(self.app.routes):
            actions = tuple(action.format_map(WORDS) for action in declared(route))
            for method in sorted(getattr(route, "methods", None) or ()):
                operation = described.get(path, {}).get(method.lower(), {})
                yield Ask(method, path, actions, example_of(operation))

    async def answer(self, ask: Ask, actor: Actor | None) -> Answer:
        """How somebody, or a stranger, is answered."""
        return told(await self.reply(ask, actor))

    async def reply(self, ask: Ask, actor: Actor | None, **words: str) -> httpx.Response:
        """What somebody, or a stranger, is told; a POST has a key of its own."""
        return await self.keyed(ask, actor, uuid4().hex, **words)

    async def keyed(self, ask: Ask, actor: Actor | None, key: str, **words: str) -> httpx.Response:
        """What they are told under that key."""
        headers = {WHO: actor.name} if actor else {}
        headers |= {"idempotency-key": key} if ask.method == "POST" else {}
        body = json.dumps(ask.body) if ask.path.startswith("/v1") and ask.method == "POST" else None
        headers |= {"content-type": "application/json"} if body else {}
        self.browser.cookies.clear()
        url = ask.url(**words)
        return await self.browser.request(ask.method, url, headers=headers, content=body)


def told(answer: httpx.Response) -> Answer:
    """What an answer means."""
    to_sign_in = answer.headers.get("location", "").startswith("/sign-in?")
    if answer.status_code == 401 or to_sign_in:
        return Answer.ASKED_WHO
    if answer.status_code == 500:
        return Answer.BROKEN
    known = {403: Answer.REFUSED, 404: Answer.NOT_FOUND}
    known |= dict.fromkeys((400, 415, 422), Answer.NOT_READ)
    onward = Answer.SENT_ON if answer.status_code // 100 == 3 else Answer.LET_IN
    return known.get(answer.status_code, onward)


def example_of(operation: Mapping[str, object]) -> JsonValue:
    """The first body that a route's description shows; None where it shows none."""
    match operation:
        case {"requestBody": {"content": {"application/json": {"examples": dict(shown)}}}}:
            first: JsonValue = next(iter(shown.values()))["value"]
            return first
        case {"requestBody": {"content": {"application/json": {"example": shown}}}}:
            return shown  # type: ignore[no-any-return]
    return None


def somebody(role: Role) -> Actor:
    """Somebody with that one role, of the shop or the team that goes with it."""
    return Actor(
        name=f"some.{role}",
        roles=frozenset({role}),
        teams=frozenset({TEAMS[role]} if role in TEAMS else ()),
        level=2,
        merchant_id=SHOP if role is Role.MERCHANT else "",
        scopes=frozenset({"*"}),
        signed_in_at=NOON,
    )


EVERYBODY = {one.name: one for one in map(somebody, Role)}
RIVAL = replace(somebody(Role.MERCHANT), name="some.rival", merchant_id="shop-of-tam")
LOTUS_KEY = replace(somebody(Role.SYSTEM), name="some.key", merchant_id="shop-of-tam")
KNOWN = {**EVERYBODY, RIVAL.name: RIVAL, LOTUS_KEY.name: LOTUS_KEY}


def may(ask: Ask, actor: Actor) -> bool:
    """What the table of roles says."""
    if {PUBLIC, SIGNED_IN} & set(ask.actions):
        return True
    return any(
        authorize(actor, action, ask.resource(action, actor), BOOK.table, NOON).allowed
        for action in ask.actions
    )


async def by_name(request: Request) -> Actor | None:
    """Whoever the header names."""
    return KNOWN.get(request.headers.get(WHO, ""))


async def everything(folder: Path) -> Everything:
    """The whole web process, with claim C-1 of Lan's shop and crisis cases K-1 and K-9."""
    plain = await a_house(folder, by_name)
    claims = ClaimRecords(plain.engine)
    claims.open_claim(a_claim(), "hash-1")
    claims.record(a_record())
    cases = CrisisRecords(plain.engine)
    cases.record(a_crisis_record())
    cases.record(a_crisis_record(a_crisis_row("K-9", headline=SECRET, restricted=True)))
    told_of = {name: getattr(plain, name) for name in plain.__dataclass_fields__}
    settings = plain.settings.model_copy(update={"http_rate": 10**6, "http_stranger_rate": 10**6})
    told_of |= {
        "claims": ClaimsAway(await nowhere(plain.settings)),
        "crises": CrisesAway(),
        "settings": settings,
    }
    house = Watched(**told_of)
    app = an_app(house, *entrances(house, BOOK))
    return Everything(house, app, a_browser(app))
