"""What lists may be asked for."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from makegood.messages.claims import Identifier
from makegood.rules.case_words import Outcome, Stage
from makegood.rules.claim import ClaimKind
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import CrisisStage
from makegood.store.crisis_desk import CrisisFilter
from makegood.store.filters import ClaimFilter
from starters.http.bodies import YEARS
from starters.http.paging import USUAL, Cursor, Limit


def plausible(moment: datetime) -> datetime:
    """The moment, if it is one that a case can name; ValueError for slips of the pen."""
    if moment.year not in YEARS:
        raise ValueError(f"a moment of the years {YEARS[0]} to {YEARS[-1]} is expected")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(plausible)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9@:._-]{0,79}$")]
"""An account, team, merchant or playbook by its name."""


class Query(BaseModel):
    """What all queries have in common: a parameter that nobody knows is refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimQuery(Query):
    """Which claims, and how many of them."""

    stage: Stage | None = None
    kind: ClaimKind | None = None
    merchant: Identifier | None = None
    outcome: Outcome | None = None
    assignee: Name | None = Field(None, description="Whose they are.")
    awaiting: Name | None = Field(None, description="The team, or `merchant`, they wait on.")
    parked: bool | None = Field(None, description="Whether a step has used up its retries.")
    on_hold: bool | None = None
    open: bool | None = None
    due_before: Moment | None = None
    opened_from: Moment | None = None
    opened_before: Moment | None = None
    limit: Limit = USUAL
    cursor: Cursor = ""

    def which(self, merchant_id: str) -> ClaimFilter:
        """The filter, confined to a merchant where one is named."""
        return ClaimFilter(
            stage=self.stage,
            kind=self.kind,
            merchant_id=merchant_id or self.merchant,
            assignee=self.assignee,
            outcome=self.outcome,
            awaiting=self.awaiting,
            is_open=self.open,
            parked=self.parked,
            on_hold=self.on_hold,
            due_before=self.due_before,
            opened_from=self.opened_from,
            opened_before=self.opened_before,
        )


class CrisisQuery(Query):
    """Which cases, and how many of them; drills only where they are asked for."""

    stage: CrisisStage | None = None
    severity: Severity | None = None
    playbook: Name | None = None
    lead: Name | None = None
    awaiting: Name | None = Field(None, description="The team or person they wait on.")
    drill: bool = Field(False, description="Rehearsals instead of real cases.")
    active: bool | None = None
    parked: bool | None = None
    limit: Limit = USUAL
    cursor: Cursor = ""

    def which(self) -> CrisisFilter:
        """The filter."""
        asked = self.model_dump(exclude={"limit", "cursor"})
        return CrisisFilter(**asked)
