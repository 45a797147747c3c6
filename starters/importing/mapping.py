"""A mapping: which column of a foreign file is which field of a claim, and within what bounds."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from makegood.policy.faults import PolicyError
from makegood.policy.sheet import read_sheet
from makegood.rules.claim import ClaimKind
from makegood.rules.money import LIMIT, require_currency
from starters.errors import BadInput

SHIPPED = Path(__file__).parents[2] / "makegood" / "policy" / "mappings"
"""The mappings that ship with Makegood."""

A_DAY = datetime(2007, 11, 23, 10, 40, 50)  # noqa: DTZ001 - a date as files write it


class ParcelDay(StrEnum):
    """The dates of a parcel from which filing windows count."""

    SHIPPED = "shipped_on"
    PROMISED = "promised_on"
    DELIVERED = "delivered_on"
    LAST_SCAN = "last_scan_on"


@dataclass(frozen=True)
class IdColumn:
    """The column that names a row for ever; the claim's id is the prefix and the cell."""

    column: str
    prefix: str = ""


@dataclass(frozen=True)
class Pseudonym:
    """A stable name for whoever claims: a prefix and a salted hash of the cell, never the cell."""

    column: str
    salt: str
    prefix: str = "claimant-"


@dataclass(frozen=True)
class KindColumn:
    """What went wrong, in the words of the file; `excluded` words are not ours, for a reason."""

    column: str
    values: dict[str, ClaimKind]
    excluded: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        both = sorted(self.values.keys() & self.excluded.keys())
        if both:
            raise ValueError(f"both a kind and excluded: {', '.join(both)}")


@dataclass(frozen=True)
class DateColumn:
    """A date in one of the formats, tried in order, between two days, both included."""

    column: str
    formats: tuple[str, ...]
    earliest: date = date.min
    latest: date = date.max

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError("earliest is after latest")
        for form in self.formats:
            _demand_a_whole_date(form)


@dataclass(frozen=True)
class AmountColumn:
    """An amount of one currency, how it is written, and between which bounds it is believed."""

    column: str
    currency: str
    at_least: Decimal
    at_most: Decimal
    decimal: str = "."
    thousands: str = ""
    sign: str = ""

    def __post_init__(self) -> None:
        require_currency(self.currency)
        if self.at_least > self.at_most:
            raise ValueError("at_least is above at_most")
        if max(abs(self.at_least), abs(self.at_most)) >= LIMIT:
            raise ValueError(f"a bound is below {LIMIT:.0E}")
        if len(self.decimal) != 1 or len(self.thousands) > 1 or self.decimal == self.thousands:
            raise ValueError("decimal and thousands are one character each, and differ")


@dataclass(frozen=True)
class GoodsColumn:
    """What was in the parcel; with a separator one cell may name several things."""

    column: str
    separator: str = ""


@dataclass(frozen=True)
class IntakeColumns:
    """Columns that answer the completeness check; the file does not carry what is left out."""

    statement: str | None = None
    location: str | None = None
    handed_over: str | None = None


@dataclass(frozen=True)
class VerdictColumn:
    """What people said of a row: cells that call it incomplete, and cells that imply it was not."""

    column: str
    incomplete: tuple[str, ...]
    complete: tuple[str, ...]


@dataclass(frozen=True)
class Mapping:
    """One kind of file; `details` go into the statement by label, `unused` columns are left."""

    mapping: str
    figures_say: str
    merchant: str
    row_id: IdColumn
    claimant: Pseudonym
    kind: KindColumn
    received: DateColumn
    incident: DateColumn
    claimed: AmountColumn
    goods: GoodsColumn | None = None
    details: dict[str, str] = field(default_factory=dict)
    incident_is: dict[ClaimKind, tuple[ParcelDay, ...]] = field(default_factory=dict)
    placeholders: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    likely_duplicate: tuple[str, ...] = ()
    intake: IntakeColumns = IntakeColumns()
    verdict: VerdictColumn | None = None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read, once."""
        single = (self.row_id, self.claimant, self.kind, self.received, self.incident)
        maybe = (self.claimed, self.goods, self.verdict)
        intake = (self.intake.statement, self.intake.location, self.intake.handed_over)
        named = [part.column for part in (*single, *maybe) if part is not None]
        named += [*self.details.values(), *self.likely_duplicate]
        return tuple(dict.fromkeys([*named, *(column for column in intake if column)]))


def load_mapping(name_or_file: str, policy: Path | None = None) -> Mapping:
    """The mapping of that name, or the one in that file; BadInput says what is wrong.

    Names are those of `named_mapping`. Every fault is named with its file and line, not only the
    first.
    """
    path = Path(name_or_file)
    if name_or_file not in _known(policy) and path.suffix in (".yaml", ".yml"):
        return _read(path)
    return named_mapping(name_or_file, policy)


def named_mapping(name: str, policy: Path | None = None) -> Mapping:
    """The mapping of that name, never a file: one that ships, or one of a folder of policy.

    Those of a policy are in its folder `mappings`, and come before what ships. BadInput where there
    is none, or where it cannot be used.
    """
    known = _known(policy)
    if name not in known:
        raise BadInput(
            f"There is no mapping {name!r}. Known by name: {', '.join(sorted(known))}; "
            "on the command line, a file of your own ends in .yaml."
        )
    return _read(known[name])


def shipped_mappings() -> tuple[str, ...]:
    """The names that need no file."""
    return tuple(sorted(_known(None)))


def _known(policy: Path | None) -> dict[str, Path]:
    folders = (SHIPPED, policy / "mappings") if policy else (SHIPPED,)
    return {path.stem: path for folder in folders for path in folder.glob("*.yaml")}


def _read(path: Path) -> Mapping:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The mapping {path} cannot be read: {error}.") from error
    sheet = read_sheet(path.name, text, Mapping)
    if sheet.table is None or sheet.faults:
        raise BadInput(f"The mapping cannot be used.\n{PolicyError(sheet.faults)}")
    return sheet.table


def _demand_a_whole_date(form: str) -> None:
    written = A_DAY.strftime(form)
    try:
        read = datetime.strptime(written, form).date()  # noqa: DTZ007 - only its day is compared
    except ValueError as error:
        raise ValueError(f"not a date format: {form!r}") from error
    if read != A_DAY.date():
        raise ValueError(f"a date format names day, month and year: {form!r} does not")
