"""What the steps of a claim take by themselves: records on SQLite, the reading of documents."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from activities.casework import content_hash
from benchmarks.sample import keep, recalled_filing, today
from makegood.gateways.documents import DocumentStore
from makegood.gateways.reader import DocumentReader
from makegood.messages.records import CaseRecord
from makegood.rules.claim import HeldDocument
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from makegood.store.migrate import migrate

LINES = 3
"""Lines of the timeline that one record carries, as most do."""

WRITERS = 20
"""As many at once as the worker of claims has slots."""


@dataclass(frozen=True)
class Took:
    """How long the same step took, again and again, in milliseconds."""

    what: str
    spans: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.spans)

    @property
    def late(self) -> float:
        """What 95 in 100 stay below."""
        return sorted(self.spans)[int(len(self.spans) * 0.95)]


def timed(what: str, steps: Iterable[Callable[[], object]], at_once: int = 1) -> Took:
    """Take the steps, some at once, and note how long each took."""

    def one(step: Callable[[], object]) -> float:
        began = time.perf_counter()
        step()
        return (time.perf_counter() - began) * 1_000

    with ThreadPoolExecutor(at_once) as pool:
        return Took(what, tuple(pool.map(one, steps)))


def written_down(folder: Path, claim_id: str) -> tuple[CaseRecord, ...]:
    """What a paid claim has written down, in as many records as it has written."""
    engine = make_engine(Settings(var=folder).database_url)
    case = Desk(engine).case(claim_id)
    engine.dispose()
    lines = case.timeline
    return tuple(
        CaseRecord(row=case.row, timeline=lines[first : first + LINES])
        for first in range(0, len(lines), LINES)
    )


def renamed(record: CaseRecord, number: int) -> CaseRecord:
    """The same record of another claim."""
    text = record.model_dump_json()
    return CaseRecord.model_validate_json(text.replace(record.row.claim_id, f"STEP-{number:06}"))


def records(folder: Path, heard: tuple[CaseRecord, ...], runs: int) -> tuple[Took, ...]:
    """`open_claim` and `record` on a fresh SQLite file, alone and with twenty at once."""
    settings = Settings(var=folder)
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    book, day = ClaimRecords(engine), today()
    claims = [recalled_filing(f"STEP-{n:06}", n, day).claim(day) for n in range(2 * runs)]
    opened = [partial(book.open_claim, one, content_hash(one)) for one in claims]
    written = [
        partial(book.record, renamed(record, number))
        for number in range(2 * runs)
        for record in heard
    ]
    half = len(written) // 2
    took = (
        timed("open_claim()", opened[:runs]),
        timed(f"open_claim(), {WRITERS} at once", opened[runs:], WRITERS),
        timed("record()", written[:half]),
        timed(f"record(), {WRITERS} at once", written[half:], WRITERS),
    )
    engine.dispose()
    return took


def parsing(folder: Path, runs: int) -> tuple[Took, float]:
    """Reading the four documents of a claim, in a child process; and its CPU milliseconds."""
    store, day = DocumentStore(Settings(var=folder).documents_url), today()
    reader = DocumentReader(store)
    held = [
        tuple(HeldDocument(**dict(one)) for one in keep(store, f"TRK{number:05}", day))
        for number in range(runs)
    ]
    before = _children()
    took = timed("read 4 documents", [partial(reader.read_held, each) for each in held])
    return took, (_children() - before) / runs * 1_000


def _children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
