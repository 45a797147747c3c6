"""The grounds of an answer: what was allowed to whoever asked, so that it can be asked again."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from makegood.rules.access import Resource


@dataclass(frozen=True)
class Ground:
    """That somebody might do that to it; who the members of a case are is looked up anew."""

    action: str
    resource: Resource


_noted: ContextVar[dict[Ground, None] | None] = ContextVar("grounds", default=None)
_WRITTEN = TypeAdapter(tuple[Ground, ...])


@contextmanager
def noting() -> Iterator[dict[Ground, None]]:
    """What is allowed in the block, each once, in order."""
    found: dict[Ground, None] = {}
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def note(action: str, resource: Resource) -> None:
    """That was allowed; nobody minds outside of a block that notes it."""
    found = _noted.get()
    if found is not None:
        found[Ground(action, replace(resource, members=frozenset()))] = None


def written(found: dict[Ground, None]) -> str:
    """Grounds as they are kept with an answer."""
    return _WRITTEN.dump_json(tuple(found), exclude_defaults=True).decode()


def grounds_in(text: str) -> tuple[Ground, ...]:
    """The grounds that were kept."""
    return _WRITTEN.validate_json(text)
