"""Files as other companies hand them over: made here, row by row."""

import csv
import gzip
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from starters.importing.mapping import Mapping, load_mapping
from starters.importing.rows import Row, RowReader
from starters.importing.source import open_source

HEADER = (
    "Claim Number", "Date Received", "Incident Date", "Airport Code", "Airport Name",
    "Airline Name", "Claim Type", "Claim Site", "Item Category", "Claim Amount", "Status",
    "Close Amount", "Disposition",
)  # fmt: skip
TSA = load_mapping("tsa")
INSUFFICIENT = TSA.verdict.incomplete[0] if TSA.verdict else ""

ORDINARY = {
    "Claim Number": "9000000000001",
    "Date Received": "2007-06-20",
    "Incident Date": "2007-06-02 00:00:00",
    "Airport Code": "ZZX",
    "Airport Name": "Nowhere Field",
    "Airline Name": "Paper Wings",
    "Claim Type": "Passenger Property Loss",
    "Claim Site": "Checked Baggage",
    "Item Category": "Umbrellas",
    "Claim Amount": "45.5",
    "Status": "Denied",
    "Close Amount": "0.0",
    "Disposition": "Deny",
}


def cells(**changed: str) -> list[str]:
    """The cells of an ordinary row; a column is named with underscores: `Claim_Amount="12"`."""
    told = {name.replace("_", " "): value for name, value in changed.items()}
    assert told.keys() <= ORDINARY.keys()
    return list({**ORDINARY, **told}.values())


def written(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, by: str = ",") -> str:
    """The text of a CSV file."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=by, lineterminator="\n")
    writer.writerows([header, *rows])
    return text.getvalue()


def a_file(folder: Path, content: str | bytes, name: str = "claims.csv") -> Path:
    """A file in a folder; a name that ends in .gz zips it."""
    raw = content.encode() if isinstance(content, str) else content
    path = folder / name
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


def judged(path: Path, mapping: Mapping = TSA) -> list[Row]:
    """Every row of a file."""
    source = open_source(path, mapping.columns)
    return list(RowReader(mapping, source.form.header).rows(source.records()))


def one(folder: Path, mapping: Mapping = TSA, /, **changed: str) -> Row:
    """The judgement of one row, ordinary but for what is told."""
    (row,) = judged(a_file(folder, written([cells(**changed)])), mapping)
    return row


def said(row: Row) -> list[tuple[str, str, str]]:
    """What was found: finding, field and value as it stood."""
    return [(found.what.value, found.field, found.value) for found in row.findings]
