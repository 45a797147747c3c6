"""The general ledger as the application database would hold it after a case's postings."""

from collections import Counter
from dataclasses import dataclass, field

from makegood.rules.ledger import Posted, clearing_of, payable_of, reserve_of


@dataclass
class Books:
    """Every transaction once by its key, and the balance of each account."""

    keys: list[str] = field(default_factory=list)
    balances: Counter[str] = field(default_factory=Counter)

    def post(self, postings: tuple[Posted, ...]) -> None:
        """Post each transaction; a key that was posted before is a mistake."""
        for posted in postings:
            assert posted.key not in self.keys, f"{posted.key} is posted twice"
            assert sum(side.minor for side in posted.postings) == 0
            self.keys.append(posted.key)
            for side in posted.postings:
                self.balances[side.account] += side.minor

    def reserved(self, claim_id: str) -> int:
        """What is set aside for the claim."""
        return -self.balances[reserve_of(claim_id)]

    def payable(self, claim_id: str) -> int:
        """What the merchant is owed."""
        return -self.balances[payable_of(claim_id)]

    def clearing(self, claim_id: str) -> int:
        """What is on its way through the bank."""
        return -self.balances[clearing_of(claim_id)]

    def left_open(self, claim_id: str) -> tuple[int, int, int]:
        """What is still reserved, payable and in clearing."""
        return self.reserved(claim_id), self.payable(claim_id), self.clearing(claim_id)
