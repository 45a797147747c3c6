"""Dates as people write them, day before month, in English, Vietnamese and the languages around."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

OTHER_LANGUAGES = ("id", "ms", "tl", "th", "fr", "de", "es", "nl")
_ENGLISH = (
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may",),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_MONTHS = {name: number for number, names in enumerate(_ENGLISH, start=1) for name in names}
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)",
        r"(?<!\d)(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)",
        r"ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})",
        r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<word>[^\W\d_]{3,12})\.?,?\s+(?P<y>\d{4})(?!\d)",
        r"(?P<word>[^\W\d_]{3,12})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})(?!\d)",
    )
)


@dataclass(frozen=True)
class Dated:
    """A date in a line of text."""

    day: date
    start: int
    end: int


def dates(line: str) -> Iterator[Dated]:
    """Every date in a line, from left to right."""
    matches = (match for pattern in _PATTERNS for match in pattern.finditer(line))
    for match in sorted(matches, key=lambda match: match.start()):
        day = _day(match)
        if day is not None:
            yield Dated(day, match.start(), match.end())


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    word = (parts.get("word") or "").casefold()
    month = (_MONTHS.get(word) or _month_in_another_language(word)) if word else int(parts["m"])
    return _valid(int(parts["y"]), month, int(parts["d"])) if month else None


def _valid(year: int, month: int, day: int) -> date | None:
    """Day before month; where that is no date, month before day is the only other reading."""
    for of_year, of_month in ((month, day), (day, month)):
        try:
            return date(year, of_year, of_month)
        except ValueError:
            continue
    return None


@cache
def _month_in_another_language(word: str) -> int | None:
    """Loaded for such words alone: dateparser takes 0.3 s for its first date."""
    import dateparser

    found = dateparser.parse(f"1 {word} 2020", languages=list(OTHER_LANGUAGES))
    return found.month if found and (found.year, found.day) == (2020, 1) else None
