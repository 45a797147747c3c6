"""An incident as the facts from which a filing and its papers both follow."""

from dataclasses import dataclass
from datetime import date, timedelta

from makegood.messages.claims import StrictParcel
from makegood.rules.claim import ClaimKind
from makegood.rules.money import Money, total
from starters.samples.merchants import Merchant

INVOICED, SHIPPED, LAST_SCAN, PROMISED = (timedelta(days=days) for days in (22, 20, 19, 16))
HAPPENED, DELIVERED = timedelta(days=10), timedelta(days=4)
"""How long before the filing things happened; inside every filing window that ships."""


@dataclass(frozen=True)
class Item:
    """What one parcel held, and what it was worth; money owed is what was due, less remitted."""

    goods: str
    value: int
    remitted: int = 0


@dataclass(frozen=True)
class Incident:
    """What went wrong with which parcels; `number` sets its papers apart from all others."""

    key: str
    number: int
    merchant: Merchant
    kind: ClaimKind
    items: tuple[Item, ...]
    today: date
    account: str = ""

    @property
    def tracking_numbers(self) -> tuple[str, ...]:
        """A number a parcel."""
        prefix = f"{self.merchant.prefix}{self.number:05d}"
        return tuple(f"{prefix}{place:03d}" for place, _ in enumerate(self.items, start=1))

    @property
    def invoice_number(self) -> str:
        """The number of the invoice of the goods."""
        return f"INV-{self.today.year}-{self.number:05d}"

    @property
    def claimed(self) -> Money:
        """What the merchant asks: the value of all goods, or what was not remitted of it."""
        asked = (self.merchant.money(item.value - item.remitted) for item in self.items)
        return total(asked, self.merchant.currency)

    @property
    def happened_on(self) -> date:
        """The day it happened: of the hand-over where the receiver found it."""
        return self.today - (DELIVERED if self._was_delivered else HAPPENED)

    @property
    def parcels(self) -> tuple[StrictParcel, ...]:
        """The parcels as the filing lists them."""
        pairs = zip(self.tracking_numbers, self.items, strict=True)
        return tuple(self._parcel(number, item) for number, item in pairs)

    @property
    def _was_delivered(self) -> bool:
        return self.kind in {ClaimKind.DAMAGED, ClaimKind.MISSING_ITEMS, ClaimKind.COD_MISMATCH}

    def _parcel(self, number: str, item: Item) -> StrictParcel:
        value, remitted = (self.merchant.money(sum_) for sum_ in (item.value, item.remitted))
        is_cod = self.kind is ClaimKind.COD_MISMATCH
        return StrictParcel(
            tracking_number=number,
            declared_value=value,
            weight_g=25_000,
            goods=item.goods,
            shipped_on=self.today - SHIPPED,
            promised_on=self.today - PROMISED,
            last_scan_on=self.today - LAST_SCAN,
            delivered_on=self.today - DELIVERED if self._was_delivered else None,
            cod_due=value if is_cod else None,
            cod_remitted=remitted if is_cod else None,
        )
