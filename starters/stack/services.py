"""What a service of the stack is: a command, and how one knows that it serves."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx

Say = Callable[[str], None]
"""Tells a person one line of what happens."""


@dataclass(frozen=True)
class Life:
    """One run of a service: where it writes, and from which byte on."""

    log: Path
    begins_at: int

    def said(self) -> str:
        """Return what the service has written since it started."""
        with self.log.open("rb") as log:
            log.seek(self.begins_at)
            return log.read().decode(errors="replace")


Probe = Callable[[Life], Awaitable[bool]]
"""Answers whether a service that runs also serves; asked again and again until it does."""


@dataclass(frozen=True)
class Service:
    """A command that is kept running; with `once`, one that must end well before others start.

    Services of a lower `order` serve before a higher one starts, and stop after it.
    """

    name: str
    argv: tuple[str, ...]
    ready: Probe | None = None
    order: int = 0
    env: Mapping[str, str] = field(default_factory=dict)
    patience: timedelta = timedelta(seconds=60)
    once: bool = False


class ServiceFailed(Exception):
    """A service did not come up; the text ends with the last lines that it wrote."""


def answers(url: str) -> Probe:
    """Return a probe that is content when `url` answers with a 2xx status."""

    async def probe(_: Life) -> bool:
        try:
            async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
                return (await client.get(url)).is_success
        except httpx.HTTPError:
            return False

    return probe


def says(text: str) -> Probe:
    """Return a probe that is content when the service has written `text` since it started."""

    async def probe(life: Life) -> bool:
        return text in life.said()

    return probe
