"""A bank that tells the truth, late, twice and in any order."""

from dataclasses import dataclass, field
from datetime import datetime

from makegood.rules.attempts import Attempt, PaymentState, Report

FOLLOWS = {
    "": ("accepted", "rejected", "unseen"),
    "unseen": ("accepted", "rejected"),
    "accepted": ("queued", "settled", "rejected"),
    "queued": ("settled", "rejected"),
    "settled": ("returned",),
    "rejected": (),
    "returned": (),
}
"""What may become of a payment after each state, as the bank knows it."""

CODES = ("AC01", "AM04", "AM05", "CH03", "MS03", "AC04")


@dataclass
class TruthfulBank:
    """Payments by key: what became of each, and every report that was made of it."""

    truth: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, Report]] = field(default_factory=list)

    def next_states(self, attempt: Attempt) -> tuple[str, ...]:
        """What may happen to this payment next."""
        return FOLLOWS[self.truth.get(attempt.key, "")]

    def moves(self, attempt: Attempt, state: str, at: datetime, code: str) -> Report:
        """Something happens to a payment, and a report of it is made."""
        self.truth[attempt.key] = state
        is_bad = state in {"rejected", "returned"}
        reported = PaymentState.NOT_FOUND if state == "unseen" else PaymentState(state)
        report = Report(reported, at, code if is_bad else "")
        self.told.append((attempt.key, report))
        return report
