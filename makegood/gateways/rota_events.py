"""What is wrong with an event of a calendar that somebody wrote."""

from __future__ import annotations

import re
from datetime import datetime

from icalendar import Event, vDDDTypes, vRecur

DATES = ("DTSTART", "DTEND", "RECURRENCE-ID")
NEEDED = {*DATES, "DURATION", "RRULE", "RDATE", "EXDATE", "UID", "SUMMARY"}
TOO_OFTEN = {"HOURLY", "MINUTELY", "SECONDLY"}
UNDERSTOOD = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY"}
EVERY_MONTH = "|".join(str(day) for day in range(1, 29))
ANY = "(?s).*"
RANGES = {
    "INTERVAL": r"[1-9]\d{0,2}",
    "BYMONTH": "[1-9]|1[0-2]",
    "BYMONTHDAY": f"-?({EVERY_MONTH})",
    "BYDAY": "(-?[1-4])?(MO|TU|WE|TH|FR|SA|SU)",
}
"""Dates that come for certain: a rule that none ever meets would be followed to the end of time."""

EARLIEST_YEAR = 2000

INEXPLICABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What the libraries raise for calendars that no calendar program would have written."""


def trouble(event: Event) -> str:
    """Why an event cannot be understood; empty where it can."""
    broken = [name for name, _ in event.errors if name in NEEDED]
    if broken:
        return f"its {broken[0]} cannot be read"
    if "DTSTART" not in event:
        return "it has no beginning"
    for name in DATES:
        if zone := _unknown_zone(event.get(name)):
            return f"there is no time zone {zone}"
    if wrong := _wrong_length(event):
        return wrong
    if event.start.year < EARLIEST_YEAR:
        return f"it begins before the year {EARLIEST_YEAR}"
    return next(filter(None, map(_wrong_rule, event.rrules)), "")


def _wrong_rule(rule: vRecur) -> str:
    if {str(word).upper() for word in rule.get("FREQ", [])} & TOO_OFTEN:
        return "it repeats more than once a day"
    if strange := sorted(set(map(str.upper, rule)) - UNDERSTOOD):
        return f"its rule has {strange[0]}, which is not understood"
    for name, values in rule.items():
        for value in values if isinstance(values, list) else [values]:
            if not re.fullmatch(RANGES.get(name.upper(), ANY), str(value).upper()):
                return f"its rule says {name}={value}, which is not understood"
    return ""


def _wrong_length(event: Event) -> str:
    """What is wrong with beginning and end together; a mere point in time is looked at later."""
    try:
        backwards = event.end < event.start
    except INEXPLICABLE:
        return "its beginning and end do not go together"
    return "it ends before it begins" if backwards else ""


def _unknown_zone(value: object) -> str:
    """The zone that a moment names and that nobody knows, empty where there is none."""
    if not isinstance(value, vDDDTypes) or not isinstance(value.dt, datetime) or value.dt.tzinfo:
        return ""
    return str(value.params.get("TZID", ""))
