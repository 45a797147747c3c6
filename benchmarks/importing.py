"""How long the import of the real file takes, as a multiple of only reading its cells."""

import csv
import gzip
from pathlib import Path
from time import perf_counter

from makegood.settings import Settings
from starters.importing.mapping import load_mapping
from starters.importing.running import Wanted, read_through
from starters.importing.source import open_source

FILE = "tsa_claims_2007_2008.csv.gz"
NEAR = Path(__file__).parents[2] / "shared" / "data"
TARGET_SECONDS = 20


def floor(path: Path) -> tuple[int, float]:
    """Rows and seconds of a bare reading: unzipped, decoded and cut into cells, nothing else."""
    began = perf_counter()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    return rows, perf_counter() - began


def whole(path: Path) -> tuple[int, float]:
    """Rows and seconds of the import: every row judged, validated, counted and scored."""
    mapping = load_mapping("tsa")
    began = perf_counter()
    read = read_through(open_source(path, mapping.columns), mapping, Wanted(score=True))
    return read.tally.read, perf_counter() - began


def main() -> None:
    """Print both, and their ratio."""
    path = (Settings().data or NEAR) / FILE
    if not path.exists():
        print(f"skipped: no {FILE}; set MAKEGOOD_DATA to the folder of real claims data")
        return
    (rows, bare), (judged, taken) = floor(path), whole(path)
    print(f"bare csv reading of {rows:,} rows: {bare:.3f} s")
    print(f"import of {judged:,} rows: {taken:.2f} s, {judged / taken:,.0f} rows a second")
    print(f"ratio to the bare reading: {taken / bare:.0f}; target: under {TARGET_SECONDS} s")


if __name__ == "__main__":
    main()
