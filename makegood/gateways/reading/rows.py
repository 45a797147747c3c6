"""The rows, charges and total of an invoice, one line of text at a time."""

import re
from dataclasses import dataclass
from decimal import Decimal

from makegood.gateways.reading.fields import parcel_in_row
from makegood.gateways.reading.numbers import Figure, figures

_BEFORE_PRICE = re.compile(r"\s*(?:[^\W\d_]{1,6}\.?)?\s*[x×*@]?\s*", re.IGNORECASE)
_BEFORE_AMOUNT = re.compile(r"\s*=?\s*")
_GRAND_TOTAL = re.compile(
    r"\b(?:grand total|total amount|amount due|total due|total payable|sum claimed|amount claimed"
    r"|sum due)\b"
    r"|tổng cộng|tổng thanh toán|tổng tiền thanh toán|số tiền yêu cầu|jumlah total",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^\s*(?:total|thành tiền|jumlah)\b(?!\s*(?:weight|parcels|pieces|quantity|excl|before|net))",
    re.IGNORECASE,
)
_CHARGE = re.compile(
    r"^\s*(?:vat|gst|sst|ppn|tax|thuế|shipping|freight|delivery fee|handling|surcharge|phí|discount"
    r"|rebate|giảm giá)(?!\s*(?:id|no|reg|code|number|incl|suất))\b",
    re.IGNORECASE,
)
_DISCOUNT = re.compile(r"^\s*(?:discount|rebate|giảm giá)", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """`quantity` of something at `unit_price` makes `amount`, as printed."""

    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    tracking_number: str


def row(line: str) -> Row | None:
    """The row a line holds: it ends in a quantity, a price and an amount, or it is none.

    Bare numbers count only where the product is right, so that a telephone number is no row.
    """
    last = list(figures(line))[-3:]
    if len(last) < 3 or not _adjoining(line, *last):
        return None
    quantity, price, amount = last
    written_as_money = price.looks_like_money and amount.looks_like_money
    if not written_as_money and quantity.value * price.value != amount.value:
        return None
    return Row(quantity.value, price.value, amount.value, parcel_in_row(line[: quantity.start]))


def _adjoining(line: str, quantity: Figure, price: Figure, amount: Figure) -> bool:
    return bool(
        not quantity.currency
        and _BEFORE_PRICE.fullmatch(line[quantity.end : price.start])
        and _BEFORE_AMOUNT.fullmatch(line[price.end : amount.start])
        and not line[amount.end :].strip(" .")
    )


def total(line: str) -> tuple[int, Figure] | None:
    """The total a line states, with how surely: 2 for a grand total, 1 for a plain one."""
    certainty = 2 if _GRAND_TOTAL.search(line) else 1 if _TOTAL.search(line) else 0
    last = list(figures(line))[-1:]
    return (certainty, last[0]) if certainty and last else None


def charge(line: str) -> Figure | None:
    """Tax, freight or a discount that a line adds to the rows; a discount is negative."""
    money = [figure for figure in figures(line) if figure.looks_like_money]
    if not money or not _CHARGE.search(line):
        return None
    last = money[-1]
    sign = -1 if _DISCOUNT.search(line) else 1
    return Figure(sign * abs(last.value), last.currency, last.start, last.end, last.grouped)
