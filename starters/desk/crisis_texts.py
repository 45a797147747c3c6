"""A statement as a signer was shown it, and how its words differ from what stands now."""

import base64
import json
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from makegood.messages.crisis_status import StatementStatus


@dataclass(frozen=True)
class Shown:
    """All of a statement that its hash covers."""

    key: str
    version: int
    text: str
    language: str
    channel: str


@dataclass(frozen=True)
class Piece:
    """Words that are in both texts (`same`), were taken out (`gone`), or have come (`new`)."""

    kind: str
    words: str


def shown_of(statement: StatementStatus) -> Shown:
    """What a signer sees of a statement."""
    return Shown(
        statement.key, statement.version, statement.text, statement.language, statement.channel
    )


def carried(shown: Shown) -> str:
    """What was shown, for the form to bring back."""
    return base64.urlsafe_b64encode(json.dumps(asdict(shown)).encode()).decode()


def brought(text: str) -> Shown | None:
    """What a form says was shown; None for what is no such thing."""
    try:
        found = json.loads(base64.urlsafe_b64decode(text))
        return Shown(
            str(found["key"]),
            int(found["version"]),
            str(found["text"]),
            str(found["language"]),
            str(found["channel"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def changes(was: str, now: str) -> tuple[Piece, ...]:
    """The words of both texts in order, each marked by whether it stayed, went or came."""
    before, after = was.split(), now.split()
    pieces: list[Piece] = []
    for kind, start, end, first, last in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", " ".join(before[start:end])))
            continue
        pieces += [Piece("gone", " ".join(before[start:end]))] if end > start else []
        pieces += [Piece("new", " ".join(after[first:last]))] if last > first else []
    return tuple(pieces)
