"""The words of rehearsals: scripted injects, and what a drill was scored on."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Inject:
    """Something that a drill's script lets happen, so many seconds after its start."""

    after_seconds: float
    what: str
    text: str = ""
    fired_at: datetime | None = None
