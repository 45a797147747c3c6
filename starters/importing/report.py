"""The report of an import, a file with something to say of every single row."""

import csv
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol, TextIO

from starters.errors import BadInput
from starters.importing.rows import Row

COLUMNS = ("line", "claim_id", "verdict", "finding", "field", "value", "message", "lacks")
LONGEST_VALUE = 400


class Report(Protocol):
    """Takes the rows of a file one by one, in their order."""

    def write(self, row: Row) -> None:
        """Keep all that is to be said of the row."""


class NoReport:
    """Keeps nothing: the counts are enough."""

    def write(self, row: Row) -> None:
        """Leave the row."""


class CsvReport:
    """One line a finding, and one for a row without any; values are JSON strings.

    So a value shows its padding and control characters, and no spreadsheet takes it for a formula.
    """

    def __init__(self, file: TextIO) -> None:
        self._rows = csv.writer(file, lineterminator="\n")
        self._rows.writerow(COLUMNS)

    def write(self, row: Row) -> None:
        """Write the lines of a row."""
        start = (row.line, json.dumps(row.claim_id), _verdict(row))
        for found in row.findings:
            said = (found.field, _shown(found.value), found.message)
            self._rows.writerow((*start, found.what, *map(json.dumps, said), _lacks(row)))
        if not row.findings:
            self._rows.writerow((*start, "", "", "", "", _lacks(row)))


class JsonlReport:
    """One JSON object a row, with its findings inside."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: Row) -> None:
        """Write the line of a row."""
        findings = [
            {
                "finding": found.what.value,
                "field": found.field,
                "value": _shown(found.value),
                "message": found.message,
            }
            for found in row.findings
        ]
        said = {
            "line": row.line,
            "claim_id": row.claim_id,
            "verdict": _verdict(row),
            "findings": findings,
            "lacks": list(row.lacks.missing) if row.lacks else None,
        }
        self._file.write(json.dumps(said) + "\n")


def report_to(path: Path | None) -> AbstractContextManager[Report]:
    """The report that the file's name asks for, whole or not there at all; BadInput otherwise."""
    if path is None:
        return nullcontext(NoReport())
    if path.suffix not in (".csv", ".jsonl"):
        raise BadInput(f"The report {path} must end in .csv or .jsonl.")
    return _whole(path)


@contextmanager
def _whole(path: Path) -> Iterator[Report]:
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield CsvReport(file) if path.suffix == ".csv" else JsonlReport(file)
        part.replace(path)
    except OSError as error:
        raise BadInput(f"The report {path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _verdict(row: Row) -> str:
    return "accepted" if row.accepted else "refused"


def _lacks(row: Row) -> str:
    return "; ".join(row.lacks.missing) if row.lacks else "unknown"


def _shown(value: str) -> str:
    """The value as it was, cut where nobody reads on; the cut is said."""
    more = len(value) - LONGEST_VALUE
    return value if more <= 0 else f"{value[:LONGEST_VALUE]}... and {more} characters more"
