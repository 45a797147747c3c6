"""The account that a compensation is paid into."""

from dataclasses import dataclass

ACCOUNT_MAX = 34
BANK_CODE_MAX = 35
HOLDER_MAX = 140
_SHOWN = 4


@dataclass(frozen=True)
class Payee:
    """Whose account, at which bank; as long as ISO 20022 pain.001 allows (Othr/Id, MmbId, Nm)."""

    account: str
    bank_code: str
    holder: str

    def __post_init__(self) -> None:
        """Refuses, with a ValueError, a field that is blank or longer than a bank can carry."""
        _fits("account", self.account, ACCOUNT_MAX)
        _fits("bank_code", self.bank_code, BANK_CODE_MAX)
        _fits("holder", self.holder, HOLDER_MAX)

    def masked(self) -> str:
        """The account as a log or a letter may show it: `****1234`; short ones show nothing."""
        shown = self.account[-_SHOWN:] if len(self.account) > 2 * _SHOWN else ""
        return f"****{shown}"


def _fits(name: str, text: str, longest: int) -> None:
    if not text.strip() or len(text) > longest:
        raise ValueError(f"payee {name}: 1 to {longest} characters, got {len(text.strip())}")
