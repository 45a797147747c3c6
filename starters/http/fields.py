"""The faults of single fields, each with the place where it is to be mended."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

PLACES = frozenset({"body", "query", "path", "header", "cookie"})
NAMED = re.compile(r"^([a-z_]+): ")
"""How a rule about the whole message says which field it minds."""

MOST = 50

Found = Mapping[str, object]


def faults(found: Iterable[Found], place: str = "") -> list[dict[str, JsonValue]]:
    """Each fault with a JSON Pointer into the body, or the parameter; no value is repeated."""
    told = [_fault(one, place) for one in found]
    return [one for at, one in enumerate(told) if one not in told[:at]][:MOST]


def _fault(found: Found, place: str) -> dict[str, JsonValue]:
    loc = found["loc"]
    parts: Sequence[object] = loc if isinstance(loc, tuple | list) else ()
    said = str(found["msg"]).removeprefix("Value error, ")
    where = place or (str(parts[0]) if parts and parts[0] in PLACES else "body")
    steps = parts if place else parts[1:]
    return {**_place(where, steps, said), "detail": said, "code": str(found["type"])}


def _place(where: str, steps: Sequence[object], said: str) -> dict[str, JsonValue]:
    if where != "body":
        return {"parameter": ".".join(map(str, steps)), "in": where}
    named = NAMED.match(said)
    if not steps and named:
        return {"pointer": pointer([named[1]])}
    return {"pointer": pointer(steps)}


def pointer(steps: Iterable[object]) -> str:
    """The JSON Pointer (RFC 6901) of the steps from the root of a document."""
    return "".join(f"/{str(one).replace('~', '~0').replace('/', '~1')}" for one in steps)
