"""The policy as the company uses it: terms for every merchant and kind of claim."""

from dataclasses import dataclass, replace

from makegood.policy.faults import UnknownMerchant
from makegood.rules.calendar import CalendarTable
from makegood.rules.claim import ClaimKind
from makegood.rules.terms import Directory, Terms


@dataclass(frozen=True)
class Contract:
    """One merchant's contract: its sources, its calendars by role, its terms by kind of claim."""

    contract: str
    merchant: str
    name: str
    country: str
    currency: str
    sources: tuple[str, ...]
    calendars: tuple[CalendarTable, ...]
    terms: tuple[tuple[ClaimKind, Terms], ...]


@dataclass(frozen=True)
class Policy:
    """A version of the policy: it changes only by a new version; `sha256` covers every file."""

    version: str
    sha256: str
    contracts: tuple[Contract, ...]
    calendars: tuple[CalendarTable, ...]
    directory: Directory

    def merchants(self) -> tuple[str, ...]:
        """The merchants that have a contract, in order."""
        return tuple(sorted(contract.merchant for contract in self.contracts))

    def contract_for(self, merchant_id: str) -> Contract:
        """The merchant's contract; UnknownMerchant when there is none."""
        for contract in self.contracts:
            if contract.merchant == merchant_id:
                return contract
        known = ", ".join(self.merchants())
        raise UnknownMerchant(f"No contract with {merchant_id}. Merchants are: {known}.")

    def terms_for(self, merchant_id: str, kind: ClaimKind) -> Terms:
        """All that one claim needs of the policy; UnknownMerchant when there is no contract."""
        return dict(self.contract_for(merchant_id).terms)[kind]

    def calendars_for(self, merchant_id: str) -> tuple[CalendarTable, ...]:
        """The contract's calendars under the names of their roles: desk, bank, carrier."""
        return self.contract_for(merchant_id).calendars


def in_role(table: CalendarTable, role: str) -> CalendarTable:
    """The calendar under the name of the role it plays in a contract."""
    return replace(table, name=role)
