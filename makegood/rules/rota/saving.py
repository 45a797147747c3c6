"""Whether a change of a rota may be saved, and what whoever saves it should know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from makegood.rules.refusals import Refused
from makegood.rules.rota.absences import absences_in
from makegood.rules.rota.cover import gaps
from makegood.rules.rota.lookup import Overrides, moments, posts_at
from makegood.rules.rota.plan import Gap, Override, Rota
from makegood.rules.terms import Directory, Person

LONGEST = timedelta(days=366)

Change = tuple[Override, ...]
"""What is saved as one: a single override, or the two halves of a swap."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a change is judged by: the rota, what is saved already, who there is, and the time."""

    rota: Rota
    saved: Overrides
    people: Directory
    now: datetime

    @property
    def fallback(self) -> str:
        """Who is called where nobody else is."""
        return self.rota.table.fallback

    def when(self, span: Override | Gap) -> str:
        """A stretch of time in the words of a sentence, as the team's clocks show it."""
        return self.rota.window(span.since, span.until)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A change that may be saved, as it will count, and what to know about it."""

    change: Change
    warnings: tuple[str, ...]


def admitted(change: Change, standing: Standing) -> Admitted:
    """The change as it will count: it begins now at the earliest, for the past is on record.

    Refused where it makes no sense, names somebody unknown, stands in for somebody who is not on
    call, holds at a time for which another has been named in the same place, or leaves a gap.
    """
    for each in change:
        _require_sense(each, standing)
    counted = tuple(replace(each, since=max(each.since, standing.now)) for each in change)
    for each in counted:
        _require_no_clash(each, standing)
        _require_effect(each, standing)
    _require_cover(counted, standing)
    warnings = (text for each in counted for text in _warnings(each, standing))
    return Admitted(counted, tuple(dict.fromkeys(warnings)))


def said_already(change: Change, standing: Standing) -> str:
    """The id of the saved change that says the same from now on; empty where none does."""
    ids = {_said(each, standing) for each in change}
    return ids.pop() if len(ids) == 1 else ""


def _said(own: Override, standing: Standing) -> str:
    begins = max(own.since, standing.now)
    for each in standing.saved:
        same = (each.person, each.replaces, each.until) == (own.person, own.replaces, own.until)
        if same and each.since <= begins < each.until:
            return each.id
    return ""


def withdrawn(change_id: str, standing: Standing) -> tuple[str, ...]:
    """What to know about the withdrawal of a change; Refused where it is over already.

    A withdrawal counts from now on. One that leaves a gap is warned of and not refused: it may be
    the first half of a change, and the fallback is there.
    """
    own = tuple(each for each in standing.saved if each.id == change_id)
    if all(each.until <= standing.now for each in own):
        raise Refused("rota_over", f"{change_id} is over; what has been stays on record.")
    rest = tuple(each for each in standing.saved if each.id != change_id)
    left = replace(standing, saved=rest)
    return tuple(
        f"Nobody but {standing.fallback} is on call {standing.when(gap)}."
        for gap in _opened(own, left, standing)
    )


def _require_sense(own: Override, standing: Standing) -> None:
    if not own.by.strip() or not own.why.strip():
        raise Refused("reason_missing", "A change of a rota says who makes it, and why.")
    if not own.person and not own.replaces:
        raise Refused("rota_nobody", "Name who is on call, or whom nobody stands in for.")
    if own.person == own.replaces:
        raise Refused("rota_idle", f"{own.person} would stand in for themselves.")
    for name in filter(None, (own.person, own.replaces)):
        _known(name, standing)
    if wrong := _wrong_window(own, standing):
        raise Refused("rota_window", f"The time {standing.when(own)} will not do: {wrong}.")


def _known(name: str, standing: Standing) -> Person:
    person = standing.people.find(name)
    if person is None:
        raise Refused("rota_stranger", f"{name} is not in the directory.")
    return person


def _wrong_window(own: Override, standing: Standing) -> str:
    if own.until <= own.since:
        return "it ends before it begins"
    if own.until <= standing.now:
        return "it is over already"
    return "it is longer than a year" if own.until - own.since > LONGEST else ""


def _require_no_clash(own: Override, standing: Standing) -> None:
    """Of two people in one place the order of saving would decide: somebody should instead."""
    for other in standing.saved:
        same_place = (other.team, other.replaces) == (own.team, own.replaces)
        meets = own.since < other.until and other.since < own.until
        if same_place and meets and other.person != own.person:
            raise Refused(
                "rota_clash",
                f"{other.person or 'Nobody'} is named already {standing.when(other)}, "
                f"by {other.by} ({other.why}). Withdraw {other.id} first, or leave its time out.",
            )


def _require_effect(own: Override, standing: Standing) -> None:
    if own.replaces and not _stands(own.replaces, own, standing):
        raise Refused(
            "rota_idle",
            f"{own.replaces} is not on call {standing.when(own)}.",
        )


def _stands(person: str, own: Override, standing: Standing) -> datetime | None:
    """From when on the person would be on call in that time without the change."""
    rota, saved = standing.rota, standing.saved
    for at in moments(rota, saved, own.since, own.until)[:-1]:
        if person in {post.person for post in posts_at(rota, saved, at)}:
            return at
    return None


def _require_cover(change: Change, standing: Standing) -> None:
    changed = replace(standing, saved=(*standing.saved, *change))
    for gap in _opened(change, changed, standing):
        raise Refused(
            "rota_gap",
            f"Nobody but {standing.fallback} would be on call {standing.when(gap)}. "
            "Name somebody who stands in.",
        )


def _opened(change: Sequence[Override], after: Standing, before: Standing) -> Iterator[Gap]:
    """The gaps that a change opens while it holds, from now on."""
    since = max(before.now, min(each.since for each in change))
    until = max(each.until for each in change)
    known = gaps(before.rota, before.saved, since, until)
    for gap in gaps(after.rota, after.saved, since, until):
        if not any(old.since <= gap.since and gap.until <= old.until for old in known):
            yield gap


def _warnings(own: Override, standing: Standing) -> Iterator[str]:
    if own.since == standing.now:
        yield "It counts from now on: who was on call before stays on record."
    if not own.person:
        return
    person = _known(own.person, standing)
    if own.team not in person.teams:
        yield f"{person.name} is not of {own.team}."
    for absence in absences_in(standing.rota, person, own.since, own.until):
        yield f"{person.name} is absent from {absence.since} until {absence.until}."
    already = _stands(person.name, own, standing)
    if already:
        yield (
            f"{person.name} is on call already from {standing.rota.clock(already)}: "
            "there is one person less behind them."
        )
