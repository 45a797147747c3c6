"""Mentions as lines of JSON: the good ones are taken, the bad ones refused by number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import ValidationError

from makegood.messages.watches import MentionLine

AHEAD = timedelta(minutes=10)
"""How far a source's clock may be ahead of ours: one from the future would end every window."""

LONGEST_LINE = 100_000
MOST_REFUSED = 1_000


@dataclass(frozen=True)
class RefusedLine:
    """A line that was not taken, by its number, and why; nothing of it is repeated."""

    line: int
    reason: str


@dataclass
class Lines:
    """What was read: mentions, and lines that are none."""

    mentions: list[MentionLine] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)


def parts(lines: Iterable[str], now: datetime, size: int) -> Iterator[Lines]:
    """The lines in parts of at most so many mentions; empty lines are passed over."""
    part = Lines()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            part.mentions.append(mention(line, now))
        except ValueError as error:
            part.refused.append(RefusedLine(number, _reason(error)))
        if len(part.mentions) == size:
            yield part
            part = Lines()
    if part.mentions or part.refused:
        yield part


def mention(line: str, now: datetime) -> MentionLine:
    """The mention of a line; ValueError says what is wrong with it."""
    if len(line) > LONGEST_LINE:
        raise ValueError(f"longer than {LONGEST_LINE:,} letters")
    return timely(MentionLine.model_validate_json(line), now)


def timely(told: MentionLine, now: datetime) -> MentionLine:
    """The mention; ValueError where it comes from the future."""
    if told.at > now + AHEAD:
        raise ValueError("at: lies in the future, so that its source's clock is wrong")
    return told


def _reason(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    mistakes = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(_mistake(".".join(map(str, one["loc"])), one["msg"]) for one in mistakes)


def _mistake(where: str, said: str) -> str:
    plain = said.removeprefix("Value error, ")
    return f"{where}: {plain}" if where else plain
