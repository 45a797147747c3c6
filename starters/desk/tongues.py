"""The languages of the desk: catalogues, and how each writes money, moments and time left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from typing_extensions import override

from makegood.rules.money import Money
from starters.desk.crisis_words import CRISIS_WORDS
from starters.desk.words import N_, WORDS

FOLDER = Path(__file__).parent / "locales"
LANGUAGES = {"en": "English", "vi": "Tiếng Việt", "id": "Bahasa Indonesia"}
"""The languages by code, each called as it calls itself."""

SOURCE = "en"
MINUTE, HOUR, DAY = 60, 3600, 86400

UNITS = {"d": N_("%(n)d d"), "h": N_("%(n)d h"), "min": N_("%(n)d min"), "s": N_("%(n)d s")}
LEFT, OVER = N_("%(time)s left"), N_("%(time)s over")


class Catalogue(NullTranslations):
    """The texts of one language; what it does not hold stands as it is written."""

    def __init__(self, texts: Mapping[str, str | tuple[str, ...]]) -> None:
        super().__init__()
        self._texts = texts

    @override
    def gettext(self, message: str) -> str:
        """The text in this language."""
        found = self._texts.get(message)
        return found if isinstance(found, str) and found else message

    @override
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The text for one or for several in this language."""
        found = self._texts.get(msgid1)
        if isinstance(found, tuple) and found[0]:
            return found[0]  # neither Vietnamese nor Indonesian has a plural
        return msgid1 if n == 1 else msgid2


def catalogue_file(language: str) -> Path:
    """Where the texts of a language are kept."""
    return FOLDER / language / "LC_MESSAGES" / "desk.po"


def read_catalogue(language: str) -> Catalogue:
    """The texts of a language; English is written in the pages themselves."""
    if language == SOURCE:
        return Catalogue({})
    with catalogue_file(language).open("rb") as source:
        entries = read_po(source, locale=language)
    return Catalogue({_first(entry.id): _text(entry.string) for entry in entries if entry.id})


def _first(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _text(found: str | tuple[str, ...] | list[str] | None) -> str | tuple[str, ...]:
    return found if isinstance(found, str) else tuple(found or ())


@dataclass(frozen=True)
class Tongue:
    """One language: its texts, and how it writes money, moments and time left."""

    code: str
    catalogue: Catalogue
    zone: ZoneInfo

    @cached_property
    def locale(self) -> Locale:
        """The language's customs, as CLDR has them."""
        return Locale.parse(self.code)

    def text(self, message: str, /, **values: object) -> str:
        """A text with its values, in this language."""
        found = self.catalogue.gettext(message)
        return found % values if values else found

    def word(self, code: str) -> str:
        """What people call a stage, kind, team or state; an unknown one is spelled out."""
        known = WORDS.get(code) or CRISIS_WORDS.get(code)
        return self.text(known) if known else code.replace("_", " ")

    def money(self, amount: Money | None) -> str:
        """An amount with the sign of its currency; a dash for one that is not decided."""
        if amount is None:
            return "–"
        return str(format_currency(amount.amount, amount.currency, locale=self.locale))

    def number(self, figure: int) -> str:
        """A whole number with the language's separators."""
        return format_decimal(figure, locale=self.locale)

    def decimal(self, figure: Decimal) -> str:
        """An amount without its currency, as a field of a form holds it."""
        return str(format_decimal(figure, locale=self.locale))

    def moment(self, at: datetime | None) -> str:
        """Day and time in the desk's zone; a dash for never."""
        return _moment(at, self.zone, self.locale) if at else "–"

    def day(self, at: date | None) -> str:
        """A calendar day."""
        return format_date(at, "medium", locale=self.locale) if at else "–"

    def weekday(self, at: date) -> str:
        """A day of a calendar: `Mon 23 Nov`."""
        return format_date(at, "EEE d MMM", locale=self.locale)

    def left(self, due: datetime, now: datetime) -> str:
        """How long until a clock runs out, or since when it has: `2 h 5 min left`."""
        shape = LEFT if due >= now else OVER
        return self.text(shape, time=self.span(abs(due - now)))

    def span(self, span: timedelta) -> str:
        """A length of time in its two largest units."""
        seconds = int(span.total_seconds())
        days, hours = seconds // DAY, seconds % DAY // HOUR
        minutes = seconds % HOUR // MINUTE
        if days:
            return self._two(("d", days), ("h", hours))
        if hours:
            return self._two(("h", hours), ("min", minutes))
        return self._two(("min", minutes)) if minutes else self._two(("s", seconds))

    def _two(self, *parts: tuple[str, int]) -> str:
        first, *rest = parts
        shown = (first, *(part for part in rest if part[1]))
        return " ".join(self.text(UNITS[unit], n=count) for unit, count in shown)


@lru_cache(maxsize=4096)
def _moment(at: datetime, zone: ZoneInfo, locale: Locale) -> str:
    return format_datetime(at, "d MMM y, HH:mm", tzinfo=zone, locale=locale)


@cache
def tongue(code: str, zone: str) -> Tongue:
    """The language of that code, its catalogue read once."""
    return Tongue(code, read_catalogue(code), ZoneInfo(zone))


def preferred(chosen: str, accepted: str) -> str:
    """The language somebody chose, else the first that the browser accepts and we speak."""
    if chosen in LANGUAGES:
        return chosen
    wanted = [part.partition(";")[0].strip() for part in accepted.split(",")]
    return negotiate_locale(wanted, list(LANGUAGES), sep="-") or SOURCE
