"""As whom a command was taken in: what the door knew of its sender then, kept with the command."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from makegood.rules.access import Actor


@dataclass(frozen=True)
class Standing:
    """Who gave a command, as the door had recognised them, and when it was taken in."""

    actor: Actor
    at: datetime

    def written(self) -> str:
        """The standing as it is kept with the command."""
        return _WRITTEN.dump_json(self, exclude_defaults=True).decode()


_WRITTEN = TypeAdapter(Standing)


def standing_in(text: str) -> Standing | None:
    """The standing that was kept; None for a command of before it was."""
    return _WRITTEN.validate_json(text) if text else None
