"""The limits of one line: what is proven, declared, capped, weighed, or fixed by a formula."""

from collections.abc import Callable
from decimal import Decimal

from makegood.rules.claim import ClaimKind
from makegood.rules.line import PERCENT, Line, in_contract_currency, rate_for
from makegood.rules.money import Money
from makegood.rules.reasons import Because, Reason
from makegood.rules.terms import Terms

GRAMS = Decimal(1000)


def limits_of(line: Line) -> tuple[Reason, ...]:
    """Every limit of a line with its amount, and every open question; the least amount binds."""
    return _LIMITS[line.kind](line)


def _of_value(line: Line) -> tuple[Reason, ...]:
    found = (_proof(line), _declared(line), _cap(line), _weight(line))
    return tuple(limit for limit in found if limit)


def _proof(line: Line) -> Reason | None:
    """Without a legal invoice, or a declaration where one is needed: the statutory fallback."""
    undeclared = line.coverage.declaration_needed and line.parcel.declared_value is None
    if line.coverage.freight_multiple is not None and (undeclared or not line.legal_invoice):
        return _fallback(line, line.coverage.freight_multiple)
    if undeclared:
        return line.nothing(Because.VALUE_NOT_DECLARED, "no value was declared when it was sent")
    return _proven(line)


def _proven(line: Line) -> Reason | None:
    if line.proven is not None:
        return _shared(line, Because.PROVEN_VALUE, "proven value", line.proven)
    if line.legal_invoice:
        return line.because(Because.VALUE_UNREAD, "the invoice's value could not be read")
    return line.nothing(Because.VALUE_NOT_PROVEN, "no document proves the value")


def _declared(line: Line) -> Reason | None:
    declared = line.parcel.declared_value
    if declared is None:
        return None
    return _shared(line, Because.DECLARED_VALUE, "declared value", declared)


def _shared(line: Line, number: Because, what: str, value: Money) -> Reason:
    money = in_contract_currency(value, line.terms)
    if money is None:
        return line.because(Because.RATE_UNKNOWN, f"no rate for the {what} of {value.text()}")
    share = line.coverage.share_percent
    if line.parcel.return_leg and line.coverage.return_share_percent is not None:
        share = line.coverage.return_share_percent
    text = f"{what} of {value.text()}{_rate_text(value, line.terms)}"
    if share != 100:
        text = f"{share} % of the {text}"
    return line.because(number, text, money * (share * PERCENT))


def _fallback(line: Line, multiple: Decimal) -> Reason:
    freight = line.freight
    if freight is None:
        return line.nothing(Because.FREIGHT_UNKNOWN, "the freight of this parcel is not known")
    why = "legal invoice" if not line.legal_invoice else "declared value"
    text = f"{multiple} times the freight of {freight.text()}, without a {why}"
    return line.because(Because.FREIGHT_FALLBACK, text, freight * multiple)


def _cap(line: Line) -> Reason | None:
    if line.parcel.return_leg and line.coverage.return_cap:
        cap = line.coverage.return_cap
        return line.because(Because.RETURN_CAP, f"at most {cap.text()} on the way back", cap)
    if line.coverage.per_parcel:
        cap = line.coverage.per_parcel
        return line.because(Because.PARCEL_CAP, f"at most {cap.text()} a parcel", cap)
    return None


def _weight(line: Line) -> Reason | None:
    """The limit by weight of the Conventions (Montreal 1999 art. 22.3, CMR art. 23.3)."""
    per_kg, grams = line.coverage.per_kg, line.parcel.weight_g
    if per_kg is None:
        return None
    if grams is None:
        return line.because(Because.WEIGHT_UNKNOWN, "the weight is not known, so has no limit")
    money = in_contract_currency(per_kg * (grams / GRAMS), line.terms)
    if money is None:
        return line.because(Because.RATE_UNKNOWN, f"no rate for {per_kg.currency}")
    text = f"{per_kg.text()} a kg for {grams / GRAMS} kg{_rate_text(per_kg, line.terms)}"
    return line.because(Because.WEIGHT_LIMIT, text, money)


def _rate_text(money: Money, terms: Terms) -> str:
    rate = rate_for(money, terms)
    if rate is None:
        return ""
    return f" at {rate.rate} {rate.quote} a {rate.base} ({rate.source}, {rate.on})"


def _of_lateness(line: Line) -> tuple[Reason, ...]:
    """A share of the freight, when the parcel came after the promised day."""
    promised, delivered = line.parcel.promised_on, line.parcel.delivered_on
    if promised and delivered and delivered <= promised:
        return (line.nothing(Because.NOT_LATE, f"promised {promised}, delivered {delivered}"),)
    freight, percent = line.freight, line.coverage.freight_percent or 0
    if freight is None:
        return (line.nothing(Because.FREIGHT_UNKNOWN, "the freight of this parcel is not known"),)
    text = f"{percent} % of the freight of {freight.text()}"
    amount = freight * (percent * PERCENT)
    found = line.because(Because.FREIGHT_OF_LATE_PARCEL, text, amount)
    if promised and delivered:
        return (found,)
    return (found, line.because(Because.DATES_UNKNOWN, "promised or delivered day not known"))


def _of_cod(line: Line) -> tuple[Reason, ...]:
    """Cash on delivery that was due less what was remitted: money owed, not compensation."""
    due, remitted = line.parcel.cod_due, line.parcel.cod_remitted
    return _difference(line, Because.COD_OUTSTANDING, "COD due less remitted", (due, remitted))


def _of_fee(line: Line) -> tuple[Reason, ...]:
    charged, due = line.parcel.fee_charged, line.parcel.fee_due
    return _difference(line, Because.FEE_OVERCHARGED, "fee charged less due", (charged, due))


def _difference(
    line: Line, number: Because, what: str, pair: tuple[Money | None, Money | None]
) -> tuple[Reason, ...]:
    known = [in_contract_currency(money, line.terms) for money in pair if money is not None]
    figures = [money for money in known if money is not None]
    if len(figures) < 2:
        return (line.nothing(Because.FIGURES_UNKNOWN, f"{what}: a figure is not known"),)
    owed = figures[0] - figures[1]
    text = f"{what}: {figures[0].text()} - {figures[1].text()}"
    if owed.is_positive:
        return (line.because(number, text, owed),)
    return (line.nothing(Because.NOTHING_OUTSTANDING, text),)


_LIMITS: dict[ClaimKind, Callable[[Line], tuple[Reason, ...]]] = {
    ClaimKind.LOST: _of_value,
    ClaimKind.DAMAGED: _of_value,
    ClaimKind.MISSING_ITEMS: _of_value,
    ClaimKind.WAREHOUSE_LOSS: _of_value,
    ClaimKind.LATE: _of_lateness,
    ClaimKind.COD_MISMATCH: _of_cod,
    ClaimKind.WRONG_FEE: _of_fee,
}
