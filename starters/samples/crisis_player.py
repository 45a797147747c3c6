"""Plays all parties of a sample crisis through the client that everyone uses."""

from collections.abc import Callable
from typing import Protocol

from pydantic import BaseModel
from typing_extensions import override

from makegood.messages.crises import CrisisFiling
from makegood.messages.crisis_commands import CaseReceipt
from makegood.messages.crisis_status import CrisisStatus
from makegood.rules.crisis.calling import PageState
from makegood.rules.crisis.words import CrisisStage
from starters.crises import Opened
from starters.errors import NoSuchClaim
from starters.samples.crisis_sample import CrisisSample
from starters.samples.crisis_turn import CrisisMove
from starters.samples.parties import Parties, Wait, WentElsewhere, a_moment

HearCrisis = Callable[[CrisisSample, CrisisMove], None]
"""Told of each move that was made."""

OVER = frozenset({CrisisStage.REJECTED, CrisisStage.MERGED})
"""Stages from which a case goes nowhere."""

ON_THE_WAY = frozenset({PageState.PENDING, PageState.SENDING})
"""States of a page of which it is not known yet whether it goes out."""


class CrisisDoor(Protocol):
    """What the parties need of the client that everyone uses."""

    async def open(self, filing: CrisisFiling) -> Opened: ...

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> CaseReceipt: ...

    async def status(self, case_id: str) -> CrisisStatus: ...


def in_silence(_: CrisisSample, __: CrisisMove) -> None:
    """Tell nobody."""


class CrisisPlayer(Parties[CrisisStatus]):
    """All parties of all sample crises."""

    def __init__(
        self, crises: CrisisDoor, wait: Wait = a_moment, hear: HearCrisis = in_silence
    ) -> None:
        super().__init__(crises, wait)
        self._crises = crises
        self._hear = hear

    async def play(self, sample: CrisisSample) -> CrisisStatus:
        """Raise the alarm, say all that the script says, and return where the case has come to."""
        filing = sample.filing
        if filing is not None:
            await self.answered(sample.case_id, lambda _: self._crises.open(filing))
        await self.take_turns(sample.case_id, sample.moves, lambda move: self._hear(sample, move))
        while (seen := await self.looked_at(sample.case_id)) is None or not _rests(seen):
            await self._wait(sample.case_id)
        return seen

    @override
    async def looked_at(self, case_id: str) -> CrisisStatus | None:
        """The status; None too while a claim has not opened the case yet."""
        try:
            return await super().looked_at(case_id)
        except NoSuchClaim:
            return None

    @override
    def insist(self, seen: CrisisStatus, turn: CrisisMove) -> None:
        if seen.stage in OVER:
            raise WentElsewhere(f"{seen.stage} before {turn.who}: {turn.what}")
        if seen.parked:
            raise WentElsewhere(f"parked before {turn.who}: {turn.what}: {seen.parked}")


def _rests(seen: CrisisStatus) -> bool:
    """Whether nothing is on its way to anybody."""
    moving = any(page.state in ON_THE_WAY for page in seen.pages)
    return not moving and not any(one.state == "publishing" for one in seen.statements)
