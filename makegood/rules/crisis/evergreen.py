"""Playbooks are kept true: their owners are reminded to look through them and to rehearse them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from makegood.rules.calendar import always_open
from makegood.rules.case_words import Letter
from makegood.rules.crisis.terms import Playbook

DAY = timedelta(days=1)
BEFORE = (30, 7, 0)
"""How many days before the date its owner is reminded; after it, every week."""
WEEK = 7


@dataclass(frozen=True)
class Readiness:
    """How far a playbook can be relied on: whether it was looked through, and when rehearsed.

    `rehearse_by` is None where policy asks for no rehearsal; one that was never rehearsed is to be
    by the time it is next looked through.
    """

    playbook: str
    version: str
    owner: str
    review_by: date
    rehearsed_on: date | None
    rehearse_by: date | None

    def is_ready(self, on: date) -> bool:
        """Whether neither date has passed by that day."""
        return on <= self.review_by and (self.rehearse_by is None or on <= self.rehearse_by)


def readiness(
    playbooks: tuple[Playbook, ...], rehearsed: Mapping[str, date]
) -> tuple[Readiness, ...]:
    """Each playbook with its dates; `rehearsed` is the day of the last drill of each, by name."""
    return tuple(_readiness(playbook, rehearsed.get(playbook.name)) for playbook in playbooks)


def reminders(found: tuple[Readiness, ...], on: date) -> tuple[Letter, ...]:
    """The letters of that day to the owners of playbooks.

    The key of a letter names the date that it is about and how many days are left, so that a check
    that runs twice in a day reminds once.
    """
    return tuple(letter for one in found for letter in _letters(one, on))


def _readiness(playbook: Playbook, rehearsed: date | None) -> Readiness:
    return Readiness(
        playbook=playbook.name,
        version=playbook.version,
        owner=playbook.owner,
        review_by=playbook.review_by,
        rehearsed_on=rehearsed,
        rehearse_by=_rehearse_by(playbook, rehearsed),
    )


def _rehearse_by(playbook: Playbook, rehearsed: date | None) -> date | None:
    if playbook.rehearse_every is None:
        return None
    if rehearsed is None:
        return playbook.review_by
    began = datetime.combine(rehearsed, time(), UTC)
    return always_open().due(began, playbook.rehearse_every).date()


def _letters(one: Readiness, on: date) -> Iterator[Letter]:
    dates = (("playbook_review", one.review_by), ("playbook_rehearsal", one.rehearse_by))
    for template, by in dates:
        if by is not None and _reminds((by - on) // DAY):
            key = f"playbook:{one.playbook}:{template}:{by}:{(by - on) // DAY}"
            fields = (("playbook", one.playbook), ("version", one.version), ("by", f"{by}"))
            yield Letter(key, one.owner, template, fields)


def _reminds(days_left: int) -> bool:
    return days_left in BEFORE or (days_left < 0 and days_left % WEEK == 0)
