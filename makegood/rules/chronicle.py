"""What every case file has: a timeline, a version, letters to send, what is unrecorded."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from makegood.rules.case_words import Act, Event, Letter, Parked, Unrecorded


@dataclass(frozen=True, kw_only=True)
class Chronicle:
    """The part of a case that tells its story; claims and crises are built on it."""

    stage: str
    version: int = 0
    events: tuple[Event, ...] = ()
    event_count: int = 0
    unrecorded: Unrecorded = field(default_factory=Unrecorded)
    letters_sent: int = 0
    parked: Parked | None = None
    sealed: bool = False
    """Whether what moves money or publishes is taken under a verified seal only."""


Case = TypeVar("Case", bound=Chronicle)


def log(case: Case, act: Act, what: str, evidence: str = "") -> Case:
    """The case with one more line on its timeline, in the stage where it stands."""
    return written(case, Event(0, act.at, act.by, what, case.stage, case.stage, act.why, evidence))


def written(case: Case, event: Event) -> Case:
    """The case with that event on its timeline, under the next number."""
    number = case.event_count + 1
    event = replace(event, number=number)
    pending = replace(case.unrecorded, events=(*case.unrecorded.events, event))
    return replace(
        case,
        events=(*case.events, event),
        event_count=number,
        unrecorded=pending,
        version=case.version + 1,
    )


def enclosed(case: Case, to: str, template: str, *fields: tuple[str, str]) -> Case:
    """The case with a letter to be sent, under a key of its own; the first field names the case."""
    number = case.letters_sent + 1
    key = f"{fields[0][1]}:{number}:{template}:{to}"
    letter = Letter(key, to, template, fields)
    pending = replace(case.unrecorded, letters=(*case.unrecorded.letters, letter))
    return replace(case, unrecorded=pending, letters_sent=number, version=case.version + 1)


def recorded(case: Case, done: Unrecorded) -> Case:
    """The case without what has just been written down."""
    pending = case.unrecorded
    left = Unrecorded(
        pending.events[len(done.events) :],
        pending.letters[len(done.letters) :],
        pending.postings[len(done.postings) :],
    )
    return replace(case, unrecorded=left)


def trimmed(case: Case, keep: int = 200) -> Case:
    """The case with its newest events alone; what is not recorded yet stays to be recorded."""
    return replace(case, events=case.events[-keep:])
