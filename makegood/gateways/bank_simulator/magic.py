"""Accounts that misbehave by themselves, known by how their number ends."""

from decimal import Decimal

from makegood.gateways.bank_simulator.script import Answering, Match, Rule, Then
from makegood.messages.payments import PaymentState

ACCOUNTS_THAT_MISBEHAVE = """\
| ends with | what happens |
|---|---|
| `990001` | rejected at once, AC01 (wrong account) |
| `990002` | rejected at once, AM05 (duplicate) |
| `990003` | rejected at the cut-off, AM04 (no funds) |
| `990004` | settles, returned 2 bank days later, AC04 (closed) |
| `990005` | settles, returned 1 bank day later, BE01 (name mismatch) |
| `990006` | settles, returned 15 bank days later, AC06 (blocked) |
| `990007` | rejected at once, RR04 (compliance) |
| `990008` | rejected at once, MS03 (no reason given) |
| `990011` | first answer lost, the payment is made |
| `990012` | first request not taken (503) |
| `990013` | first answer half-open |
| `990014` | every notice comes three times |
| `990015` | returned after 1 bank day, and the notices come in the wrong order |
| `990016` | settles, no notice ever: only a look-up tells |
"""


def _ending(suffix: str, then: Then, nth: int | None = None) -> Rule:
    return Rule(match=Match(account_suffix=suffix, nth=nth), then=then)


MAGIC_ACCOUNTS = (
    _ending("990001", Then(code="AC01")),
    _ending("990002", Then(code="AM05")),
    _ending("990003", Then(code="AM04", at_cut_off=True)),
    _ending("990004", Then(code="AC04", return_after_days=Decimal(2))),
    _ending("990005", Then(code="BE01", return_after_days=Decimal(1))),
    _ending("990006", Then(code="AC06", return_after_days=Decimal(15))),
    _ending("990007", Then(code="RR04")),
    _ending("990008", Then(code="MS03")),
    _ending("990011", Then(answering=Answering.LOST), nth=1),
    _ending("990012", Then(answering=Answering.UNAVAILABLE), nth=1),
    _ending("990013", Then(answering=Answering.HALF_OPEN), nth=1),
    _ending("990014", Then(copies=3)),
    _ending(
        "990015",
        Then(
            code="AC04",
            return_after_days=Decimal(1),
            late_days={PaymentState.SETTLED: Decimal(2)},
        ),
    ),
    _ending("990016", Then(silent=frozenset(PaymentState))),
)
