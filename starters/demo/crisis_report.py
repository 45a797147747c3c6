"""How the crises of the demonstration ended: a table of the cases, and the drill's scorecard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from makegood.messages.crisis_status import CrisisStatus, CrisisTimeline
from makegood.messages.names import crisis_workflow_id
from makegood.rules.crisis.drills import Scorecard
from makegood.rules.crisis.words import CrisisStage, Role
from starters.demo.room import Room
from starters.samples.crisis_sample import CrisisSample, acknowledged_on, kept, published, sent_back

HEADINGS = ("severity", "outcome", "acknowledged by", "after", "published", "updates", "review")


@dataclass(frozen=True)
class CrisisEnd:
    """How a sample crisis ended, and what of that is wrong; no status where it did not end.

    `rehearsal` is the scorecard of a drill.
    """

    sample: CrisisSample
    status: CrisisStatus | None
    timeline: CrisisTimeline | None = None
    rehearsal: Scorecard | None = None
    wrong: tuple[str, ...] = ()

    @property
    def case_id(self) -> str:
        """The case."""
        return self.sample.case_id

    @property
    def is_well(self) -> bool:
        """Whether it ended as the sample says."""
        return self.status is not None and not self.wrong

    @property
    def heard_after(self) -> timedelta | None:
        """How long after the alarm somebody acknowledged."""
        entries = self.timeline.entries if self.timeline else ()
        heard = next((one.at for one in entries if one.what == "acknowledged"), None)
        return heard - self.status.opened_at if heard and self.status else None


def tell_crises(console: Console, room: Room, ends: Sequence[CrisisEnd], *, wide: bool) -> None:
    """Say how every crisis ended, and how the rehearsals went."""
    console.print(_table(room, ends, with_links=wide))
    for end in ends:
        if end.rehearsal is not None:
            card = end.rehearsal
            console.print(f"Scorecard of the drill {card.case_id}, by playbook {card.playbook}")
            console.print(_card(card))


def _table(room: Room, ends: Sequence[CrisisEnd], *, with_links: bool) -> Table:
    title = "What became of the crises"
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=title, title_justify="left")
    table.add_column("case", no_wrap=True)
    for heading in HEADINGS:
        table.add_column(heading, no_wrap=with_links)
    if with_links:
        table.add_column("in the Temporal UI", no_wrap=True)
    for end in ends:
        url = room.link(crisis_workflow_id(end.case_id))
        written_out = (Text(url),) if with_links else ()
        table.add_row(Text(end.case_id, f"link {url}"), *_cells(end), *written_out)
    return table


def _cells(end: CrisisEnd) -> tuple[Text, ...]:
    status = end.status
    if status is None:
        return (Text(""), Text("not ended", "bold red"), *[Text("")] * (len(HEADINGS) - 2))
    after = end.heard_after
    figures = (
        _heard(status),
        f"{after.total_seconds():.1f} s" if after is not None else "",
        _said(status),
        f"{len(kept(status))} of {len(status.promises)} in time" if status.promises else "",
        _review(status),
    )
    outcome = Text(_outcome(status), "green" if end.is_well else "bold red")
    return (Text(status.severity), outcome, *map(Text, figures))


def _outcome(status: CrisisStatus) -> str:
    marks = ("drill" * status.drill, "restricted" * status.restricted)
    return ", ".join(filter(None, (status.stage, *marks)))


def _heard(status: CrisisStatus) -> str:
    by = next(iter(status.acknowledged_by), "")
    return f"{by}, rung {acknowledged_on(status)}" if by else "nobody"


def _said(status: CrisisStatus) -> str:
    count, again = published(status), sent_back(status)
    if not count:
        return ""
    return f"{count} (back {again} x)" if again else str(count)


def _review(status: CrisisStatus) -> str:
    if status.stage != CrisisStage.REVIEWED:
        return ""
    done = sum(one.done_at is not None for one in status.actions)
    return f"done, {done}/{len(status.actions)} actions" if status.actions else "done"


def _card(card: Scorecard) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("what")
    table.add_column("how it went")
    for what, how in _lines(card):
        table.add_row(what, how)
    return table


def _lines(card: Scorecard) -> tuple[tuple[str, str], ...]:
    skipped = f", skipped {', '.join(card.tasks_skipped)}" if card.tasks_skipped else ""
    left = f", left {', '.join(card.tasks_left)}" if card.tasks_left else ""
    return (
        ("acknowledged after", _span(card.acknowledge)),
        ("first statement after", _span(card.statement)),
        ("roles filled", _roles(card.roles_filled)),
        ("roles missing", _roles(card.roles_missing) or "none"),
        ("tasks", f"{card.tasks_done} done{skipped}{left}"),
        ("promises", f"{card.promises_kept} kept, {card.promises_missed} missed"),
        ("clocks in time", ", ".join(card.in_time) or "none"),
        ("clocks late", ", ".join(card.late) or "none"),
        ("script", f"{card.injects_fired} injects came, {card.injects_left} did not"),
    )


def _roles(roles: tuple[Role, ...]) -> str:
    return ", ".join(role.replace("_", " ") for role in roles)


def _span(span: timedelta | None) -> str:
    return "never" if span is None else f"{span.total_seconds():.1f} s"
