"""The bodies of commands: the messages themselves, without what the door knows better."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError, create_model

from makegood.messages.claims import Message
from makegood.messages.sealing import SEAL
from makegood.rules.access import Actor
from starters.http.fields import faults
from starters.http.problems import Turned, invalid

Said = TypeVar("Said", bound=BaseModel)

OWN_IDS = ("decision_id", "offer_id", "answer_id")
"""Fields of messages that make them count once: they follow from the Idempotency-Key."""

YEARS = range(1990, 2101)
"""The years of moments that a case may name: all else is a slip of the pen."""

KNOWN_AT_THE_DOOR = frozenset({"by", SEAL, *OWN_IDS})


@dataclass(frozen=True)
class Speaker:
    """Who says it, and the id under which it counts once."""

    actor: Actor
    once: str


class Body(Message):
    """What a body of a request has in common: a field that nobody knows is refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def body_of(message: type[BaseModel]) -> type[Body]:
    """The body of the command with that message."""
    fields = {
        name: (field.annotation, field)
        for name, field in message.model_fields.items()
        if name not in KNOWN_AT_THE_DOOR
    }
    made: type[Body] = create_model(
        f"{message.__name__}Body",
        __doc__=message.__doc__,
        __base__=Body,
        **fields,  # type: ignore[call-overload]
    )
    return made


def message_of(kind: type[Said], body: BaseModel, speaker: Speaker) -> Said:
    """What is said to the case; Turned where the message as a whole makes no sense."""
    said = {name: getattr(body, name) for name in body.model_fields_set}
    _require_plausible(said)
    known = dict.fromkeys(OWN_IDS, speaker.once) | {"by": speaker.actor.name}
    own = {name: value for name, value in known.items() if name in kind.model_fields}
    return checked(kind, {**said, **own})


def _require_plausible(said: Mapping[str, object]) -> None:
    """Refuse a moment that no calendar of a case reaches."""
    for name, value in said.items():
        if isinstance(value, datetime) and value.year not in YEARS:
            raise refused_field(name, f"a moment of the years {YEARS[0]} to {YEARS[-1]}, please")


def refused_field(where: str, why: str) -> Turned:
    """A field of the body that cannot be taken, by its place, as a refusal to be raised."""
    fault: dict[str, JsonValue] = {"pointer": f"/{where}", "detail": why, "code": "refused"}
    return Turned(invalid([fault]))


def checked(kind: type[Said], values: Mapping[str, object]) -> Said:
    """The model of these values; Turned names the fields that are wrong."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        found = faults([dict(one) for one in error.errors()], "body")
        raise Turned(invalid(found)) from error
