"""What is asked about the parcels of a claim, kind by kind: days, freight, values, cash, fees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from makegood.messages.claims import ParcelClaim
from makegood.rules.claim import ClaimKind
from makegood.rules.money import Money
from starters.desk.forms import MISSING, Typed, amount_of, whole
from starters.desk.own_days import own, tick
from starters.desk.words import N_

LOST, DAMAGED, ITEMS = ClaimKind.LOST, ClaimKind.DAMAGED, ClaimKind.MISSING_ITEMS
LATE, COD = ClaimKind.LATE, ClaimKind.COD_MISMATCH
STORED, FEE = ClaimKind.WAREHOUSE_LOSS, ClaimKind.WRONG_FEE
ON_THE_WAY = (LOST, DAMAGED, ITEMS)

UNEVEN = N_("One for all parcels, or one a line for each of the %(count)s.")
NO_AMOUNT_OR_ZERO = N_("An amount in figures: %(example)s")
NO_WEIGHT = N_("Whole grams, in figures.")
NO_SHARE = N_("A share in per cent, from 1 to 100.")
NO_KIND = N_("Please choose.")
HEAVIEST = 10_000_000


class Sort(StrEnum):
    """How a detail is filled in."""

    DAY = "day"
    AMOUNT = "amount"
    GRAMS = "grams"
    SHARE = "share"
    TEXT = "text"
    TICK = "tick"


@dataclass(frozen=True)
class Detail:
    """One thing that is asked about parcels: of which kinds of claim, and which cannot do without.

    A text and a tick hold for all parcels of the claim; a figure may differ line by line. A day
    holds for all but those parcels that are ticked as having days of their own.
    """

    name: str
    sort: Sort
    label: str
    kinds: tuple[ClaimKind, ...]
    needed: tuple[ClaimKind, ...] = ()
    help: str = ""

    @property
    def optional(self) -> tuple[ClaimKind, ...]:
        """The kinds of claim that can do without."""
        return tuple(kind for kind in self.kinds if kind not in self.needed)

    @property
    def differs(self) -> bool:
        """Whether each parcel may have its own."""
        return self.sort in {Sort.AMOUNT, Sort.GRAMS, Sort.SHARE}


DETAILS = (
    Detail("shipped_on", Sort.DAY, N_("Day of dispatch"), (*ON_THE_WAY, FEE)),
    Detail("promised_on", Sort.DAY, N_("Promised for"), (LATE, LOST), (LATE,)),
    Detail(
        "delivered_on",
        Sort.DAY,
        N_("Delivered on"),
        (LATE, DAMAGED, ITEMS, COD, FEE),
        help=N_("Leave it empty where it has not come."),
    ),
    Detail("last_scan_on", Sort.DAY, N_("Last scan"), (LOST,)),
    Detail(
        "freight",
        Sort.AMOUNT,
        N_("Freight paid for a parcel, in %(currency)s"),
        (LATE, *ON_THE_WAY, STORED),
        (LATE,),
    ),
    Detail(
        "declared_value",
        Sort.AMOUNT,
        N_("Declared value of a parcel, in %(currency)s"),
        (*ON_THE_WAY, STORED),
    ),
    Detail("weight_g", Sort.GRAMS, N_("Weight of a parcel, in grams"), ON_THE_WAY),
    Detail("missing_share", Sort.SHARE, N_("Share of the contents that is gone, in %%"), (ITEMS,)),
    Detail(
        "cod_due",
        Sort.AMOUNT,
        N_("Cash to be collected for a parcel, in %(currency)s"),
        (COD,),
        (COD,),
    ),
    Detail(
        "cod_remitted",
        Sort.AMOUNT,
        N_("Of that paid out to you, in %(currency)s"),
        (COD,),
        (COD,),
        N_("0 where nothing was."),
    ),
    Detail(
        "fee_charged",
        Sort.AMOUNT,
        N_("Fee charged for a parcel, in %(currency)s"),
        (FEE,),
        (FEE,),
    ),
    Detail(
        "fee_due",
        Sort.AMOUNT,
        N_("Fee as agreed, in %(currency)s"),
        (FEE,),
        (FEE,),
        N_("0 where none was agreed."),
    ),
    Detail("goods", Sort.TEXT, N_("What was in it"), (*ON_THE_WAY, STORED)),
    Detail("return_leg", Sort.TICK, N_("It was on its way back to me"), ON_THE_WAY),
)
"""In the order of the form. What a claim needs of them is the rules' to say; see `limits.py`."""


