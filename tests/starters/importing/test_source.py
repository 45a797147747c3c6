"""Files come zipped, marked, torn and garbled; each row keeps its line, and none goes missing."""

import gzip
from pathlib import Path

import pytest

from starters.errors import BadInput
from starters.importing.source import LONGEST_HEADER, open_source
from tests.starters.importing.files import HEADER, TSA, a_file, cells, judged, said, written

SECOND = "9000000000002"
ROWS = [cells(Airline_Name="Ärmel Luft"), cells(Claim_Number=SECOND, Claim_Amount="7")]


@pytest.mark.parametrize(
    ("spelled", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("name", ["claims.csv", "claims.gz", "zipped.csv.gz"])
def test_a_file_is_read_by_its_content(
    spelled: str, encoding: str, name: str, tmp_path: Path
) -> None:
    path = a_file(tmp_path, written(ROWS).encode(spelled), name)

    source = open_source(path, TSA.columns)
    first, second = judged(path)

    assert (source.form.encoding, source.form.zipped) == (encoding, name.endswith(".gz"))
    assert first.filing is not None
    assert "Ärmel Luft" in first.filing.statement
    assert second.accepted


def test_a_zipped_file_needs_no_name_that_says_so(tmp_path: Path) -> None:
    path = a_file(tmp_path, gzip.compress(written(ROWS).encode()), "claims.csv")

    assert [row.accepted for row in judged(path)] == [True, True]


@pytest.mark.parametrize("by", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_under_which_the_header_fits(by: str, tmp_path: Path) -> None:
    path = a_file(tmp_path, written(ROWS, by=by))

    assert open_source(path, TSA.columns).form.delimiter == by
    assert [row.accepted for row in judged(path)] == [True, True]


def test_a_padded_header_still_names_its_columns(tmp_path: Path) -> None:
    path = a_file(tmp_path, written(ROWS, [f" {name} " for name in HEADER]))

    assert open_source(path, TSA.columns).form.header == HEADER


def test_lines_are_those_of_the_file_also_after_blank_ones_and_cells_of_two_lines(
    tmp_path: Path,
) -> None:
    two_lines = cells(Airport_Name="Nowhere\nField")
    text = written([two_lines]) + "\n\n" + written([cells(Claim_Number=SECOND)], header=()).lstrip()

    assert [row.line for row in judged(a_file(tmp_path, text))] == [2, 6]


def test_lines_end_in_any_way(tmp_path: Path) -> None:
    path = a_file(tmp_path, written(ROWS).replace("\n", "\r\n"))

    assert [(row.line, row.accepted) for row in judged(path)] == [(2, True), (3, True)]


def test_a_row_short_of_cells_is_refused_whole(tmp_path: Path) -> None:
    path = a_file(tmp_path, written([cells()[:-1], ROWS[1]]))

    short, next_one = judged(path)

    assert said(short) == [("cell_count", "", ",".join(cells()[:-1]))]
    assert short.findings[0].message == "has 12 cells, the header 13"
    assert next_one.accepted


def test_a_quote_that_never_ends_is_refused_with_the_lines_that_it_swallowed(
    tmp_path: Path,
) -> None:
    text = written([cells(Claim_Number=f"90{n}") for n in range(4)])
    torn = text.replace("902,", '"902,', 1)

    rows = judged(a_file(tmp_path, torn))

    assert [row.accepted for row in rows] == [True, True, False]
    assert rows[-1].line == 4
    assert rows[-1].findings[0].what == "not_a_row"
    assert rows[-1].findings[0].message == "unexpected end of data, up to line 5"


def test_text_after_a_closing_quote_refuses_its_row_alone(tmp_path: Path) -> None:
    text = written(ROWS).replace("Umbrellas", '"Umbrellas" and more', 1)

    first, second = judged(a_file(tmp_path, text))

    assert [found.what for found in first.findings] == ["not_a_row"]
    assert second.accepted


def test_a_cell_longer_than_any_sense_refuses_its_row_alone(tmp_path: Path) -> None:
    rows = judged(a_file(tmp_path, written([cells(Airport_Name="x" * 200_000), ROWS[1]])))

    assert [found.what for found in rows[0].findings] == ["not_a_row"]
    assert rows[-1].accepted


def test_one_bad_byte_refuses_its_row_and_garbles_no_other(tmp_path: Path) -> None:
    good = written(ROWS).encode()
    bad = written([cells(Claim_Number="3", Airline_Name="Pa?per")], header=()).lstrip().encode()

    rows = judged(a_file(tmp_path, good + bad.replace(b"?", b"\xff")))

    assert rows[0].filing is not None
    assert "Ärmel" in rows[0].filing.statement
    assert [found.what for found in rows[2].findings] == ["undecodable"]


def test_a_null_is_no_letter(tmp_path: Path) -> None:
    (row,) = judged(a_file(tmp_path, written([cells(Airline_Name="Pa\0per")])))

    assert [found.what for found in row.findings] == ["undecodable"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (gzip.compress(written(ROWS).encode(), mtime=0)[:-20], "Is it whole?"),
        (b"\x1f\x8bnot really", "Is it whole?"),
        (b"\xff\xfeodd", "Is it whole?"),
        (b"\x00\x01\x02", "has no column 'Claim Number'"),
        (b"\n" + written(ROWS).encode(), "has no column"),
        (b'"' + b"x" * (LONGEST_HEADER * 3), "has no column"),
        (written(ROWS, ["Claim No.", *HEADER[1:]]).encode(), "It has: Claim No., Date Received"),
        (written(ROWS, [*HEADER[:-1], "Status"]).encode(), "the column 'Status' twice"),
    ],
)
def test_a_file_that_cannot_be_one_is_refused_before_its_first_row(
    content: bytes, why: str, tmp_path: Path
) -> None:
    path = a_file(tmp_path, content)

    with pytest.raises(BadInput, match=why.replace("?", r"\?")):
        open_source(path, TSA.columns)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.csv cannot be read: No such file or directory\.$"):
        open_source(tmp_path / "none.csv", TSA.columns)


def test_a_file_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starters.importing.source.MOST_BYTES", 100)

    with pytest.raises(BadInput, match="Split it"):
        open_source(a_file(tmp_path, written(ROWS), "bomb.gz"), TSA.columns)
