"""Watches of mentions, as the API answers for them, feeds them and takes verdicts in."""

from typing import Annotated

from fastapi import Body, Query, Request
from fastapi.responses import Response
from pydantic import Field, StringConstraints

from makegood.messages.claims import Message
from makegood.messages.watch_views import DecisionPage, ExplainedMention, FedReceipt, WatchRow
from makegood.messages.watches import MentionId, MentionLine, WatchName, WatchStatus
from makegood.rules.access import Resource
from makegood.rules.detection.verdicts import Verdict
from makegood.store.watch_lists import DecisionFilter
from starters.errors import Unreachable
from starters.http.bodies import Body as Bare
from starters.http.claim_examples import example
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.paging import USUAL, Limit, links
from starters.http.queries import Name
from starters.watches import A_BATCH, Watches
from starters.web.house import House

TAG = "watches"
Place = Annotated[str, StringConstraints(pattern=r"^[0-9]{0,18}$")]


class WatchList(Message):
    """Every watch that was ever fed."""

    watches: tuple[WatchRow, ...]


class MentionsBody(Bare):
    """Mentions of one source, each of which counts once by its id."""

    mentions: Annotated[tuple[MentionLine, ...], Field(min_length=1, max_length=A_BATCH)]


class VerdictBody(Bare):
    """What a person says that a mention was; the last word counts."""

    mention_id: MentionId
    verdict: Verdict


class VerdictKept(Message):
    """A verdict that is kept."""

    watch: str
    mention_id: str
    verdict: Verdict
    by: str


FEED = example(
    "A post",
    {
        "mentions": [
            {
                "mention_id": "chirp-991",
                "at": "2026-11-22T14:00:00+07:00",
                "author": "a-4711",
                "text": "They threw my parcel over the fence!",
                "language": "en",
                "followers": 12000,
            }
        ]
    },
)
SAID = example("It was one", {"mention_id": "chirp-991", "verdict": "crisis"})


class WatchDoor:
    """Answers for watches."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def list(self, request: Request) -> Response:
        """How much each watch has seen, and how much of that called somebody."""
        watches, _ = await watches_for(self._house, request, "watch.read")
        return as_json(WatchList(watches=await watches.list()), CACHING)

    async def show(self, request: Request, name: WatchName) -> Response:
        """How the watch stands: counts, open cases, lag, and which versions decide."""
        watches, _ = await watches_for(self._house, request, "watch.read")
        return as_json(await watches.status(name), CACHING)

    async def decisions(
        self,
        request: Request,
        name: WatchName,
        case: Name | None = None,
        limit: Limit = USUAL,
        cursor: Place = "",
    ) -> Response:
        """What the watch decided and why, the newest first."""
        watches, _ = await watches_for(self._house, request, "watch.read")
        page = await watches.decisions(name, DecisionFilter(case_id=case), cursor, limit)
        return as_json(page, {**CACHING, **links(request, page.cursor)})

    async def mention(
        self, request: Request, name: WatchName, mention_id: Annotated[MentionId, Query()]
    ) -> Response:
        """One mention with every part of its score, and what people said of it."""
        watches, _ = await watches_for(self._house, request, "watch.read")
        return as_json(await watches.explain(name, mention_id), CACHING)

    async def feed(
        self,
        request: Request,
        name: WatchName,
        said: Annotated[MentionsBody, Body(openapi_examples=FEED)],
    ) -> Response:
        """Take mentions in, at most 1,000 at a time; they are safe when this is answered."""
        watches, _ = await watches_for(self._house, request, "watch.feed")
        return as_json(await watches.feed(name, said.mentions), {})

    async def judge(
        self,
        request: Request,
        name: WatchName,
        said: Annotated[VerdictBody, Body(openapi_examples=SAID)],
    ) -> Response:
        """Say what a mention was: the watch's figures and the next model learn from it."""
        watches, by = await watches_for(self._house, request, "watch.verdict")
        await watches.verdict(name, said.mention_id, said.verdict, by)
        kept = VerdictKept(watch=name, mention_id=said.mention_id, verdict=said.verdict, by=by)
        return as_json(kept, {})


async def watches_for(house: House, request: Request, action: str) -> tuple[Watches, str]:
    """The watches, and who asks; Denied unless they may."""
    actor = await house.caller(request)
    house.require(actor, action, Resource(kind="watch"))
    if house.watches is None:
        raise Unreachable("This process has no watches.", "unavailable")
    return house.watches, actor.name


def add_watches(routes: Routes, door: WatchDoor) -> None:
    """Declare what is asked of watches, and told to them."""
    read, one = "watch.read", "/watches/{name}"
    routes.reads(Way("/watches", read, "list_watches", "Watches", TAG, WatchList), door.list)
    shown = Way(one, read, "get_watch", "How a watch stands", TAG, WatchStatus)
    routes.reads(shown, door.show)
    decided = "What a watch decided"
    routes.reads(
        Way(f"{one}/decisions", read, "list_decisions", decided, TAG, DecisionPage),
        door.decisions,
    )
    why = Way(f"{one}/mention", read, "get_mention", "Why a mention", TAG, ExplainedMention)
    routes.reads(why, door.mention)
    fed = Way(f"{one}/mentions", "watch.feed", "feed_watch", "Feed a watch", TAG, FedReceipt)
    routes.does(fed, door.feed)
    said = Way(f"{one}/verdict", "watch.verdict", "judge_mention", "A verdict", TAG, VerdictKept)
    routes.does(said, door.judge)
