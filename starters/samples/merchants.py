"""The merchants of the sample claims, as the shipped contracts name them."""

from dataclasses import dataclass
from decimal import Decimal

from makegood.rules.money import Money
from makegood.rules.payee import Payee


@dataclass(frozen=True)
class Merchant:
    """A merchant with its currency, its carrier's tracking prefix, and its bank account."""

    merchant_id: str
    name: str
    currency: str
    prefix: str
    place: str
    bank_code: str
    account: str

    def money(self, amount: int) -> Money:
        """An amount in the merchant's currency."""
        return Money(Decimal(amount), self.currency)

    def payee(self, account: str = "") -> Payee:
        """The merchant's account, or another one of the same holder."""
        return Payee(account or self.account, self.bank_code, self.name.upper())


LOTUS = Merchant(
    "merchant-lotus", "Lotus Home Living", "VND", "GHN", "Ho Chi Minh City", "VCB", "0071000123456"
)
MABUHAY = Merchant(
    "merchant-mabuhay", "Mabuhay Gadgets", "PHP", "NVPH", "Manila", "BDO", "004510078901"
)
MERIDIAN = Merchant(
    "merchant-meridian", "Meridian Cross-Border", "USD", "MXB", "Seattle", "CHASUS", "000123456789"
)
