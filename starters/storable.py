"""What no database keeps, refused before anything is said or done."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from starters.errors import BadInput

NOTHING = "\0"
"""The character that PostgreSQL takes in no text."""

IN_JSON = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""How JSON writes it; after an odd backslash the letters are only letters."""


def require_storable(message: BaseModel) -> None:
    """BadInput, with the place, for a message with a text that could not be kept."""
    for place, text in _texts(message.model_dump(), ()):
        if NOTHING in text:
            raise BadInput(f"{place}: a text without zero bytes is expected", "zero_byte")


def holds_nothing(content: bytes) -> bool:
    """Whether a text of a JSON document has the character that no database keeps."""
    return IN_JSON.search(content) is not None


def _texts(said: object, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every text of a value, with where it stands."""
    match said:
        case str():
            yield ".".join(place), said
        case Mapping():
            for name, part in said.items():
                yield from _texts(part, (*place, str(name)))
        case Sequence():
            for number, part in enumerate(said):
                yield from _texts(part, (*place, str(number)))
        case _:
            pass
