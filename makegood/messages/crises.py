"""The start argument of a crisis case, which whoever raises an alarm sends."""

from typing import Annotated

from pydantic import Field

from makegood.messages.claims import (
    UNKNOWN_FIELDS_REFUSED,
    Identifier,
    Line,
    Message,
    Text,
)
from makegood.rules.crisis.drilling import Inject
from makegood.rules.crisis.file import Alert
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.crisis.words import Customer, Link, Source, SourceType

MOST_LINKS = 50
MOST_REACH = 10_000_000_000
LATEST_INJECT = 30 * 86_400
"""Seconds after its start until which the script of a drill may let something happen."""

Url = Annotated[str, Field(max_length=2000)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class SourceRef(Message):
    """Where it was first seen; the same type and reference is the same case."""

    type: SourceType
    reference: Annotated[str, Field(min_length=1, max_length=200)]
    url: Url = ""

    def source(self) -> Source:
        """The source as the rules see it."""
        return Source(self.type, self.reference, self.url)


class CustomerRef(Message):
    """Whom it concerns: an id of the customer register and a tier, never a name."""

    id: Identifier
    tier: Annotated[str, Field(max_length=40)] = ""


class LinkRef(Message):
    """Another case, ticket or claim that it has to do with."""

    kind: Annotated[str, Field(min_length=1, max_length=40)]
    reference: Annotated[str, Field(min_length=1, max_length=200)]
    url: Url = ""


class ScriptedInject(Message):
    """What the script of a drill lets happen, so many seconds after its start."""

    after_seconds: Annotated[float, Field(ge=0, le=LATEST_INJECT)]
    what: Annotated[str, Field(min_length=1, max_length=80)]
    text: Text = ""


class CrisisRequest(Message):
    """What starts a `CrisisEscalation`: what was seen where, by whom, and how many have seen it.

    `case_id` is the caller's idempotency key. Of a `restricted` case only its members see title
    and content. `injects` are for drills alone. A `severity` makes it worse, never milder.
    """

    case_id: Identifier
    source: SourceRef
    headline: Annotated[str, Field(min_length=1, max_length=200)]
    description: Text = ""
    language: Language = "en"
    reported_by: Annotated[Line, Field(max_length=80)] = ""
    reach: Annotated[int, Field(ge=0, le=MOST_REACH)] = 0
    customer: CustomerRef | None = None
    triggers: Annotated[tuple[Trigger, ...], Field(max_length=20)] = ()
    links: Annotated[tuple[LinkRef, ...], Field(max_length=MOST_LINKS)] = ()
    restricted: bool = False
    drill: bool = False
    injects: Annotated[tuple[ScriptedInject, ...], Field(max_length=50)] = ()
    severity: Severity | None = None

    def alert(self) -> Alert:
        """The alert as the rules see it."""
        customer = self.customer
        return Alert(
            case_id=self.case_id,
            source=self.source.source(),
            headline=self.headline,
            description=self.description,
            language=self.language,
            reported_by=self.reported_by,
            reach=self.reach,
            customer=Customer(customer.id, customer.tier) if customer else None,
            triggers=self.triggers,
            links=tuple(Link(**dict(link)) for link in self.links),
            restricted=self.restricted,
            drill=self.drill,
            injects=tuple(Inject(**dict(inject)) for inject in self.injects),
            severity=self.severity,
        )


class StrictSource(SourceRef):
    """A source at a door."""

    model_config = UNKNOWN_FIELDS_REFUSED


class StrictCustomer(CustomerRef):
    """A customer at a door."""

    model_config = UNKNOWN_FIELDS_REFUSED


class StrictLink(LinkRef):
    """A link at a door."""

    model_config = UNKNOWN_FIELDS_REFUSED


class StrictInject(ScriptedInject):
    """An inject at a door."""

    model_config = UNKNOWN_FIELDS_REFUSED


class CrisisFiling(CrisisRequest):
    """The start argument as the doors take it: a field that nobody knows is refused by name."""

    model_config = UNKNOWN_FIELDS_REFUSED

    source: StrictSource
    customer: StrictCustomer | None = None
    links: Annotated[tuple[StrictLink, ...], Field(max_length=MOST_LINKS)] = ()
    injects: Annotated[tuple[StrictInject, ...], Field(max_length=50)] = ()

    def request(self) -> CrisisRequest:
        """The same alarm as the workflow takes it."""
        return CrisisRequest.model_validate(self.model_dump())
