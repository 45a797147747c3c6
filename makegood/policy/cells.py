"""One cell of a policy table: text in, value out."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation

from makegood.rules.calendar import Shift, Term, Unit
from makegood.rules.claim import Team
from makegood.rules.crisis.terms import Contact, ContactKind
from makegood.rules.money import Money
from makegood.rules.terms import Mandate

AMOUNT = re.compile(r"(\d[\d_]*(?:\.\d+)?) ([A-Z]{3})")
TERM = re.compile(r"(\d+) ([a-z_]+)")
SHIFT = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
CONTACT = re.compile(r"(rota|person|role):([a-z_.]+)(?::([0-9]))?")
MANDATE = re.compile(r"([a-z_]+)(?: (\d))?")


def _text(cell: str) -> str:
    if not cell.strip():
        raise ValueError
    return cell.strip()


def _yes_or_no(cell: str) -> bool:
    return {"true": True, "false": False}[cell]


def _decimal(cell: str) -> Decimal:
    return Decimal(cell.replace("_", ""))


def _money(cell: str) -> Money:
    amount, currency = _parts(AMOUNT, cell)
    money = Money(_decimal(amount), currency)
    _ = money.minor  # an amount of policy can be paid
    return money


def _term(cell: str) -> Term:
    count, unit = _parts(TERM, cell)
    return Term(int(count), Unit(unit))


def _shift(cell: str) -> Shift:
    start, end = _parts(SHIFT, cell)
    return Shift(time.fromisoformat(start), time.fromisoformat(end))


def _mandate(cell: str) -> Mandate:
    team, level = _parts(MANDATE, cell)
    return Mandate(Team(team), int(level or 1))


def _contact(cell: str) -> Contact:
    found = CONTACT.fullmatch(cell.strip())
    if found is None or (found[3] and found[1] != ContactKind.ROTA):
        raise ValueError
    return Contact(ContactKind(found[1]), found[2], int(found[3] or 1))


def _parts(pattern: re.Pattern[str], cell: str) -> tuple[str, str]:
    found = pattern.fullmatch(cell.strip())
    if found is None:
        raise ValueError
    return found[1], found[2]


Cell = tuple[Callable[[str], object], str]
"""How a cell is read, and what it should look like."""

CELLS: dict[object, Cell] = {
    str: (_text, "text"),
    int: (int, "a whole number"),
    bool: (_yes_or_no, "true or false"),
    Decimal: (_decimal, "a number such as 4 or 0.5"),
    date: (date.fromisoformat, "a day such as 2026-11-21"),
    time: (time.fromisoformat, 'a time of day such as "16:00"'),
    Money: (_money, "an amount such as 5_000_000 VND or 12.50 USD"),
    Term: (_term, f"a term such as 3 business_days ({', '.join(Unit)})"),
    Shift: (_shift, "a shift such as 08:30-17:30"),
    Contact: (_contact, "a contact such as rota:pr:2, person:dir.mai or role:lead"),
    Mandate: (_mandate, f"a team and a level, such as finance 2 ({', '.join(Team)})"),
}

UNREADABLE = (ValueError, KeyError, InvalidOperation)
"""What the reading of a cell that is not as it should be raises."""
