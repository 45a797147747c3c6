"""The counts of an import, which add up: read is accepted and refused."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from starters.importing.rows import Row


@dataclass
class Tally:
    """What became of the rows; a refused row counts under each of its reasons once.

    `claimed` sums the accepted rows by currency.
    """

    read: int = 0
    accepted: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    claimed: dict[str, Decimal] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Count one row."""
        self.read += 1
        self.reasons.update(_once(row, refuses=True))
        self.notes.update(_once(row, refuses=False))
        if row.filing is None:
            self.refused += 1
            return
        self.accepted += 1
        self.kinds[row.filing.kind] += 1
        money = row.filing.claimed
        self.claimed[money.currency] = self.claimed.get(money.currency, Decimal(0)) + money.amount


def _once(row: Row, *, refuses: bool) -> set[str]:
    found = row.findings
    return {f"{each.what} {each.field}".strip() for each in found if each.refuses is refuses}


def by_count(counted: Counter[str]) -> Iterable[tuple[str, int]]:
    """The most frequent first; equals by name, so that two runs read alike."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
