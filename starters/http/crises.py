"""Crisis cases as the API answers for them: lists, and one case from every side."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.gateways.review_page import POLICY, page
from makegood.messages.claims import Identifier, Message
from makegood.messages.crisis_records import CrisisRow
from makegood.messages.crisis_status import Briefing, CrisisExplanation, CrisisStatus
from makegood.messages.problems import NotFound
from makegood.messages.records import TimelineEntry
from makegood.policy.crises import load_crises
from makegood.rules.access import Actor, Resource
from makegood.rules.crisis.drills import Scorecard
from makegood.rules.crisis.rehearsing import HALF_A_YEAR, rehearsal_due
from makegood.rules.crisis.review_text import as_markdown
from starters.errors import Denied, RefusedByRule
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json, versioned
from starters.http.paging import closed, links, opened
from starters.http.queries import CrisisQuery
from starters.http.subjects import Deed, Subjects
from starters.policy_tables import InForce
from starters.web.house import House

TAG = "crises"
Days = Annotated[int, Query(ge=1, le=3660, description="After how many one is due again.")]


class CrisisPage(Message):
    """Cases, the newest first; `cursor` leads to the next page and is empty on the last."""

    cases: tuple[CrisisRow, ...]
    cursor: str


class CaseTimeline(Message):
    """Who did what, when, and why, from the beginning on."""

    case_id: str
    entries: tuple[TimelineEntry, ...]


class Rehearsal(Message):
    """When a playbook was last rehearsed to its end, and whether it is time again."""

    playbook: str
    rehearsed_at: datetime | None
    due: bool


class Rehearsals(Message):
    """Every playbook."""

    playbooks: tuple[Rehearsal, ...]


class Form(StrEnum):
    """How a review is written."""

    MARKDOWN = "markdown"
    HTML = "html"


class CrisisReads:
    """Answers what is asked about crisis cases."""

    def __init__(self, house: House, subjects: Subjects) -> None:
        self._house = house
        self._subjects = subjects
        self._policy = InForce(house.settings.policy_dir, load_crises)

    async def list(self, request: Request, asked: Annotated[CrisisQuery, Query()]) -> Response:
        """The newest first; of restricted cases only that they are there."""
        actor = await self._house.caller(request)
        self._house.require(actor, "crisis.list", Resource(kind="crisis"))
        place = opened(asked.cursor)
        find = self._house.lists.cases
        found = await run_in_threadpool(find, asked.which(), place, asked.limit)
        answer = CrisisPage(cases=found.rows, cursor=closed(found.cursor))
        return as_json(answer, {**CACHING, **links(request, answer.cursor)})

    async def show(self, request: Request, case_id: Identifier) -> Response:
        """Where the case stands; of a restricted one nothing that it is about.

        The ETag is its version.
        """
        await self._looks(request, case_id)
        status = await self._house.crises.status(case_id)
        return versioned(request, status, status.version)

    async def briefing(self, request: Request, case_id: Identifier) -> Response:
        """All of the case with its content; of a restricted one for its members."""
        actor = await self._house.caller(request)
        told = await self._told(actor, case_id)
        version = told.status.version if told.status else 0
        return versioned(request, told, version)

    async def timeline(self, request: Request, case_id: Identifier) -> Response:
        """Who did what, when, and why; of a restricted case without why, but for its members."""
        actor = await self._looks(request, case_id)
        try:
            entries = await run_in_threadpool(self._house.lists.timeline, case_id, actor.name)
        except NotFound:  # the case has only just begun
            entries = ()
        return as_json(CaseTimeline(case_id=case_id, entries=entries), CACHING)

    async def explain(self, request: Request, case_id: Identifier) -> Response:
        """Why this severity, why these people were called or spared, what happens next."""
        await self._looks(request, case_id)
        return as_json(await self._house.crises.explain(case_id), CACHING)

    async def scorecard(self, request: Request, case_id: Identifier) -> Response:
        """How a rehearsal went: times, roles, tasks, promises."""
        await self._looks(request, case_id)
        return as_json(await self._house.crises.scorecard(case_id), CACHING)

    async def review(
        self, request: Request, case_id: Identifier, form: Form = Form.MARKDOWN
    ) -> Response:
        """The review of a closed case, as Markdown or as one HTML page without any script."""
        actor = await self._house.caller(request)
        report = (await self._told(actor, case_id)).review
        if report is None:
            raise RefusedByRule(f"Case {case_id} is not closed yet.", "not_closed")
        if form is Form.MARKDOWN:
            return Response(as_markdown(report), 200, CACHING, "text/markdown; charset=utf-8")
        alone = {**CACHING, "content-security-policy": f"sandbox; {POLICY}"}
        return Response(page(report), 200, alone, "text/html; charset=utf-8")

    async def rehearsals(self, request: Request, days: Days = HALF_A_YEAR) -> Response:
        """When each playbook was last rehearsed, and whether it is due again."""
        actor = await self._house.caller(request)
        self._house.require(actor, "crisis.list", Resource(kind="crisis"))
        return as_json(await run_in_threadpool(self._rehearsals, days), CACHING)

    def _rehearsals(self, days: int) -> Rehearsals:
        last, now = self._house.lists.rehearsed(), self._house.now()
        names = [one.name for one in self._policy.now().shelf.playbooks]
        return Rehearsals(
            playbooks=tuple(
                Rehearsal(
                    playbook=name,
                    rehearsed_at=last.get(name),
                    due=rehearsal_due(last.get(name), now, days),
                )
                for name in names
            )
        )

    async def _looks(self, request: Request, case_id: str) -> Actor:
        actor = await self._house.caller(request)
        await self._subjects.crisis_exists(Deed(actor, "crisis.read"), case_id)
        return actor

    async def _told(self, actor: Actor, case_id: str) -> Briefing:
        await self._subjects.crisis(Deed(actor, "crisis.briefing"), case_id)
        told = await self._house.crises.briefing(case_id, actor.name)
        if told.refused:
            raise Denied(told.refused, "not_a_member")
        return told


def add_crisis_reads(routes: Routes, door: CrisisReads) -> None:
    """Declare the routes that read crisis cases."""
    one, read = "/crises/{case_id}", "crisis.read"
    ways: Sequence[tuple[Way, str]] = (
        (Way("/crises", "crisis.list", "list_crises", "List cases", TAG, CrisisPage), "list"),
        (
            Way(
                "/playbooks",
                "crisis.list",
                "list_playbooks",
                "When playbooks were rehearsed",
                TAG,
                Rehearsals,
            ),
            "rehearsals",
        ),
        (Way(one, read, "get_crisis", "Where a case stands", TAG, CrisisStatus), "show"),
        (_part("timeline", read, "Who did what in a case", CaseTimeline), "timeline"),
        (_part("explain", read, "Why a case is so", CrisisExplanation), "explain"),
        (_part("scorecard", read, "How a rehearsal went", Scorecard), "scorecard"),
        (_part("briefing", "crisis.briefing", "All of a case", Briefing), "briefing"),
        (_REVIEW, "review"),
    )
    for way, method in ways:
        routes.reads(way, getattr(door, method))


_REVIEW = Way(
    "/crises/{case_id}/review",
    "crisis.briefing",
    "get_crisis_review",
    "The review of a case",
    TAG,
    media=("text/markdown; charset=utf-8", "text/html; charset=utf-8"),
)


def _part(part: str, action: str, summary: str, answer: type) -> Way:
    return Way(f"/crises/{{case_id}}/{part}", action, f"get_crisis_{part}", summary, TAG, answer)
