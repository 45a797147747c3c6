"""Calendars of others taken in as overrides: each event is answered for, and none stops another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from makegood.rules.refusals import Refused
from makegood.rules.rota.plan import Override

if TYPE_CHECKING:
    from makegood.gateways.rota_feeds import Entry
    from makegood.rules.rota.saving import Standing
    from makegood.store.rota import Judged, RotaChanges, Saved, Word


class Result(StrEnum):
    """What became of an event."""

    SAVED = "saved"
    ALREADY = "already saved"
    WOULD_BE = "would be saved"
    LEFT_OUT = "left out"
    REFUSED = "refused"


@dataclass(frozen=True)
class Taken:
    """What became of one event of a calendar."""

    event: str
    summary: str
    result: Result
    detail: str
    change: str = ""


@dataclass(frozen=True)
class Importer:
    """Takes events in for a team, in one transaction; the rules judge who is on call then."""

    changes: RotaChanges
    standing: Standing
    word: Word

    def take_in(self, entries: Sequence[Entry], judged: Judged) -> tuple[Taken, ...]:
        """What becomes of each event; taken in again, it takes the place of what it was."""
        from makegood.store.rota import Wanted

        wanted = [self._change(one) for one in entries]
        asked = [
            Wanted((change,), entry.source)
            for entry, change in zip(entries, wanted, strict=True)
            if change
        ]
        saved = iter(self.changes.save_all(asked, self.standing, judged))
        return tuple(
            self._taken(entry, change, next(saved), dry=judged.dry)
            if change
            else _not_usable(entry)
            for entry, change in zip(entries, wanted, strict=True)
        )

    def _change(self, entry: Entry) -> Override | None:
        if entry.refused or entry.since is None or entry.until is None:
            return None
        team, (by, why) = self.standing.rota.team, self.word
        return Override("", team, entry.person, entry.since, entry.until, by, why)

    def _taken(self, entry: Entry, change: Override, saved: Saved | Refused, *, dry: bool) -> Taken:
        if isinstance(saved, Refused):
            return Taken(entry.source, entry.summary, Result.REFUSED, saved.message)
        detail = " ".join((f"{change.person} {self.standing.when(change)}.", *saved.warnings))
        if saved.already:
            return Taken(entry.source, entry.summary, Result.ALREADY, detail, saved.id)
        if dry:
            return Taken(entry.source, entry.summary, Result.WOULD_BE, detail)
        return Taken(entry.source, entry.summary, Result.SAVED, detail, saved.id)


def _not_usable(entry: Entry) -> Taken:
    result = Result.LEFT_OUT if entry.outside else Result.REFUSED
    return Taken(entry.source, entry.summary, result, entry.refused)
