"""What is said to crisis cases by way of the API: alarms, and every command that people give."""

from dataclasses import replace
from typing import Annotated

from fastapi import Body, Request
from fastapi.responses import Response
from pydantic import BaseModel, JsonValue

from makegood.messages.crises import CrisisFiling
from makegood.messages.crisis_commands import CaseReceipt
from makegood.messages.crisis_status import CrisisStatus
from makegood.rules.access import Resource
from makegood.store.command_outbox import QueuedCommand
from starters.crises import Opened
from starters.errors import Unreachable
from starters.http.bodies import Speaker, message_of, refused_field
from starters.http.carrier import CRISIS_COMMANDS, OPEN, Kind
from starters.http.crises import TAG
from starters.http.crisis_examples import ALARM, EXAMPLES
from starters.http.declaring import Routes, Way
from starters.http.endpoints import ALSO, Spoken, endpoint
from starters.http.etags import as_json, etag, is_conditional, require_current
from starters.http.saying import Saying, prefers_later
from starters.http.subjects import Deed, Subjects, known
from starters.web.house import House


class CrisisDeeds:
    """Opens crisis cases, and says commands to them."""

    def __init__(self, house: House, subjects: Subjects, saying: Saying) -> None:
        self._house = house
        self._subjects = subjects
        self._saying = saying

    async def open(
        self, request: Request, alarm: Annotated[CrisisFiling, Body(openapi_examples=ALARM)]
    ) -> Response:
        """Open a case: 201, or 200 where the same was opened before.

        The same source is the same case. `reported_by` is whoever signs in. A rehearsal is a case
        with `drill`.
        """
        actor = await self._house.caller(request)
        about = Resource(kind="crisis", restricted=False)
        self._house.require(actor, "crisis.open", about)
        if alarm.reported_by not in ("", actor.name):
            raise refused_field("reported_by", "it is whoever signs in; leave it out")
        said = alarm.request().model_copy(update={"reported_by": actor.name})
        once: str = request.state.once
        command = QueuedCommand(
            once, actor.name, Kind.CRISIS, said.case_id, OPEN, said.model_dump_json()
        )
        made = await self._saying.say(request, command)
        if not isinstance(made, Opened):
            return self._saying.accepted(command)
        where = {"location": f"/v1/crises/{made.case_id}"}
        return as_json(made, where, 200 if made.already else 201)

    async def say(self, request: Request, case_id: str, name: str, body: BaseModel) -> Response:
        """Give the command; the answer is the receipt, with the new version as its ETag."""
        actor = await self._house.caller(request)
        await self._subjects.to_crisis(Deed(actor, f"crisis.{name}", body), case_id)
        if is_conditional(request):
            await self._require_current(request, case_id)
        once: str = request.state.once
        message = message_of(CRISIS_COMMANDS[name], body, Speaker(actor, once))
        command = QueuedCommand(
            once, actor.name, Kind.CRISIS, case_id, name, message.model_dump_json()
        )
        receipt = await self._saying.say(request, command)
        if not isinstance(receipt, CaseReceipt):
            return self._saying.accepted(command)
        return as_json(receipt, {"etag": etag(receipt.version)})

    async def _require_current(self, request: Request, case_id: str) -> None:
        """Refuse what is based on an older version; where nobody answers, the lists know it."""
        try:
            status = await self._house.crises.status(case_id)
        except Unreachable:
            row = await known(self._house.lists.case, case_id)
            if row is None or not prefers_later(request):
                raise
            now: dict[str, JsonValue] = {"stage": row.stage, "severity": row.severity}
            require_current(request, row.version, now)
            return
        require_current(request, status.version, _current(status))


def _current(status: CrisisStatus) -> dict[str, JsonValue]:
    hashes: dict[str, JsonValue] = {one.key: one.statement_hash for one in status.statements}
    return {"stage": status.stage, "severity": status.severity, "statement_hashes": hashes}


def add_crisis_deeds(routes: Routes, door: CrisisDeeds) -> None:
    """Declare the opening of cases and a route for each command."""
    opening = Way("/crises", "crisis.open", "open_crisis", "Open a case", TAG, Opened, 201)
    already = (200, "The same case was opened before")
    routes.does(replace(opening, also=(already, *ALSO)), door.open)
    for name, kind in CRISIS_COMMANDS.items():
        given = endpoint(door.say, Spoken(name, kind, EXAMPLES.get(name)), "case_id")
        routes.does(_way(name), given)


def _way(name: str) -> Way:
    words = name.replace("_", "-")
    path, about = f"/crises/{{case_id}}/{words}", f"Crisis: {words.replace('-', ' ')}"
    way = Way(path, f"crisis.{name}", f"crisis_{name}", about, TAG, CaseReceipt)
    return replace(way, also=ALSO, conditional=True)
