"""Exact amounts of money in one currency each, which never round until they are asked to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import total_ordering
from math import lcm

# ISO 4217 table A.1: currencies whose minor unit is not the hundredth; the IMF publishes its SDR
# (XDR) to six places.
EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
    "XDR": 6,
}
USUAL_EXPONENT = 2
LIMIT = Decimal(10) ** 18
MOST_DECIMALS = 100

# A context of our own: the result does not depend on what another thread did to the ambient one.
_ARITHMETIC = Context(prec=60, rounding=ROUND_HALF_EVEN)


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met without an exchange rate."""


def exponent(currency: str) -> int:
    """The number of decimals of a currency's minor unit (ISO 4217)."""
    return EXPONENTS.get(currency, USUAL_EXPONENT)


def require_currency(code: str) -> None:
    """Raise ValueError unless ``code`` has the form of ISO 4217: three capital letters."""
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError(f"a currency is three capital letters (ISO 4217), not {code!r}")


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency; equal amounts are spelled alike, so that they hash alike."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        require_currency(self.currency)
        require_exact(self.amount)
        object.__setattr__(self, "amount", _spelled(self.amount, exponent(self.currency)))

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in that currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """The amount that many minor units make: 1050 of USD is 10.50 USD."""
        return cls(Decimal(minor).scaleb(-exponent(currency), _ARITHMETIC), currency)

    @property
    def minor(self) -> int:
        """The amount in minor units; ValueError when it is not a whole number of them."""
        scaled = self.amount.scaleb(exponent(self.currency), _ARITHMETIC)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{self.text()} is not rounded to the minor unit of {self.currency}")
        return int(scaled)

    @property
    def is_zero(self) -> bool:
        """Whether nothing is left of it, to the last decimal."""
        return self.amount == 0

    @property
    def is_positive(self) -> bool:
        """Whether it is more than nothing."""
        return self.amount > 0

    def rounded(self) -> Money:
        """The nearest amount that can be paid; halves go away from zero."""
        unit = Decimal(1).scaleb(-exponent(self.currency))
        return Money(self.amount.quantize(unit, ROUND_HALF_UP, _ARITHMETIC), self.currency)

    def text(self) -> str:
        """The amount as people read it: ``1,250,000 VND``."""
        return f"{self.amount:,f} {self.currency}"

    def __add__(self, other: Money) -> Money:
        return Money(_ARITHMETIC.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(_ARITHMETIC.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(_ARITHMETIC.minus(self.amount), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        if isinstance(factor, float):
            raise TypeError("money is multiplied by Decimal or int, never by a float")
        return Money(_ARITHMETIC.multiply(self.amount, factor), self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.text()} and {other.text()} need an exchange rate")
        return other.amount


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """How much of ``quote`` one unit of ``base`` buys, who says so, and on which day."""

    base: str
    quote: str
    rate: Decimal
    source: str
    on: date

    def __post_init__(self) -> None:
        require_currency(self.base)
        require_currency(self.quote)
        require_exact(self.rate)
        if self.rate <= 0:
            raise ValueError(f"a rate is more than zero, not {self.rate}")

    def convert(self, money: Money) -> Money:
        """The same value in the quote currency, unrounded; CurrencyMismatch for another base."""
        if money.currency != self.base:
            raise CurrencyMismatch(f"a rate of {self.base} cannot convert {money.text()}")
        return Money(_ARITHMETIC.multiply(money.amount, self.rate), self.quote)


def least(*amounts: Money) -> Money:
    """The smallest of the amounts, which share one currency; ValueError when there are none."""
    return min(amounts)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of the amounts; nothing at all sums to zero of that currency."""
    return sum(amounts, Money.zero(currency))


def allocate(whole: Money, weights: Sequence[Decimal | int]) -> tuple[Money, ...]:
    """Split a payable amount by weight, losing nothing: the shares sum to the whole.

    Each share is within one minor unit of its exact part; the units left over go to the largest
    remainders (Hamilton's method), the earlier first. ValueError for a whole that is not rounded,
    or for weights that are negative or sum to zero.
    """
    if any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError("weights are not negative, and at least one is more than zero")
    sign = -1 if whole.amount < 0 else 1
    shares = _largest_remainders(abs(whole.minor), [Decimal(weight) for weight in weights])
    return tuple(Money.from_minor(sign * share, whole.currency) for share in shares)


def _largest_remainders(units: int, weights: Sequence[Decimal]) -> list[int]:
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(below for _, below in ratios))
    scaled = [above * (common // below) for above, below in ratios]
    parts = [divmod(units * weight, sum(scaled)) for weight in scaled]
    left_over = units - sum(share for share, _ in parts)
    favoured = set(sorted(range(len(parts)), key=lambda i: -parts[i][1])[:left_over])
    return [share + (i in favoured) for i, (share, _) in enumerate(parts)]


def require_exact(number: Decimal) -> None:
    """Raise TypeError or ValueError unless it is a finite Decimal that money can be."""
    if not isinstance(number, Decimal):
        raise TypeError(f"an exact Decimal is needed, not {type(number).__name__} {number!r}")
    if not number.is_finite():
        raise ValueError(f"an amount is a number, not {number}")
    if number.copy_abs() >= LIMIT:
        raise ValueError(f"{number:.3E} is beyond the limit of {LIMIT:.0E}")
    if _places(number) > MOST_DECIMALS:
        raise ValueError(f"an amount has at most {MOST_DECIMALS} decimals")


def _places(number: Decimal) -> int:
    power = number.as_tuple().exponent
    return -power if isinstance(power, int) else 0


def _spelled(amount: Decimal, decimals: int) -> Decimal:
    """One spelling: no zeros beyond the minor unit, none missing before it, no negative zero."""
    short = _ARITHMETIC.add(amount.normalize(_ARITHMETIC), 0)
    if _places(short) > decimals:
        return short
    return short.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN, _ARITHMETIC)
