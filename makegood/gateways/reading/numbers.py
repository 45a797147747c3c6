"""Amounts of money as people write them: `1.250.000đ`, `Rp1.250.000`, `1.250,50 €`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_CODES = ("VND", "IDR", "SGD", "MYR", "PHP", "THB", "USD", "EUR", "GBP", "CNY", "JPY", "INR", "HKD")
CURRENCIES = {
    **{code.casefold(): code for code in _CODES},
    **dict.fromkeys(("vnđ", "đồng", "đ", "₫", "dong"), "VND"),
    "rp": "IDR",
    "s$": "SGD",
    "rm": "MYR",
    "₱": "PHP",
    "฿": "THB",
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "hk$": "HKD",
}
"""A bare `$` or `¥` names several currencies, so it names none here."""

_SIGNS = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_SPACED = re.compile(
    rf"(?<![\w.,])\d{{1,3}}(?:(?: \d{{3}}){{2,}}|(?: \d{{3}})+(?=\s?(?:{_SIGNS})\b))(?![.,]?\d)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"(?:(?<!\w)(?P<before>{_SIGNS})\s?|(?<![\w.,/]))(?P<number>-?\d[\d.,'\u00a0\u202f]*)"
    rf"(?:\s?(?P<after>{_SIGNS})(?!\w)|(?![\w/]))",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+")
LARGEST = Decimal(10) ** 14


@dataclass(frozen=True)
class Figure:
    """A number in a line of text; `currency` is empty where none is written beside it."""

    value: Decimal
    currency: str
    start: int
    end: int
    grouped: bool

    @property
    def looks_like_money(self) -> bool:
        """Whether it is written as an amount: with a currency, or in groups of three."""
        return bool(self.currency) or self.grouped


def figures(line: str) -> Iterator[Figure]:
    """Every number that stands by itself in a line, from left to right, with its currency."""
    joined = _SPACED.sub(lambda match: match[0].replace(" ", "\u00a0"), line)
    for match in _MONEY.finditer(joined):
        written = match["number"].rstrip(".,'\u00a0\u202f")
        value = parse_number(written)
        if value is not None and abs(value) < LARGEST:
            sign = (match["before"] or match["after"] or "").casefold()
            grouped = bool(re.search(r"\D\d{3}", written))
            yield Figure(value, CURRENCIES.get(sign, ""), match.start(), match.end(), grouped)


def parse_number(written: str) -> Decimal | None:
    """The value of a number with either point or comma as the decimal sign; None if it is neither.

    A single separator before exactly three digits groups thousands, unless a bare 0 stands before.
    """
    sign = "-" if written.startswith("-") else ""
    bare = re.sub(r"['\u00a0\u202f-]", "", written)
    whole, decimals = _split_decimals(bare)
    if not _GROUPED.fullmatch(whole) or len(set(whole) & {".", ","}) > 1:
        return None
    digits = re.sub(r"[.,]", "", whole)
    return Decimal(f"{sign}{digits}.{decimals}" if decimals else f"{sign}{digits}")


def _split_decimals(bare: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.*)([.,])(\d+)", bare)
    if match is None:
        return bare, ""
    whole, mark, last = match[1], match[2], match[3]
    repeated = mark in whole
    groups = len(last) == 3 and whole.strip("0") != "" and not set(whole) & ({".", ","} - {mark})
    if repeated or (groups and len(whole.replace(mark, "")) <= 3):
        return bare, ""
    return whole, last if len(last) <= 6 else "x"
