"""The way from a watch to crisis cases: through the client that every door uses."""

from collections.abc import Awaitable, Callable

from temporalio.service import RPCError, RPCStatusCode

from makegood.messages.crises import CrisisRequest
from makegood.messages.crisis_commands import AddMention
from makegood.settings import Settings
from starters.crises import Crises, connect_crises
from starters.errors import RefusedByRule

ID_REUSED = "id_reused"


class CaseLine:
    """Connects at the first word; the same request is one case by its id."""

    def __init__(self, connect: Callable[[], Awaitable[Crises]]) -> None:
        self._connect = connect
        self._known: Crises | None = None

    async def open(self, request: CrisisRequest) -> None:
        """Open a case; one that was opened by other code, with other words, is that case too."""
        crises = await self._crises()
        try:
            await crises.open(request)
        except RefusedByRule as refused:
            if refused.code != ID_REUSED:
                raise

    async def mention(self, case_id: str, seen: AddMention) -> bool:
        """Tell a case of a mention; False where there is no such case that could hear it."""
        crises = await self._crises()
        try:
            await crises.handle(case_id).signal("mention", seen)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True

    async def _crises(self) -> Crises:
        if self._known is None:
            self._known = await self._connect()
        return self._known


def case_line(settings: Settings) -> CaseLine:
    """The line to the cases of the settings' Temporal."""
    return CaseLine(lambda: connect_crises(settings))
