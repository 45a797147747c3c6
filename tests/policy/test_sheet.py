"""YAML read into tables: every mistake found at once, each with its line."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import pytest

from makegood.policy.sheet import Sheet, read_sheet
from makegood.rules.calendar import Shift, Term, Unit
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.crisis.terms import Contact, ContactKind
from makegood.rules.money import Money
from makegood.rules.terms import Mandate


@dataclass(frozen=True)
class Cells:
    """A cell of each kind that a policy has."""

    text: str = ""
    number: int = 0
    yes: bool = False
    exact: Decimal = Decimal(0)
    day: date | None = None
    clock: time | None = None
    money: Money | None = None
    term: Term | None = None
    shift: Shift | None = None
    mandate: Mandate | None = None
    contact: Contact | None = None
    kind: ClaimKind | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """A table of tables."""

    title: str
    rows: tuple[Cells, ...] = ()
    by_kind: dict[ClaimKind, Cells] | None = None


def faults(text: str, kind: type = Book) -> list[str]:
    """The faults of a sheet, as they are shown."""
    sheet: Sheet[object] = read_sheet("book.yaml", text, kind)
    return [fault.text() for fault in sheet.faults]


@pytest.mark.parametrize(
    ("cell", "field", "expected"),
    [
        ("text: 7.10", "text", "7.10"),
        ("number: 12", "number", 12),
        ("yes: true", "yes", True),
        ("exact: 1_000.50", "exact", Decimal("1000.50")),
        ("day: 2026-11-21", "day", date(2026, 11, 21)),
        ('clock: "16:00"', "clock", time(16)),
        ("money: 5_000_000 VND", "money", Money(Decimal(5_000_000), "VND")),
        ("term: 3 business_days", "term", Term(3, Unit("business_days"))),
        ("shift: 22:00-06:00", "shift", Shift(time(22), time(6))),
        ("mandate: finance 2", "mandate", Mandate(Team.FINANCE, 2)),
        ("mandate: legal", "mandate", Mandate(Team.LEGAL, 1)),
        ("contact: rota:pr", "contact", Contact(ContactKind.ROTA, "pr", 1)),
        ("contact: rota:pr:2", "contact", Contact(ContactKind.ROTA, "pr", 2)),
        ("contact: rota:pr:0", "contact", Contact(ContactKind.ROTA, "pr", 0)),
        ("contact: person:dir.mai", "contact", Contact(ContactKind.PERSON, "dir.mai")),
        ("contact: role:lead", "contact", Contact(ContactKind.ROLE, "lead")),
        ("kind: wrong_fee", "kind", ClaimKind.WRONG_FEE),
        ("names: [a, b]", "names", ("a", "b")),
        ("day: null", "day", None),
    ],
)
def test_a_cell_is_read_as_its_author_means_it(cell: str, field: str, expected: object) -> None:
    table = read_sheet("cells.yaml", cell, Cells).table
    assert getattr(table, field) == expected


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("text: ''", "text: expected text, not ''"),
        ("text: null", "text: expected text"),
        ("text: [a]", "text: expected text"),
        ("number: 1.5", "number: expected a whole number, not '1.5'"),
        ("contact: pr", "contact: expected a contact such as rota:pr:2, person:dir.mai or role"),
        ("contact: role:lead:2", "contact: expected a contact such as rota:pr:2"),
        ("yes: maybe", "yes: expected true or false, not 'maybe'"),
        ("exact: four", "exact: expected a number such as 4 or 0.5, not 'four'"),
        ("money: 5.5 VND", "money: expected an amount such as"),
        ("money: 100", "money: expected an amount such as"),
        ("term: 3 months", "term: expected a term such as 3 business_days"),
        ("term: soon", "term: expected a term such as 3 business_days"),
        ("shift: morning", "shift: expected a shift such as 08:30-17:30"),
        ("mandate: kitchen 2", "mandate: expected a team and a level"),
        ("kind: stolen", "kind: expected one of lost, damaged"),
        ("names: a", "names: expected a list"),
    ],
)
def test_a_cell_that_cannot_be_read_says_what_is_expected(cell: str, message: str) -> None:
    (fault,) = faults(cell, Cells)
    assert fault.startswith(f"book.yaml:1 {message}")


def test_every_mistake_is_found_at_once_each_with_its_line() -> None:
    text = """
title: [x]
rows:
  - number: one
  - mony: 5 VND
    nubmer: 2
by_kind:
  lost: {yes: perhaps}
  stolen: {}
"""
    assert faults(text) == [
        "book.yaml:2 title: expected text",
        "book.yaml:4 rows[0].number: expected a whole number, not 'one'",
        "book.yaml:5 rows[1].mony: unknown key; did you mean money?",
        "book.yaml:6 rows[1].nubmer: unknown key; did you mean number?",
        "book.yaml:8 by_kind.lost.yes: expected true or false, not 'perhaps'",
        f"book.yaml:9 by_kind.stolen: expected one of {', '.join(ClaimKind)}, not 'stolen'",
    ]


def test_a_key_that_is_like_no_other_is_answered_with_those_known() -> None:
    (fault,) = faults("title: t\nzzz: 1\n")
    assert fault == "book.yaml:2 zzz: unknown key; known are by_kind, rows, title"


def test_a_key_that_is_left_out_is_named() -> None:
    assert faults("rows: []") == ["book.yaml:1 title: is missing"]


def test_a_key_that_comes_twice_is_a_fault_and_the_second_is_not_taken() -> None:
    assert faults("title: a\ntitle: b\n") == ["book.yaml:2: a key is one word, and comes once"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "book.yaml:1: the file is empty"),
        ("- a\n", "book.yaml:1: expected a table of keys and values"),
        ("title: a\nrows: [\n", "book.yaml:3: not YAML: "),
        ("title: a\n? [b]\n: c\n", "book.yaml:2: a key is one word, and comes once"),
    ],
)
def test_a_file_that_is_no_table_is_one_fault(text: str, message: str) -> None:
    found = faults(text)
    assert found[0].startswith(message)


def test_what_a_table_refuses_by_itself_is_a_fault_at_its_line() -> None:
    @dataclass(frozen=True)
    class Picky:
        level: int

        def __post_init__(self) -> None:
            raise ValueError("not on a Saturday")

    assert faults("level: 1", Picky) == ["book.yaml:1: not on a Saturday"]


def test_a_fault_found_later_is_shown_at_the_nearest_line_that_is_written() -> None:
    sheet = read_sheet("book.yaml", "title: t\nrows:\n  - number: 1\n", Book)
    assert sheet.fault("rows[0].money.amount", "?").line == 3
    assert sheet.fault("nowhere.at.all", "?").line == 1
