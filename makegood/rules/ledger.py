"""The double-entry book of a claim: every event of money as a transaction that sums to zero."""

from dataclasses import dataclass, replace

from makegood.rules.attempts import Attempt
from makegood.rules.money import Money

EXPENSE = "claims:expense"
GOODWILL = "goodwill:expense"
CASH = "bank:cash"
RECOVERY_INCOME = "recovery:income"


@dataclass(frozen=True)
class Posting:
    """One side of a transaction in minor units: debit positive, credit negative."""

    account: str
    minor: int


@dataclass(frozen=True)
class Posted:
    """A transaction, posted once by its key; ValueError unless two sides or more sum to zero."""

    key: str
    what: str
    currency: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        """Refuses what is not double entry."""
        if len(self.postings) < 2 or sum(posting.minor for posting in self.postings) != 0:
            raise ValueError(f"{self.key} is not double entry: {self.postings}")


@dataclass(frozen=True)
class Award:
    """What a claim is settled for: what the contract owes, and goodwill on top of it."""

    entitlement: Money
    goodwill: Money

    @property
    def whole(self) -> Money:
        """Both together."""
        return self.entitlement + self.goodwill


def reserve_of(claim_id: str) -> str:
    """The account of what is set aside for a claim."""
    return f"claims:reserve:{claim_id}"


def payable_of(claim_id: str) -> str:
    """The account of what a claim's merchant is owed."""
    return f"claims:payable:{claim_id}"


def clearing_of(claim_id: str) -> str:
    """The account of what is on its way through the bank for a claim."""
    return f"bank:clearing:{claim_id}"


def receivable_of(merchant_id: str) -> str:
    """The account of what a merchant owes us: overdue invoices, and payments to be given back."""
    return f"merchant:receivable:{merchant_id}"


def credit_of(merchant_id: str) -> str:
    """The account of a merchant's credit notes."""
    return f"merchant:credit:{merchant_id}"


def recovery_of(party: str) -> str:
    """The account of what a carrier, warehouse or insurer owes us."""
    return f"recovery:receivable:{party}"


def reserve(claim_id: str, previous: Money, now: Money, number: int) -> Posted:
    """The reserve moves from `previous` to `now`; `number` counts the moves of the claim."""
    more = now - previous
    return _moved("reserve", (claim_id, number), more, (EXPENSE, reserve_of(claim_id)))


def settle(claim_id: str, version: int, award: Award, released: Money) -> Posted:
    """The award becomes payable, and the reserve of `released` is no longer needed."""
    return _post(
        _Event(claim_id, "settle", (version,)),
        (EXPENSE, award.entitlement - released),
        (GOODWILL, award.goodwill),
        (reserve_of(claim_id), released),
        (payable_of(claim_id), -award.whole),
    )


def unsettle(claim_id: str, version: int, award: Award) -> Posted:
    """What was payable under that settlement, or is left of it, is payable no longer."""
    return _post(
        _Event(claim_id, "unsettle", (version,)),
        (payable_of(claim_id), award.whole),
        (GOODWILL, -award.goodwill),
        (EXPENSE, -award.entitlement),
    )


def submit(claim_id: str, attempt: Attempt) -> Posted:
    """A payment is handed to the bank: it is in clearing until the bank says how it ended."""
    return _pay("submit", claim_id, attempt, (payable_of(claim_id), clearing_of(claim_id)))


def arrived(claim_id: str, attempt: Attempt) -> Posted:
    """The bank has paid: what was in clearing has left our account."""
    return _pay("arrived", claim_id, attempt, (clearing_of(claim_id), CASH))


def arrived_after_all(claim_id: str, attempt: Attempt) -> Posted:
    """The bank has paid what it had rejected: what was payable again has left our account."""
    return _pay("arrived", claim_id, attempt, (payable_of(claim_id), CASH))


def returned(claim_id: str, attempt: Attempt) -> Posted:
    """A payment was rejected, or came back after it had settled: it is payable again."""
    source = clearing_of(claim_id) if attempt.settled_at is None else CASH
    event = "rejected" if attempt.settled_at is None else "returned"
    return _pay(event, claim_id, attempt, (source, payable_of(claim_id)))


def offset(claim_id: str, attempt: Attempt, merchant_id: str) -> Posted:
    """What is payable is set off against an invoice of the merchant's, which the key ends with."""
    posted = _pay("offset", claim_id, attempt, (payable_of(claim_id), receivable_of(merchant_id)))
    return replace(posted, key=f"{posted.key}:{attempt.against}")


def invoice_of(claim_id: str, key: str) -> tuple[int, str]:
    """The settlement and the invoice that the key of an offset stands for."""
    version, _, _, invoice = key.removeprefix(f"{claim_id}:offset:").split(":", 3)
    return int(version), invoice


def credit_note(claim_id: str, attempt: Attempt, merchant_id: str) -> Posted:
    """What is payable is given as a credit note."""
    return _pay("credit_note", claim_id, attempt, (payable_of(claim_id), credit_of(merchant_id)))


def reverse(claim_id: str, merchant_id: str, number: int, award: Award) -> Posted:
    """The parcel was found after payment: the merchant owes what was paid for it."""
    return _post(
        _Event(claim_id, "reverse", (number,)),
        (receivable_of(merchant_id), award.whole),
        (EXPENSE, -award.entitlement),
        (GOODWILL, -award.goodwill),
    )


def demanded(claim_id: str, party: str, number: int, amount: Money) -> Posted:
    """A carrier, warehouse or insurer is asked to make good what was paid."""
    return _moved("demanded", (claim_id, number), amount, (recovery_of(party), RECOVERY_INCOME))


def recovered(claim_id: str, party: str, number: int, amount: Money) -> Posted:
    """A party has paid what it was asked for, or a part of it; `number` counts its payments."""
    return _moved("recovered", (claim_id, number), amount, (CASH, recovery_of(party)))


def written_off(claim_id: str, party: str, number: int, amount: Money) -> Posted:
    """What a party was asked for will not come."""
    accounts = (RECOVERY_INCOME, recovery_of(party))
    return _moved("written_off", (claim_id, number), amount, accounts)


@dataclass(frozen=True)
class _Event:
    """What happened to the money of a claim: the numbers tell it from others of its name."""

    claim_id: str
    what: str
    numbers: tuple[int, ...]

    @property
    def key(self) -> str:
        return ":".join((self.claim_id, self.what, *map(str, self.numbers)))


def _pay(what: str, claim_id: str, attempt: Attempt, accounts: tuple[str, str]) -> Posted:
    numbers = (attempt.settlement_version, attempt.leg, attempt.attempt)
    return _move(_Event(claim_id, what, numbers), attempt.amount, accounts)


def _moved(what: str, which: tuple[str, int], amount: Money, accounts: tuple[str, str]) -> Posted:
    claim_id, number = which
    return _move(_Event(claim_id, what, (number,)), amount, accounts)


def _move(event: _Event, amount: Money, accounts: tuple[str, str]) -> Posted:
    debit, credit = accounts
    return _post(event, (debit, amount), (credit, -amount))


def _post(event: _Event, *sides: tuple[str, Money]) -> Posted:
    """A transaction of the sides that move; ValueError where nothing does."""
    [currency] = {money.currency for _, money in sides}
    postings = tuple(Posting(account, money.minor) for account, money in sides if money.minor)
    return Posted(event.key, event.what, currency, postings)
