"""What an import says at its end, to people and to programs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from starters.importing.mapping import Mapping
from starters.importing.replay import Outcomes
from starters.importing.running import Read
from starters.importing.scoring import Confusion, Score, Share
from starters.importing.tally import Tally, by_count

SHOWN_REFUSALS = 5


@dataclass(frozen=True)
class Told:
    """All that there is to say of one import."""

    path: Path
    mapping: Mapping
    read: Read
    started: Outcomes | None = None
    on: str = ""

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Columns of the file that the mapping does not know."""
        known = {*self.mapping.columns, *self.mapping.unused}
        return tuple(column for column in self.read.form.header if column not in known)

    def as_json(self) -> dict[str, object]:
        """One object; shares are numbers, amounts are strings."""
        form, score = self.read.form, self.read.score
        said: dict[str, object] = {
            "file": self.path.name,
            "mapping": self.mapping.mapping,
            "figures_say": self.mapping.figures_say,
            "form": {**asdict(form), "unmapped": list(self.unmapped)},
            **_counts(self.read.tally),
        }
        if score:
            said["score"] = _score_json(score)
        if self.started:
            said["started"] = {"received_on": self.on, **_started_json(self.started)}
        return said

    def lines(self) -> Iterator[str]:
        """The same for people."""
        form, tally = self.read.form, self.read.tally
        zipped = "gzip, " if form.zipped else ""
        mark = f"{form.encoding}, cells parted by {form.delimiter!r}"
        yield f"{self.path.name} ({zipped}{mark}) through {self.mapping.mapping}"
        yield f"These are {self.mapping.figures_say}."
        if self.unmapped:
            yield f"Columns left alone, not known to the mapping: {', '.join(self.unmapped)}"
        yield f"read {tally.read:,} = accepted {tally.accepted:,} + refused {tally.refused:,}"
        for currency, amount in tally.claimed.items():
            yield f"claimed in accepted rows: {amount:,} {currency}"
        yield from _section("accepted as", tally.kinds)
        yield from _section("refused for (a row may have several reasons)", tally.reasons)
        yield from _section("noted", tally.notes)
        if self.read.score:
            yield from _score_lines(self.read.score)
        if self.started:
            yield from self._started_lines(self.started)

    def _started_lines(self, started: Outcomes) -> Iterator[str]:
        yield f"Filed as received on {self.on}; --on {self.on} repeats it:"
        yield from _section("filings", started.filings)
        yield from _section("where they stand", started.stages)
        yield from _section("waiting for", started.awaiting)
        yield from (f"  {refusal}" for refusal in started.refusals[:SHOWN_REFUSALS])
        more = len(started.refusals) - SHOWN_REFUSALS
        if more > 0:
            yield f"  and {more} more"
        if started.unreachable:
            yield f"Stopped: {started.unreachable} Repeat the command: what is filed stays filed."


def _counts(tally: Tally) -> dict[str, object]:
    return {
        "read": tally.read,
        "accepted": tally.accepted,
        "refused": tally.refused,
        "reasons": dict(by_count(tally.reasons)),
        "notes": dict(by_count(tally.notes)),
        "kinds": dict(by_count(tally.kinds)),
        "claimed": {currency: str(amount) for currency, amount in tally.claimed.items()},
    }


def _started_json(started: Outcomes) -> dict[str, object]:
    return {
        "filings": dict(started.filings),
        "stages": dict(started.stages),
        "awaiting": dict(started.awaiting),
        "refusals": started.refusals,
        "unreachable": started.unreachable,
    }


def _section(title: str, counted: Counter[str]) -> Iterator[str]:
    if counted:
        yield f"{title}:"
        yield from (f"  {count:>7,}  {what}" for what, count in by_count(counted))


def _score_json(score: Score) -> dict[str, object]:
    judged = score.judged
    return {
        **asdict(judged),
        "precision": judged.precision.value,
        "recall": judged.recall.value,
        "base_rate": judged.base_rate.value,
        "unjudged": score.unjudged,
        "unjudged_incomplete": score.unjudged_incomplete,
        "unread": score.unread,
        "items": {item: [alone.both, alone.check_alone] for item, alone in score.items.items()},
    }


def _score_lines(score: Score) -> Iterator[str]:
    yield "Completeness against people's verdict (share, its 95 % interval, counts):"
    yield from _table(score.judged)
    judged = score.judged
    for name in ("precision", "recall", "base_rate"):
        share: Share = getattr(judged, name)
        yield f"  {name.replace('_', ' '):<10} {share.text()}"
    alone = f"the check calls {score.unjudged_incomplete:,} of them incomplete"
    yield f"  not judged by people: {score.unjudged:,}; {alone}"
    yield f"  not readable: {score.unread:,}"
    for item, counted in sorted(score.items.items()):
        yield f"  lacks {item}: people agree in {counted.precision.text()}"


def _table(judged: Confusion) -> Iterator[str]:
    yield f"  {'':<24}{'people: incomplete':>20}{'people: complete':>20}"
    yield f"  {'check: incomplete':<24}{judged.both:>20,}{judged.check_alone:>20,}"
    yield f"  {'check: complete':<24}{judged.people_alone:>20,}{judged.neither:>20,}"
