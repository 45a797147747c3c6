"""Whatever a file holds, every row of it is counted once, and nothing is thrown."""

import csv
import gzip
import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from starters.errors import BadInput
from starters.importing.running import Read, Wanted, read_through
from starters.importing.source import open_source
from tests.starters.importing.files import ORDINARY, TSA, a_file, cells, written

AWKWARD = ["", "-", " ", "\0", '"', "\n", "\ufeff", "=1+1"]
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r")  # no writer quotes it
CELL = st.one_of(st.text(LETTERS, max_size=30), st.sampled_from(AWKWARD))
NUMBERS = st.sampled_from(["1", "2", "3", "", "x y", "é"])
ROW = st.one_of(
    st.lists(CELL, max_size=16),
    st.builds(
        lambda number, changed: list({**ORDINARY, **changed, "Claim Number": number}.values()),
        NUMBERS,
        st.dictionaries(st.sampled_from(list(ORDINARY)[1:]), CELL, max_size=3),
    ),
    st.builds(lambda number: cells(Claim_Number=number), NUMBERS),
)


def imported(content: bytes, report: str = "report.csv") -> tuple[Read, str]:
    """The counts and the report of an import."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = a_file(folder, content)
        read = read_through(
            open_source(path, TSA.columns), TSA, Wanted(folder / report, score=True, start=3)
        )
        return read, (folder / report).read_text("utf-8")


def reported(text: str) -> dict[int, str]:
    """Each line of the file that the report speaks of, with the verdict."""
    rows = csv.DictReader(StringIO(text, newline=""))
    return {int(row["line"]): row["verdict"] for row in rows}


@given(st.lists(ROW, max_size=12))
@example([[""] * 13, ["-"] * 13])
def test_read_is_accepted_and_refused_for_any_rows(rows: list[list[str]]) -> None:
    read, report = imported(written(rows).encode("utf-8", "replace"))

    tally, verdicts = read.tally, list(reported(report).values())
    assert tally.read == len([row for row in rows if row])
    assert tally.read == tally.accepted + tally.refused
    assert verdicts.count("accepted") == tally.accepted == tally.kinds.total()
    assert verdicts.count("refused") == tally.refused <= tally.reasons.total()
    assert len(read.drawn) == min(3, tally.accepted)


@given(st.lists(ROW, max_size=8))
def test_every_row_is_scored_once_however_it_is_read(rows: list[list[str]]) -> None:
    read, _ = imported(written(rows).encode("utf-8", "replace"))

    assert read.score is not None
    judged = read.score.judged.rows
    assert judged + read.score.unjudged + read.score.unread == read.tally.read


@given(st.binary(max_size=400), st.booleans())
@example(b"\xff\xfe\x00", False)
@example(b'"', True)
def test_any_bytes_after_the_header_end_in_counts_or_in_bad_input(
    tail: bytes, zipped: bool
) -> None:
    content = written([cells()]).encode() + tail

    read, report = imported(gzip.compress(content) if zipped else content)

    tally = read.tally
    assert tally.read == tally.accepted + tally.refused == len(reported(report))


@given(st.binary(max_size=300))
def test_any_bytes_at_all_end_in_bad_input_and_never_in_another_error(content: bytes) -> None:
    with pytest.raises(BadInput):
        imported(content, "report.jsonl")


@given(st.lists(ROW, max_size=8))
def test_both_reports_say_the_same(rows: list[list[str]]) -> None:
    content = written(rows).encode("utf-8", "replace")
    _, table = imported(content)
    _, objects = imported(content, "report.jsonl")

    told = [json.loads(line) for line in objects.splitlines()]

    assert reported(table) == {each["line"]: each["verdict"] for each in told}
    counted = [max(1, len(each["findings"])) for each in told]
    assert sum(counted) == len(list(csv.reader(StringIO(table, newline="")))) - 1
