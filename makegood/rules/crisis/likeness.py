"""Whether two alarms are about the same thing: the same link, or nearly the same words."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from makegood.rules.crisis.file import Alert
from makegood.rules.crisis.words import SourceType

LOOKS_BACK = timedelta(days=7)
"""A case that was opened longer ago is another matter, whatever its words."""

ENOUGH_WORDS = 6
"""Fewer different words say too little: two cases that merely sound alike are both handled."""

NEARLY_ALL = Fraction(4, 5)
"""Part of all words of two alarms that both have, from which they are nearly the same."""

MOST_WORDS = 400

SPREADS = (SourceType.SOCIAL_POST, SourceType.PRESS, SourceType.RISK_WATCH)
"""Sources that say the same thing many times over: there the words alone may tell."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Likeness:
    """What an alarm is compared by; a restricted one is compared with nothing."""

    words: frozenset[str]
    url: str = ""
    customer_id: str = ""
    drill: bool = False
    spreads: bool = False


@dataclass(frozen=True)
class Known:
    """An open case that a new alarm may be about."""

    case_id: str
    likeness: Likeness
    at: datetime


def likeness(alert: Alert) -> Likeness | None:
    """What the alarm is compared by; None for a restricted one, of which nobody is to learn."""
    if alert.restricted:
        return None
    said = _WORD.findall(f"{alert.headline} {alert.description}".casefold())
    words = frozenset(dict.fromkeys(said[:MOST_WORDS]))
    customer = alert.customer.id if alert.customer else ""
    url = alert.source.url.strip().rstrip("/")
    return Likeness(words, url, customer, alert.drill, alert.source.type in SPREADS)


def nearest(new: Likeness, known: tuple[Known, ...], at: datetime) -> str:
    """The id of the open case that the alarm is nearly the same as, the oldest first; or empty."""
    recent = (one for one in known if at - one.at <= LOOKS_BACK)
    alike = sorted((one.at, one.case_id) for one in recent if is_alike(new, one.likeness))
    return alike[0][1] if alike else ""


def is_alike(one: Likeness, other: Likeness) -> bool:
    """Whether they are about the same thing; a rehearsal never is about anything real.

    Alarms about two customers are two cases, whatever their words. Two tickets in the words of a
    form are two cases as well, unless they name the same customer.
    """
    both_named = bool(one.customer_id and other.customer_id)
    if one.drill is not other.drill or (both_named and one.customer_id != other.customer_id):
        return False
    if one.url and one.url == other.url:
        return True
    return (both_named or (one.spreads and other.spreads)) and _says_the_same(one, other)


def _says_the_same(one: Likeness, other: Likeness) -> bool:
    if min(len(one.words), len(other.words)) < ENOUGH_WORDS:
        return False
    together = one.words | other.words
    return Fraction(len(one.words & other.words), len(together)) >= NEARLY_ALL
