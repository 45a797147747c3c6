"""The figures of a case: how long each step took, which promises were kept, what it cost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from makegood.rules.crisis.calling import PageState
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promising import PromiseState
from makegood.rules.crisis.tasking import TaskState
from makegood.rules.crisis.words import Role, RoleHolding

HOUR = timedelta(hours=1)
NEVER_SENT = (PageState.CANCELLED, PageState.STALE)


@dataclass(frozen=True)
class RoleCost:
    """How long a part was played, in hours, and what that cost as policy rates it."""

    role: Role
    person: str
    hours: Decimal
    cost: str


@dataclass(frozen=True)
class ReviewFigures:
    """What a review states of a case; None where the step was never taken.

    `detect` counts from the earliest evidence to the opening of the case, all other times from the
    opening. A drill's figures are its own and belong in no statistics.
    """

    detect: timedelta | None
    acknowledge: timedelta | None
    triage: timedelta | None
    declare: timedelta | None
    respond: timedelta | None
    contain: timedelta | None
    resolve: timedelta | None
    promises_kept: int
    promises_missed: int
    updates: int
    pages: int
    mentions: int
    reach: int
    tasks_done: int
    tasks_skipped: int
    costs: tuple[RoleCost, ...]
    drill: bool


def figures(case: CrisisFile, until: datetime | None = None) -> ReviewFigures:
    """The figures of a case; `until` ends the count of hours in one that is not closed yet."""
    end = case.closed_at or until or case.opened_at
    return ReviewFigures(
        detect=_detected(case),
        acknowledge=_since_opening(case, case.acknowledged_at),
        triage=_since_opening(case, case.triaged_at),
        declare=_since_opening(case, case.declared_at),
        respond=_since_opening(case, case.responded_at),
        contain=_since_opening(case, case.contained_at),
        resolve=_since_opening(case, case.closed_at),
        promises_kept=_promises(case, PromiseState.KEPT),
        promises_missed=_promises(case, PromiseState.MISSED),
        updates=case.update_count,
        pages=sum(1 for page in case.pages if page.state not in NEVER_SENT),
        mentions=case.mention_count,
        reach=max(case.top_reach, case.alert.reach),
        tasks_done=_tasks(case, TaskState.DONE),
        tasks_skipped=_tasks(case, TaskState.SKIPPED),
        costs=tuple(_cost(case, holding, end) for holding in case.roles),
        drill=case.drill,
    )


def total_costs(costs: tuple[RoleCost, ...]) -> tuple[str, ...]:
    """The costs summed up, a text a currency, in the order in which currencies first appear."""
    sums: dict[str, Decimal] = {}
    for one in costs:
        if one.cost:
            amount, currency = _money(one.cost)
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    return tuple(_text(amount, currency) for currency, amount in sums.items())


def _detected(case: CrisisFile) -> timedelta | None:
    first = min((one.captured_at for one in case.evidence), default=None)
    return max(case.opened_at - first, timedelta(0)) if first else None


def _since_opening(case: CrisisFile, at: datetime | None) -> timedelta | None:
    return at - case.opened_at if at else None


def _promises(case: CrisisFile, state: PromiseState) -> int:
    return sum(1 for promise in case.promises if promise.state is state)


def _tasks(case: CrisisFile, state: TaskState) -> int:
    return sum(1 for task in case.tasks if task.state is state)


def _cost(case: CrisisFile, holding: RoleHolding, end: datetime) -> RoleCost:
    """A part costs from when anybody first played it: a hand-over begins nothing new."""
    since = holding.filled_since or holding.since
    played = max(end - since, timedelta(0))
    hours = Decimal(played // timedelta(seconds=1)) / Decimal(HOUR // timedelta(seconds=1))
    rate = next((rate for role, rate in case.terms.rates_per_hour if role is holding.role), "")
    cost = _priced(rate, hours) if rate else ""
    return RoleCost(holding.role, holding.person, hours.quantize(Decimal("0.01")), cost)


def _priced(rate: str, hours: Decimal) -> str:
    amount, currency = _money(rate)
    return _text(amount * hours, currency)


def _money(text: str) -> tuple[Decimal, str]:
    amount, _, currency = text.partition(" ")
    return Decimal(amount.replace(",", "")), currency


def _text(amount: Decimal, currency: str) -> str:
    return f"{amount.quantize(Decimal('0.01')):,f} {currency}".strip()
