"""The crises on the board: how bad, how far, whom they page, what is promised next."""

from datetime import UTC, datetime

from rich import box
from rich.table import Table
from rich.text import Text

from makegood.messages.crisis_records import CrisisRow
from makegood.rules.crisis.words import CrisisStage
from starters.samples.crisis_sample import CrisisSample
from starters.samples.crisis_turn import CrisisMove

DONE = frozenset({CrisisStage.CLOSED, CrisisStage.REVIEWED, CrisisStage.REJECTED})


class CrisisBoard:
    """What is known of each sample crisis now."""

    def __init__(self, found: tuple[CrisisSample, ...]) -> None:
        self._samples = found
        self._rows: dict[str, CrisisRow] = {}
        self._last: dict[str, str] = {}

    def hear(self, sample: CrisisSample, move: CrisisMove) -> str:
        """Take note of what somebody has said to a case; returns it as a line."""
        self._last[sample.case_id] = f"{move.who}: {move.what}"
        return self._last[sample.case_id]

    def take(self, row: CrisisRow) -> str:
        """Take note of where a case stands; returns it as a line, or nothing when it is not new."""
        before = self._rows.get(row.case_id)
        self._rows[row.case_id] = row
        is_news = before is None or _standing(before) != _standing(row)
        return _standing(row) if is_news else ""

    def where(self, case_id: str) -> str:
        """Where a case stands, in a few words."""
        row = self._rows.get(case_id)
        return _standing(row) if row else "not opened yet"

    def table(self) -> Table:
        """A line a case."""
        headings = ("crisis", "", "stage", "pages now", "next promise", "last said")
        table = Table(*headings, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        for sample in self._samples:
            row = self._rows.get(sample.case_id)
            last = Text(self._last.get(sample.case_id, ""), style="dim", no_wrap=True)
            table.add_row(Text(sample.case_id, no_wrap=True), *_cells(row), last)
        return table


def _cells(row: CrisisRow | None) -> tuple[Text, ...]:
    if row is None:
        return (Text(""),) * 4
    style = "green" if row.stage in DONE else "cyan"
    told = (row.severity, _stage(row), _paged(row), _promised(row))
    return tuple(Text(one, style, no_wrap=True) for one in told)


def _standing(row: CrisisRow) -> str:
    paged = _paged(row)
    return f"{row.severity} {_stage(row)}" + (f", pages {paged}" if paged else "")


def _stage(row: CrisisRow) -> str:
    if row.parked_reason:
        return f"parked: {row.parked_reason}"
    return f"drill, {row.stage}" if row.drill else row.stage


def _paged(row: CrisisRow) -> str:
    """Who is asked to acknowledge now."""
    return ", ".join(one.who for one in row.awaiting if one.what == "acknowledge")


def _promised(row: CrisisRow) -> str:
    """Who hears next, and in how long."""
    owed = ((one.due_at, one.what) for one in row.awaiting if one.what.startswith("tell "))
    due, what = min(((at, told) for at, told in owed if at), default=(None, ""))
    if due is None:
        return ""
    left = (due - datetime.now(UTC)).total_seconds()
    return f"{what.removeprefix('tell ')} in {max(left, 0):.0f} s"
