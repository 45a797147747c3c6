"""Every row is accepted, or refused with field, value and reason; nothing is mended unsaid."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from makegood.rules.claim import ClaimKind
from makegood.rules.money import Money
from starters.importing.mapping import IntakeColumns
from tests.starters.importing.files import (
    INSUFFICIENT,
    TSA,
    a_file,
    cells,
    judged,
    one,
    said,
    written,
)


def test_an_ordinary_row_is_a_claim_with_the_dates_and_the_amount_of_the_file(
    tmp_path: Path,
) -> None:
    row = one(tmp_path)

    assert row.findings == ()
    assert row.filing is not None
    assert row.filing.claim_id == "tsa-9000000000001"
    assert row.filing.merchant_id == "merchant-meridian"
    assert row.filing.kind is ClaimKind.LOST
    assert row.filing.claimed == Money(Decimal("45.5"), "USD")
    assert row.filing.received_on == date(2007, 6, 20)
    assert row.filing.incident_on == row.filing.parcels[0].shipped_on == date(2007, 6, 2)
    assert row.filing.parcels[0].tracking_number == "TSA-9000000000001"
    assert row.filing.channel == "import:tsa"


def test_the_statement_says_what_it_is_and_where_it_happened(tmp_path: Path) -> None:
    row = one(tmp_path)

    assert row.filing is not None
    assert row.filing.statement.splitlines() == [
        "Imported (air-passenger claims replayed as parcel claims).",
        "airport: ZZX",
        "carrier: Paper Wings",
        "leg: Checked Baggage",
        "goods: Umbrellas",
    ]


def test_the_claimant_is_a_stable_pseudonym_that_does_not_hold_the_number(tmp_path: Path) -> None:
    first, again = one(tmp_path), one(tmp_path, Claim_Amount="7")
    other = one(tmp_path, Claim_Number="9000000000002")

    assert first.filing is not None
    assert again.filing is not None
    assert other.filing is not None
    assert first.filing.submitted_by == again.filing.submitted_by != other.filing.submitted_by
    assert "9000000000001" not in first.filing.submitted_by


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Claim_Number", "", "missing"),
        ("Date_Received", "", "missing"),
        ("Date_Received", "20 June", "unreadable"),
        ("Date_Received", "2009-01-01", "after_latest"),
        ("Incident_Date", "", "missing"),
        ("Incident_Date", "-", "missing"),
        ("Incident_Date", "2007-02-30 00:00:00", "unreadable"),
        ("Incident_Date", "23-NOV-0206 00:00", "before_earliest"),
        ("Incident_Date", "2007-06-21 00:00:00", "after_receipt"),
        ("Claim_Type", "", "missing"),
        ("Claim_Type", "passenger property loss", "unknown_value"),
        ("Claim_Type", "Personal Injury", "excluded"),
        ("Claim_Amount", "", "missing"),
        ("Claim_Amount", "12,50", "unreadable"),
        ("Claim_Amount", "12.505", "unreadable"),
        ("Claim_Amount", "1e3", "unreadable"),
        ("Claim_Amount", "NaN", "unreadable"),
        ("Claim_Amount", "٤٥", "unreadable"),
        ("Claim_Amount", "0.0", "below_bound"),
        ("Claim_Amount", "-10", "below_bound"),
        ("Claim_Amount", "100000.01", "above_bound"),
        ("Claim_Amount", "1000000000.0", "above_bound"),
        ("Claim_Amount", "9" * 5000, "above_bound"),
    ],
)
def test_a_row_is_refused_for(column: str, value: str, reason: str, tmp_path: Path) -> None:
    row = one(tmp_path, **{column: value})

    assert not row.accepted
    refusals = [(f.what, f.field, f.value) for f in row.findings if f.refuses]
    assert refusals == [(reason, column.replace("_", " "), value)]


def test_a_receipt_before_the_file_begins_is_refused(tmp_path: Path) -> None:
    row = one(tmp_path, Date_Received="2006-12-31", Incident_Date="2006-12-01 00:00:00")

    assert said(row) == [("before_earliest", "Date Received", "2006-12-31")]


def test_a_claim_that_says_too_much_is_refused_by_the_claim_itself(tmp_path: Path) -> None:
    row = one(tmp_path, Airline_Name="Wings " * 1000)

    assert not row.accepted
    assert "statement" in row.findings[-1].message


@pytest.mark.parametrize("amount", ["100000", "0.01", "45.500"])
def test_a_bound_itself_is_accepted(amount: str, tmp_path: Path) -> None:
    row = one(tmp_path, Claim_Amount=amount)

    assert row.filing is not None
    assert row.filing.claimed.amount == Decimal(amount)


def test_a_row_with_three_faults_hears_of_all_three(tmp_path: Path) -> None:
    row = one(tmp_path, Claim_Amount="-", Incident_Date="soon", Claim_Type="Motor Vehicle")

    assert said(row) == [
        ("excluded", "Claim Type", "Motor Vehicle"),
        ("unreadable", "Incident Date", "soon"),
        ("placeholder", "Claim Amount", "-"),
        ("missing", "Claim Amount", "-"),
    ]


def test_a_number_that_no_id_can_hold_is_refused_by_the_claim_itself(tmp_path: Path) -> None:
    row = one(tmp_path, Claim_Number="12/34 56")

    assert not row.accepted
    assert said(row) == [("invalid", "Claim Number", "12/34 56")]
    assert row.findings[0].message.startswith("claim_id: String should match pattern")


def test_padding_is_taken_off_and_said(tmp_path: Path) -> None:
    row = one(tmp_path, Airline_Name="  Paper Wings ", Claim_Amount=" 45.5")

    assert row.accepted
    assert said(row) == [
        ("trimmed", "Claim Amount", " 45.5"),
        ("trimmed", "Airline Name", "  Paper Wings "),
    ]


def test_a_time_of_day_is_left_out_and_said(tmp_path: Path) -> None:
    row = one(tmp_path, Incident_Date="2007-06-02 16:05:00")

    assert row.filing is not None
    assert row.filing.incident_on == date(2007, 6, 2)
    assert said(row) == [("time_dropped", "Incident Date", "2007-06-02 16:05:00")]


def test_several_things_in_one_cell_stay_together_and_are_noted(tmp_path: Path) -> None:
    row = one(tmp_path, Item_Category="Umbrellas; Kites; Other")

    assert row.filing is not None
    assert row.filing.parcels[0].goods == "Umbrellas; Kites; Other"
    assert said(row) == [("several_values", "Item Category", "Umbrellas; Kites; Other")]


def test_goods_too_long_for_a_parcel_are_cut_between_things_and_kept_whole_in_the_statement(
    tmp_path: Path,
) -> None:
    many = "; ".join(f"Kites of size {size:04}" for size in range(20))

    row = one(tmp_path, Item_Category=many)

    assert row.filing is not None
    goods = row.filing.parcels[0].goods
    assert many.startswith(f"{goods};")
    assert len(goods) <= 200 < len(goods) + len("; Kites of size 0000")
    assert f"goods: {many}" in row.filing.statement
    assert [found.what for found in row.findings] == ["several_values", "goods_shortened"]


def test_one_thing_too_long_for_a_parcel_is_cut(tmp_path: Path) -> None:
    row = one(tmp_path, Item_Category="k" * 300)

    assert row.filing is not None
    assert row.filing.parcels[0].goods == "k" * 200
    assert [found.what for found in row.findings] == ["goods_shortened"]


def test_the_same_number_again_is_refused_with_the_line_of_the_first(tmp_path: Path) -> None:
    rows = [cells(), cells(Claim_Number="9000000000002"), cells(Claim_Amount="9")]

    first, other, again = judged(a_file(tmp_path, written(rows)))

    assert first.accepted
    assert other.accepted
    assert [(f.what, f.message) for f in again.findings] == [
        ("repeated_id", "stands in line 2 already")
    ]


def test_rows_that_look_alike_are_flagged_and_kept(tmp_path: Path) -> None:
    rows = [cells(), cells(Claim_Number="9000000000002"), cells(Claim_Number="3", Claim_Amount="9")]

    first, alike, other = judged(a_file(tmp_path, written(rows)))

    assert first.findings == other.findings == ()
    assert alike.accepted
    assert [found.what for found in alike.findings] == ["likely_duplicate"]
    assert "line 2" in alike.findings[0].message


def test_rows_alike_in_nothing_but_blanks_are_not_called_duplicates(tmp_path: Path) -> None:
    rows = [cells(Airport_Code=""), cells(Airport_Code="", Claim_Number="9000000000002")]

    assert [row.findings for row in judged(a_file(tmp_path, written(rows)))] == [(), ()]


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        ({}, ()),
        ({"Claim_Amount": ""}, ("sum certain",)),
        ({"Claim_Amount": "0.0"}, ("sum certain",)),
        ({"Airport_Code": "-"}, ("location of incident",)),
        ({"Incident_Date": ""}, ("date of incident",)),
        ({"Incident_Date": "23-NOV-0206 00:00"}, ()),
        ({"Airline_Name": "", "Item_Category": ""}, ()),
    ],
)
def test_completeness_is_judged_on_the_row_as_mapped_accepted_or_not(
    changed: dict[str, str], lacks: tuple[str, ...], tmp_path: Path
) -> None:
    row = one(tmp_path, **changed)

    assert row.lacks is not None
    assert row.lacks.missing == lacks


def test_a_mapping_may_ask_more_of_a_row(tmp_path: Path) -> None:
    stricter = replace(TSA, intake=IntakeColumns("Item Category", None, "Airline Name"))

    row = one(tmp_path, stricter, Airline_Name="", Item_Category="-", Airport_Code="")

    assert row.lacks is not None
    assert row.lacks.missing == ("statement of fact", "proof of hand-over")


@pytest.mark.parametrize(
    ("status", "incomplete"),
    [(INSUFFICIENT, True), ("Approved", False), ("Settled", False), ("Canceled", None), ("", None)],
)
def test_what_people_said_is_read_as_the_mapping_says(
    status: str, incomplete: bool | None, tmp_path: Path
) -> None:
    assert one(tmp_path, Status=status).called_incomplete is incomplete
