"""A mapping file is checked by file and line before any row is read."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from starters.errors import BadInput
from starters.importing.mapping import SHIPPED, load_mapping, named_mapping, shipped_mappings
from tests.starters.importing.files import HEADER, TSA, one

SHIPPED_TSA = (SHIPPED / "tsa.yaml").read_text("utf-8")


def a_mapping(folder: Path, old: str = "", new: str = "") -> str:
    """The shipped mapping in a file of one's own, with one thing changed."""
    assert old in SHIPPED_TSA
    path = folder / "own.yaml"
    path.write_text(SHIPPED_TSA.replace(old, new, 1) if old else SHIPPED_TSA, "utf-8")
    return str(path)


def line_of(text: str) -> int:
    """The line on which a text begins."""
    return SHIPPED_TSA[: SHIPPED_TSA.index(text)].count("\n") + 1


def test_every_shipped_mapping_can_be_used() -> None:
    assert shipped_mappings() == ("tsa",)
    assert {load_mapping(name).mapping for name in shipped_mappings()} == {"tsa"}


def test_the_shipped_mapping_accounts_for_every_column_of_its_file() -> None:
    assert {*TSA.columns, *TSA.unused} == set(HEADER)


def test_a_mapping_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    assert load_mapping(a_mapping(tmp_path, "at_most: 100_000", "at_most: 7")).claimed.at_most == 7


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("column: Claim Type", "colum: Claim Type", "unknown key; did you mean column?"),
        ("column: Claim Amount\n", "\n", "claimed.column: is missing"),
        ("currency: USD", "currency: dollars", "a currency is three capital letters"),
        ("Property Loss: lost", "Property Loss: gone", "expected one of lost, damaged"),
        ("at_most: 100_000", "at_most: 0.001", "at_least is above at_most"),
        ("at_most: 100_000", f"at_most: {10**18}", "a bound is below 1E+18"),
        ('decimal: "."', 'decimal: ".."', "one character each"),
        ('["%Y-%m-%d"]', '["%Y-%q"]', "not a date format"),
        ('["%Y-%m-%d"]', '["%Y-%m"]', "names day, month and year"),
        ("latest: 2008-12-31", "latest: 1999-12-31", "earliest is after latest"),
        ("earliest: 2007-01-01", "earliest: soon", "expected a day such as"),
        ("Personal Injury:", "Passenger Theft:", "both a kind and excluded: Passenger Theft"),
        ("[shipped_on]", "[shiped_on]", "expected one of shipped_on"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(
    old: str, new: str, fault: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as refusal:
        load_mapping(a_mapping(tmp_path, old, new))

    assert fault in refusal.value.message
    line = int(refusal.value.message.split("own.yaml:")[1].split(" ")[0])
    assert abs(line - line_of(old)) <= 6


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    path = Path(a_mapping(tmp_path, "mapping: tsa", "maping: tsa"))
    path.write_text(path.read_text("utf-8").replace("currency: USD", "currency: 5"), "utf-8")

    with pytest.raises(BadInput) as refusal:
        load_mapping(str(path))

    assert refusal.value.message.count("own.yaml:") == 3


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("tas", "There is no mapping 'tas'. Known by name: tsa"),
        ("none.yaml", "cannot be read"),
        ("../tsa", "There is no mapping"),
    ],
)
def test_a_mapping_that_is_not_there_is_said_to_be_missing(name: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        load_mapping(name)


def test_a_mapping_of_the_policy_is_known_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    own = SHIPPED_TSA.replace("at_most: 100_000", "at_most: 7")
    (tmp_path / "mappings" / "shop.yaml").write_text(own, "utf-8")

    assert named_mapping("shop", tmp_path).claimed.at_most == 7
    assert load_mapping("tsa", tmp_path) == TSA


def test_a_name_is_never_the_path_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no mapping"):
        named_mapping(a_mapping(tmp_path, "", ""), tmp_path)


@pytest.mark.parametrize(
    ("written", "read"),
    [("1.234,50", "1234.50"), ("€ 1.234.567", "1234567"), ("99,9", "99.9"), ("1234,5", "1234.5")],
)
def test_amounts_are_read_as_the_mapping_says(written: str, read: str, tmp_path: Path) -> None:
    amounts = replace(TSA.claimed, decimal=",", thousands=".", sign="€", at_most=Decimal(10**7))

    row = one(tmp_path, replace(TSA, claimed=amounts), Claim_Amount=written)

    assert row.filing is not None
    assert row.filing.claimed.amount == Decimal(read)


@pytest.mark.parametrize("written", ["1.23,50", "1,234.50", "12.3456", "€", "1..234", ",5"])
def test_amounts_written_in_another_way_are_refused(written: str, tmp_path: Path) -> None:
    amounts = replace(TSA.claimed, decimal=",", thousands=".", sign="€", at_most=Decimal(10**7))

    row = one(tmp_path, replace(TSA, claimed=amounts), Claim_Amount=written)

    assert [found.what for found in row.findings] == ["unreadable"]
