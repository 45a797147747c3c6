"""One pass over a file: every row judged, counted, reported and, if wanted, scored and drawn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from makegood.messages.claims import ClaimFiling
from starters.errors import BadInput
from starters.importing.mapping import Mapping
from starters.importing.replay import Sample
from starters.importing.report import report_to
from starters.importing.rows import Row, RowReader
from starters.importing.scoring import Score
from starters.importing.source import Form, Source
from starters.importing.tally import Tally

Step = Callable[[int], None]


@dataclass(frozen=True)
class Wanted:
    """What is asked of an import beside its counts."""

    report: Path | None = None
    limit: int | None = None
    score: bool = False
    start: int = 0
    seed: int = 0


@dataclass(frozen=True)
class Read:
    """What an import has found; `drawn` are the rows to be filed."""

    form: Form
    tally: Tally
    score: Score | None
    drawn: list[ClaimFiling]


def read_through(source: Source, mapping: Mapping, wanted: Wanted) -> Read:
    """Judge the rows of a file; raises BadInput before the first row, or not at all."""
    tally, sample = Tally(), Sample(wanted.start, wanted.seed)
    score = _score(mapping) if wanted.score else None
    with (
        report_to(_elsewhere(wanted.report, source)) as report,
        progress("rows", source.form.lines) as step,
    ):
        takers = [tally.add, report.write, sample.add, *([score.add] if score else [])]
        for row in _rows(source, mapping, wanted.limit):
            for take in takers:
                take(row)
            step(row.line)
    return Read(source.form, tally, score, sample.filings())


def _rows(source: Source, mapping: Mapping, limit: int | None) -> Iterator[Row]:
    reader = RowReader(mapping, source.form.header)
    return reader.rows(islice(source.records(), limit))


def _score(mapping: Mapping) -> Score:
    if mapping.verdict is None:
        raise BadInput(f"The mapping {mapping.mapping} names no verdict to score against.")
    return Score()


def _elsewhere(report: Path | None, source: Source) -> Path | None:
    path = source.path
    if report and report.exists() and isinstance(path, Path) and report.samefile(path):
        raise BadInput(f"The report {report} would replace the file that is read.")
    return report


@contextmanager
def progress(what: str, total: int) -> Iterator[Step]:
    """A bar on the error stream, told how far the work is; nothing where nobody watches."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)

        def step(done: int) -> None:
            bar.update(task, completed=done)

        yield step if console.is_terminal else _unwatched


def _unwatched(_done: int) -> None:
    """Nobody watches: nothing is drawn."""
