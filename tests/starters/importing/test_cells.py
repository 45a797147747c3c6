"""A cell is read exactly as it is written, or not at all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.rules.money import Money
from starters.importing.cells import LONGEST_GOODS, Cells
from starters.importing.findings import Reason
from starters.importing.mapping import AmountColumn, DateColumn, GoodsColumn

AMOUNT = AmountColumn("c", "USD", at_least=Decimal(-(10**12)), at_most=Decimal(10**12))
ENGLISH = replace(AMOUNT, thousands=",")
DONG = replace(AMOUNT, currency="VND", thousands=".", decimal=",", sign="₫")
DAY = DateColumn("c", ("%d/%m/%Y", "%Y-%m-%d"))


def row(text: str) -> Cells:
    """A row of one column."""
    return Cells({"c": text}, placeholders=("-",))


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_an_amount_written_plainly_or_in_groups_is_that_amount(amount: Decimal) -> None:
    plain, grouped = row(f"{amount:f}").amount(AMOUNT), row(f"{amount:,f}").amount(ENGLISH)

    assert plain == grouped == Money(amount, "USD")


@given(st.text(max_size=12))
def test_a_text_is_an_amount_only_when_it_is_all_digits_signs_and_marks(text: str) -> None:
    cells = row(text)

    read = cells.amount(ENGLISH)

    if read is not None:
        assert set(text.strip()) <= set("0123456789.,-")
        assert read.amount == Decimal(text.strip().replace(",", ""))
    else:
        assert cells.findings[-1].what in (Reason.MISSING, Reason.UNREADABLE)


@pytest.mark.parametrize(
    ("text", "read"),
    [("1.250.000", 1250000), ("₫1.250.000", 1250000), ("₫ 5000", 5000), ("1.250.000,00", 1250000)],
)
def test_a_currency_without_a_minor_unit_is_read_in_its_own_spelling(text: str, read: int) -> None:
    assert row(text).amount(DONG) == Money(Decimal(read), "VND")


@pytest.mark.parametrize("text", ["1,250,000", "12,5", "1.25", "5000₫", "1.250.00"])
def test_an_amount_that_the_currency_or_the_spelling_cannot_hold_is_unreadable(text: str) -> None:
    cells = row(text)

    assert cells.amount(DONG) is None
    assert [found.what for found in cells.findings] == [Reason.UNREADABLE]


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_read_in_any_of_its_formats(day: date) -> None:
    assert row(f"{day:%d/%m/%Y}").day(DAY) == row(f"{day:%Y-%m-%d}").day(DAY) == day


@given(st.lists(st.text("abc ", min_size=1, max_size=60), min_size=1, max_size=12))
def test_goods_always_fit_and_always_begin_as_the_cell_does(things: list[str]) -> None:
    cells = row("; ".join(things))

    goods = cells.goods(GoodsColumn("c", ";"))

    assert len(goods) <= LONGEST_GOODS
    assert cells.text("c").startswith(goods)
    assert (goods == cells.text("c")) == (len(cells.text("c")) <= LONGEST_GOODS)


def test_a_cell_that_is_asked_twice_is_noted_once() -> None:
    cells = row(" - ")

    assert cells.text("c") == cells.text("c") == ""
    assert [found.what for found in cells.findings] == ["placeholder"]