@dataclass(frozen=True)
class Parcels:
    """The parcels that a claim is about, by number, and the currency of its amounts."""

    numbers: tuple[str, ...]
    currency: str

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.numbers)


ReadOne = Callable[[Typed, str, str, Parcels], object]
"""Reads the figure of one parcel from its line, and blames the field where it is none."""


def parcels_of(form: Typed, numbers: tuple[str, ...], currency: str) -> tuple[ParcelClaim, ...]:
    """Each parcel with what is said of it, as far as its kind of claim asks; blames what is wrong.

    What was typed for another kind, before the choice was changed, is left out.
    """
    kind, of = _kind(form), Parcels(numbers, currency)
    if kind is None or not numbers:
        return ()
    told = {one.name: _said(form, one, kind, of) for one in DETAILS if kind in one.kinds}
    if form.wrong:
        return ()
    return tuple(
        _parcel(number, {name: said[at] for name, said in told.items()})
        for at, number in enumerate(numbers)
    )


def _parcel(number: str, said: Mapping[str, object]) -> ParcelClaim:
    return ParcelClaim.model_validate({"tracking_number": number, **said})


def _kind(form: Typed) -> ClaimKind | None:
    typed = form.needed("kind")
    if typed and typed not in tuple(ClaimKind):
        form.blame("kind", NO_KIND)
    return ClaimKind(typed) if typed in tuple(ClaimKind) else None


def _said(form: Typed, detail: Detail, kind: ClaimKind, of: Parcels) -> tuple[object, ...]:
    """What each parcel gets of a detail, as typed; what may be left empty is left unsaid."""
    name, needed = detail.name, kind in detail.needed
    if detail.sort is Sort.DAY:
        return _days(form, name, of, needed=needed)
    if not form.value(name):
        if needed:
            form.blame(name, MISSING)
        return (NOTHING[detail.sort],) * of.count
    match detail.sort:
        case Sort.TEXT:
            return (form.value(name),) * of.count
        case Sort.TICK:
            return (True,) * of.count
        case Sort.AMOUNT:
            return _each(form, name, of, _amount)
        case _:
            return _each(form, name, of, READ[detail.sort])


def _days(form: Typed, name: str, of: Parcels, *, needed: bool) -> tuple[object, ...]:
    """The day of each parcel: its own where it is ticked, even where that is left empty."""
    ticked = {number for number in of.numbers if form.ticked(tick(number))}
    shared = None if ticked >= set(of.numbers) else _day(form, name, needed=needed)
    return tuple(
        _day(form, own(name, number), needed=needed) if number in ticked else shared
        for number in of.numbers
    )


def _day(form: Typed, name: str, *, needed: bool) -> date | None:
    if form.value(name):
        return form.day(name)
    if needed:
        form.blame(name, MISSING)
    return None


def _each(form: Typed, name: str, of: Parcels, read: ReadOne) -> tuple[object, ...]:
    """The figure of each parcel: one that holds for all, or one a line."""
    lines = [line.strip() for line in form.value(name).splitlines() if line.strip()]
    if len(lines) not in {1, of.count}:
        form.blame(name, UNEVEN, count=of.count)
        return (None,) * of.count
    found = tuple(read(form, name, line, of) for line in lines)
    return found if len(found) == of.count else found * of.count


def _amount(form: Typed, name: str, line: str, of: Parcels) -> Money | None:
    found = amount_of(line, of.currency, form.speaks, zero=True)
    if found is None:
        form.blame(name, NO_AMOUNT_OR_ZERO, example=form.speaks.number(1_250_000))
    return found


def _figure(least: int, most: int, complaint: str) -> ReadOne:
    def read(form: Typed, name: str, line: str, _: Parcels) -> int | None:
        figure = whole(line, form.speaks)
        if figure is None or not least <= figure <= most:
            form.blame(name, complaint)
            return None
        return figure

    return read


READ: Mapping[Sort, ReadOne] = {
    Sort.GRAMS: _figure(0, HEAVIEST, NO_WEIGHT),
    Sort.SHARE: _figure(1, 100, NO_SHARE),
}
NOTHING: Mapping[Sort, object] = {
    Sort.DAY: None,
    Sort.AMOUNT: None,
    Sort.GRAMS: None,
    Sort.SHARE: None,
    Sort.TEXT: "",
    Sort.TICK: False,
}
"""What a parcel has of a detail that nobody filled in."""
