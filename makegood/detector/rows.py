"""Labelled rows for training and for judging, read from CSV."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

COMPLAINT_LEVELS = 4
NEGATIVE = "negative"


class BadRows(Exception):
    """The file has not the columns, or not the values, that labelled rows have."""


@dataclass(frozen=True)
class Labelled:
    """A message with what people said of it: 0 none, then how severe; `domain` may be empty."""

    language: str
    text: str
    level: int
    domain: str = ""


def read_rows(path: Path) -> tuple[Labelled, ...]:
    """The rows of a file; BadRows names the column or the line that is wrong.

    Columns `language,text` and either `complaint,severity[,domain]` (severity 0 to 4) or `label`
    (`negative` counts as 1, every other as 0).
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return _read(csv.DictReader(file), path.name)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadRows(f"{path.name} cannot be read as CSV in UTF-8.") from error


def _read(rows: "csv.DictReader[str]", name: str) -> tuple[Labelled, ...]:
    columns = set(rows.fieldnames or ())
    if not {"language", "text"} <= columns or not columns & {"severity", "label", "complaint"}:
        raise BadRows(f"{name}: columns language, text and severity (or label) are needed.")
    return tuple(_labelled(row, f"{name}:{rows.line_num}") for row in rows)


def _labelled(row: dict[str, str], where: str) -> Labelled:
    try:
        level = _level(row)
    except ValueError as error:
        raise BadRows(f"{where}: severity is a figure from 0 to {COMPLAINT_LEVELS}.") from error
    return Labelled(row["language"], row["text"] or "", level, row.get("domain") or "")


def _level(row: dict[str, str]) -> int:
    if "label" in row:
        return int(row["label"] == NEGATIVE)
    level = int(row.get("severity") or row["complaint"])
    if not 0 <= level <= COMPLAINT_LEVELS:
        raise ValueError(level)
    return level


def by_language(rows: Iterable[Labelled]) -> dict[str, list[Labelled]]:
    """The rows of each language, in their order."""
    found: dict[str, list[Labelled]] = {}
    for row in rows:
        found.setdefault(row.language, []).append(row)
    return found


def levels(rows: Sequence[Labelled]) -> int:
    """How many degrees the labels of these rows tell apart."""
    return max((row.level for row in rows), default=0)
