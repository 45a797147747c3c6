"""The cells of one row read as dates, amounts and words, with every finding kept."""

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from makegood.rules.claim import ClaimKind
from makegood.rules.money import LIMIT, Money, exponent
from starters.importing.findings import Finding, Note, Reason
from starters.importing.mapping import AmountColumn, DateColumn, GoodsColumn, KindColumn

LONGEST_GOODS = 200
"""What a parcel of the start argument can say of its goods."""


@dataclass
class Cells:
    """One row by column; reading a cell notes what is found, and answers None when it is no use."""

    raw: Table[str, str]
    placeholders: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    _read: dict[str, str] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """The cell without padding; empty where it is blank or a placeholder. Noted once."""
        if column not in self._read:
            self._read[column] = self._plain(column)
        return self._read[column]

    def _plain(self, column: str) -> str:
        raw = self.raw[column]
        text = raw.strip()
        if text in self.placeholders and text:
            self.note(Note.PLACEHOLDER, column, "stands for nothing, read as blank")
            return ""
        if text != raw:
            self.note(Note.TRIMMED, column, f"padding taken off: {text!r}")
        return text

    def note(self, what: Note | Reason, column: str, message: str) -> None:
        """Keep a finding about a column, or about the whole row where the column is empty."""
        self.findings.append(Finding(what, column, self.raw.get(column, ""), message))

    def needed(self, column: str) -> str:
        """The text of a cell without which there is no claim."""
        text = self.text(column)
        if not text:
            self.note(Reason.MISSING, column, "is blank")
        return text

    def kind(self, column: KindColumn) -> ClaimKind | None:
        """What went wrong."""
        text = self.needed(column.column)
        if not text:
            return None
        if text in column.excluded:
            self.note(Reason.EXCLUDED, column.column, column.excluded[text])
        elif text not in column.values:
            known = ", ".join(column.values)
            self.note(Reason.UNKNOWN_VALUE, column.column, f"is no kind of claim; known: {known}")
        return column.values.get(text)

    def day(self, column: DateColumn) -> date | None:
        """A date as written, which may yet lie out of bounds."""
        text = self.needed(column.column)
        if not text:
            return None
        read = _moment(text, column.formats)
        if read is None:
            expected = " or ".join(column.formats)
            self.note(Reason.UNREADABLE, column.column, f"is not a date such as {expected}")
            return None
        if read.time() != datetime.min.time():
            self.note(Note.TIME_DROPPED, column.column, "the time of day is left out")
        self._in_time(column, read.date())
        return read.date()

    def _in_time(self, column: DateColumn, day: date) -> None:
        if day < column.earliest:
            self.note(Reason.BEFORE_EARLIEST, column.column, f"is before {column.earliest}")
        if day > column.latest:
            self.note(Reason.AFTER_LATEST, column.column, f"is after {column.latest}")

    def amount(self, column: AmountColumn) -> Money | None:
        """An amount as written, which may yet lie out of bounds."""
        text = self.needed(column.column)
        if not text:
            return None
        read = _amount(text, column)
        if read is None:
            self.note(Reason.UNREADABLE, column.column, f"is not an amount of {column.currency}")
            return None
        if read < column.at_least:
            self.note(Reason.BELOW_BOUND, column.column, f"is below {column.at_least}")
        if read > column.at_most:
            self.note(Reason.ABOVE_BOUND, column.column, f"is above {column.at_most:,}")
        return Money(read, column.currency) if read.copy_abs() < LIMIT else None

    def goods(self, column: GoodsColumn | None) -> str:
        """What was in the parcel, as much of it as a parcel can say, in whole things."""
        text = self.text(column.column) if column else ""
        things = text.split(column.separator) if column and column.separator else [text]
        if column and len(things) > 1:
            self.note(Note.SEVERAL_VALUES, column.column, f"names {len(things)} things")
        if column and len(text) > LONGEST_GOODS:
            self.note(Note.GOODS_SHORTENED, column.column, "the statement names all of them")
            return _whole_things(things, column.separator)
        return text


@lru_cache(maxsize=8192)
def _moment(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        try:
            return datetime.strptime(text, form).replace(tzinfo=None)  # noqa: DTZ007 - a local date
        except ValueError:
            continue
    return None


def _amount(text: str, column: AmountColumn) -> Decimal | None:
    """The exact amount; None unless it is written as the column says, to the minor unit at most."""
    found = _pattern(column).fullmatch(text)
    if found is None:
        return None
    whole = found["whole"].replace(column.thousands, "") if column.thousands else found["whole"]
    read = Decimal(f"{found['minus']}{whole}.{found['rest'] or '0'}")
    too_fine = len((found["rest"] or "").rstrip("0")) > exponent(column.currency)
    return None if too_fine else read


@lru_cache(maxsize=64)
def _pattern(column: AmountColumn) -> re.Pattern[str]:
    groups = (
        rf"[0-9]{{1,3}}(?:{re.escape(column.thousands)}[0-9]{{3}})+|" if column.thousands else ""
    )
    sign = f"(?:{re.escape(column.sign)} ?)?" if column.sign else ""
    rest = rf"(?:{re.escape(column.decimal)}(?P<rest>[0-9]+))?"
    return re.compile(rf"(?P<minus>-?){sign}(?P<whole>{groups}[0-9]+){rest}")


def _whole_things(things: list[str], separator: str) -> str:
    """The first things that fit; the first one is cut where it alone is too long."""
    fitting = things[0][:LONGEST_GOODS]
    for thing in things[1:]:
        longer = f"{fitting}{separator}{thing}"
        if len(longer) > LONGEST_GOODS:
            break
        fitting = longer
    return fitting
