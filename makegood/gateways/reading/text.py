"""All that the text of a document says, gathered page by page."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from makegood.gateways.reading import rows
from makegood.gateways.reading.dates import dates
from makegood.gateways.reading.fields import invoice_numbers, own_dates, tracking_numbers
from makegood.gateways.reading.limits import MOST_FOUND, MOST_ROWS, SNIPPET
from makegood.gateways.reading.numbers import Figure, figures
from makegood.gateways.reading.printable import printable
from makegood.rules.evidence import Found, LineItem

LONGEST_LINE = 1000
Ranked = tuple[int, Found]


@dataclass
class Gleanings:
    """What has been found so far; amounts get the document's currency when all is read."""

    invoice_numbers: dict[str, Found] = field(default_factory=dict)
    tracking_numbers: dict[str, Found] = field(default_factory=dict)
    dates: dict[str, Found] = field(default_factory=dict)
    own_dates: list[Ranked] = field(default_factory=list)
    amounts: list[tuple[Figure, Found]] = field(default_factory=list)
    charges: list[tuple[Figure, Found]] = field(default_factory=list)
    totals: list[tuple[int, Figure, Found]] = field(default_factory=list)
    line_items: list[LineItem] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """The one currency written beside the amounts; empty where there are none or several."""
        written = Counter(figure.currency for figure, _ in self.amounts)
        return next(iter(written)) if len(written) == 1 else ""


def glean(pages: tuple[str, ...]) -> Gleanings:
    """Read every line of every page once."""
    gleanings = Gleanings()
    for page, line in _lines(pages):
        place = Found("", page, " ".join(line.split())[:SNIPPET])
        _glean_fields(gleanings, line, place)
        _glean_money(gleanings, line, place)
    return gleanings


def _lines(pages: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for page, text in enumerate(pages, start=1):
        for line in unicodedata.normalize("NFC", text).splitlines():
            if line.strip():
                yield page, printable(line[:LONGEST_LINE])


def _glean_fields(gleanings: Gleanings, line: str, place: Found) -> None:
    for number in invoice_numbers(line):
        gleanings.invoice_numbers.setdefault(number, _at(place, number))
    for number in tracking_numbers(line):
        gleanings.tracking_numbers.setdefault(number, _at(place, number))
    for dated in dates(line):
        day = dated.day.isoformat()
        gleanings.dates.setdefault(day, _at(place, day))
    for certainty, own in own_dates(line):
        gleanings.own_dates.append((certainty, _at(place, own.isoformat())))


def _glean_money(gleanings: Gleanings, line: str, place: Found) -> None:
    found = [figure for figure in figures(line) if figure.currency]
    gleanings.amounts += [(figure, place) for figure in found]
    row = rows.row(line)
    if row:
        item = LineItem(
            row.quantity, row.unit_price, row.amount, place.page, place.snippet, row.tracking_number
        )
        gleanings.line_items.append(item)
        if row.tracking_number:
            gleanings.tracking_numbers.setdefault(
                row.tracking_number, _at(place, row.tracking_number)
            )
    elif total := rows.total(line):
        gleanings.totals.append((*total, place))
    elif charge := rows.charge(line):
        gleanings.charges.append((charge, place))


def _at(place: Found, value: str) -> Found:
    return Found(value, place.page, place.snippet)


@dataclass(frozen=True)
class Gleaned:
    """The findings, bounded, with the total and the date that are most surely the document's."""

    currency: str
    invoice_numbers: tuple[Found, ...]
    tracking_numbers: tuple[Found, ...]
    dates: tuple[Found, ...]
    amounts: tuple[Found, ...]
    charges: tuple[Found, ...]
    line_items: tuple[LineItem, ...]
    total: Found | None
    dated_on: Found | None


def gleaned(gleanings: Gleanings) -> Gleaned:
    """What is kept. Rows beyond the bound are dropped altogether: half of them would not add up."""
    currency = gleanings.currency
    surest = max(gleanings.totals, key=lambda ranked: ranked[0], default=None)
    total = _last_of_rank(gleanings, surest[0]) if surest else None
    return Gleaned(
        currency=currency,
        invoice_numbers=tuple(gleanings.invoice_numbers.values())[:MOST_FOUND],
        tracking_numbers=tuple(gleanings.tracking_numbers.values())[:MOST_ROWS],
        dates=tuple(gleanings.dates.values())[:MOST_FOUND],
        amounts=_amounts(gleanings.amounts, currency),
        charges=_amounts(gleanings.charges, currency),
        line_items=tuple(gleanings.line_items) if len(gleanings.line_items) <= MOST_ROWS else (),
        total=_amounts([total], currency)[0] if total else None,
        dated_on=_own_date(gleanings),
    )


def _last_of_rank(gleanings: Gleanings, rank: int) -> tuple[Figure, Found]:
    return [(figure, place) for certainty, figure, place in gleanings.totals if certainty == rank][
        -1
    ]


def _amounts(found: list[tuple[Figure, Found]], currency: str) -> tuple[Found, ...]:
    return tuple(
        _at(place, f"{figure.value} {figure.currency or currency}".strip())
        for figure, place in found[:MOST_FOUND]
    )


def _own_date(gleanings: Gleanings) -> Found | None:
    """The surest date; where none is labelled at all, the only one."""
    for certainty in (2, 1):
        for rank, found in gleanings.own_dates:
            if rank == certainty:
                return found
    alone = {found.value: found for _, found in gleanings.own_dates}
    return next(iter(alone.values())) if len(alone) == 1 else None
