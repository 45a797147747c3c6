"""The same policy at another pace: its days last seconds, for a demonstration."""

from dataclasses import replace
from datetime import time, timedelta
from hashlib import sha256

from makegood.policy.book import Contract, Policy
from makegood.policy.walk import changed
from makegood.rules.calendar import CalendarTable, Term, Unit
from makegood.rules.terms import Terms
from makegood.rules.week import ROUND_THE_CLOCK

HOURS_A_DAY = {"business_hours": 9, "hours": 24, "minutes": 1_440, "seconds": 86_400}
"""How many of a unit make a day; whatever is counted in days is one already."""

SECONDS = Unit("seconds")


def paced(policy: Policy, day: timedelta) -> Policy:
    """The policy with every term in seconds, a day of it lasting `day`, and no hour closed.

    Filing windows stay as they are: they count the dates of the claim, which are real. The paced
    policy has a version and a hash of its own, so that nobody takes one for the other.
    """
    mark = f"{policy.version}+paced.{day.total_seconds():g}s"
    digest = sha256(f"{policy.sha256}:{mark}".encode()).hexdigest()
    return replace(
        policy,
        version=mark,
        sha256=digest,
        contracts=tuple(_contract(each, day, (mark, digest)) for each in policy.contracts),
        calendars=tuple(always_open(table) for table in policy.calendars),
    )


def _contract(contract: Contract, day: timedelta, version: tuple[str, str]) -> Contract:
    return replace(
        contract,
        calendars=tuple(always_open(table) for table in contract.calendars),
        terms=tuple((kind, _terms(terms, day, version)) for kind, terms in contract.terms),
    )


def _terms(terms: Terms, day: timedelta, version: tuple[str, str]) -> Terms:
    quick = changed(terms, Term, lambda term: _quick(term, day))
    payment = replace(quick.payment, cut_off=time(23, 59, 59))
    mark, digest = version
    return replace(quick, version=mark, sha256=digest, filing=terms.filing, payment=payment)


def _quick(term: Term, day: timedelta) -> Term:
    """The term in whole seconds, at least one: a part of a second is rounded up."""
    lasts = term.count * day / HOURS_A_DAY.get(term.unit, 1)
    return Term(max(1, -(-lasts // timedelta(seconds=1))), SECONDS)


def always_open(table: CalendarTable) -> CalendarTable:
    """The calendar of that name, without a closed hour, on UTC."""
    return CalendarTable(table.name, "UTC", None, ROUND_THE_CLOCK)
