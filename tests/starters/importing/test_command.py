"""`makegood claim import`: what a person types, sees and can check afterwards."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from makegood.settings import Settings
from starters.errors import BadInput, Unreachable
from starters.importing.command import import_claims
from starters.importing.mapping import SHIPPED
from tests.starters.importing.files import (
    HEADER,
    INSUFFICIENT,
    a_file,
    cells,
    written,
)

ROWS = [
    cells(),
    cells(Claim_Number="2", Claim_Amount="", Status=INSUFFICIENT),
    cells(Claim_Number="3", Airline_Name=" Paper Wings", Claim_Type="Property Damage"),
    cells(Claim_Number="4", Incident_Date="2008-01-01 00:00:00", Status="Canceled"),
]


def said(path: Path, *options: str) -> str:
    """What the command prints; its errors are raised."""
    app = typer.Typer()
    app.command()(import_claims)
    typed = [str(path), "--mapping", "tsa", *options]
    return CliRunner().invoke(app, typed, catch_exceptions=False).output


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    """Two rows that are claims, and two that are not."""
    return a_file(tmp_path, written(ROWS))


def test_the_counts_add_up_and_every_reason_is_tallied(claims: Path) -> None:
    told = json.loads(said(claims, "--json"))

    assert (told["read"], told["accepted"], told["refused"]) == (4, 2, 2)
    assert told["reasons"] == {"after_receipt Incident Date": 1, "missing Claim Amount": 1}
    assert told["notes"] == {"likely_duplicate": 1, "trimmed Airline Name": 1}
    assert told["kinds"] == {"damaged": 1, "lost": 1}
    assert Decimal(told["claimed"]["USD"]) == Decimal(91)
    assert told["figures_say"] == "air-passenger claims replayed as parcel claims"


def test_people_read_the_same_and_what_the_figures_are(claims: Path) -> None:
    text = said(claims)

    assert "claims.csv (utf-8, cells parted by ',') through tsa" in text
    assert "These are air-passenger claims replayed as parcel claims." in text
    assert "read 4 = accepted 2 + refused 2" in text
    assert "claimed in accepted rows: 91.00 USD" in text
    assert "      1  missing Claim Amount" in text


def test_the_encoding_and_unknown_columns_are_said(tmp_path: Path) -> None:
    rows = [[*cells(Airline_Name="Ärmel"), "x"]]
    path = a_file(tmp_path, written(rows, [*HEADER, "Shoe Size"], ";").encode("cp1252"), "c.csv.gz")

    text = said(path)

    assert "c.csv.gz (gzip, cp1252, cells parted by ';')" in text
    assert "not known to the mapping: Shoe Size" in text


def test_the_score_is_shown_with_its_table_and_its_baseline(claims: Path) -> None:
    text, told = said(claims, "--score"), json.loads(said(claims, "--score", "--json"))["score"]

    assert "precision  1.000 (0.207 to 1.000), 1 of 1" in text
    assert "base rate  0.333 (0.061 to 0.792), 1 of 3" in text
    assert "not judged by people: 1; the check calls 0 of them incomplete" in text
    assert (told["both"], told["neither"], told["unjudged"]) == (1, 2, 1)
    assert (told["precision"], told["recall"]) == (1.0, 1.0)


def test_the_report_holds_every_row_with_line_field_value_and_reason(claims: Path) -> None:
    report = claims.with_name("report.csv")

    said(claims, "--report", str(report))

    with report.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["verdict"], row["finding"]) for row in rows] == [
        ("2", "accepted", ""),
        ("3", "refused", "missing"),
        ("4", "accepted", "likely_duplicate"),
        ("4", "accepted", "trimmed"),
        ("5", "refused", "after_receipt"),
    ]
    assert json.loads(rows[3]["value"]) == " Paper Wings"
    assert rows[1]["lacks"] == "sum certain"


def test_the_report_is_one_object_a_row_when_its_name_says_so(claims: Path) -> None:
    report = claims.with_name("report.jsonl")

    said(claims, "--report", str(report))

    rows = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    assert [row["verdict"] for row in rows] == ["accepted", "refused", "accepted", "refused"]
    assert rows[3]["findings"] == [
        {
            "finding": "after_receipt",
            "field": "Incident Date",
            "value": "2008-01-01 00:00:00",
            "message": "lies after the receipt on 2007-06-20",
        }
    ]


def test_no_cell_of_a_report_is_a_formula(tmp_path: Path) -> None:
    path = a_file(tmp_path, written([cells(Claim_Amount="=HYPERLINK(A1)", Claim_Number="=1")]))
    report = tmp_path / "report.csv"

    said(path, "--report", str(report))

    with report.open(newline="", encoding="utf-8") as file:
        found = [cell for row in csv.reader(file) for cell in row]
    assert '"=HYPERLINK(A1)"' in found
    assert not [cell for cell in found if cell.startswith(("=", "+", "-", "@"))]


def test_a_value_beyond_reading_is_cut_and_the_cut_is_said(tmp_path: Path) -> None:
    path = a_file(tmp_path, written([cells(Claim_Amount="9" * 1000)]))
    report = tmp_path / "report.jsonl"

    said(path, "--report", str(report))

    assert "9... and 600 characters more" in report.read_text("utf-8")


def test_only_the_first_rows_are_read_when_told(claims: Path) -> None:
    assert "read 1 = accepted 1 + refused 0" in said(claims, "--limit", "1")


def test_nothing_is_drawn_on_a_terminal_that_is_none(claims: Path) -> None:
    assert "━" not in said(claims)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--report", "report.xlsx"), "must end in .csv or .jsonl"),
        (("--report", "nowhere/at/all.csv"), "cannot be written: No such file"),
        (("--on", "tomorrow"), "--on is a day"),
        (("--mapping", "other"), "There is no mapping 'other'"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is(
    options: tuple[str, ...], why: str, claims: Path
) -> None:
    with pytest.raises(BadInput, match=why):
        said(claims, *options)


def test_a_report_never_replaces_the_file_that_is_read(claims: Path) -> None:
    before = claims.read_bytes()

    with pytest.raises(BadInput, match="would replace"):
        said(claims, "--report", str(claims))

    assert claims.read_bytes() == before


def test_a_mapping_without_a_verdict_cannot_be_scored(claims: Path) -> None:
    own = claims.with_name("own.yaml")
    shipped = (SHIPPED / "tsa.yaml").read_text("utf-8")
    own.write_text(shipped[: shipped.index("verdict:")], "utf-8")

    with pytest.raises(BadInput, match="names no verdict"):
        said(claims, "--mapping", str(own), "--score")


def test_starting_without_a_server_says_what_to_do_and_loses_no_report(
    claims: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEGOOD_TEMPORAL_ADDRESS", f"127.0.0.1:{free_port()}")
    report = claims.with_name("report.csv")

    with pytest.raises(Unreachable, match="Is `make up` running"):
        said(claims, "--start", "2", "--report", str(report))

    assert Settings().temporal_address.startswith("127.0.0.1")
    assert report.exists()
