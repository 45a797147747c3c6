"""What somebody typed into a form: kept as typed, and wrong field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from babel.numbers import NumberFormatError, parse_decimal
from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from makegood.rules.money import Money
from starters.desk.tongues import Tongue
from starters.desk.words import N_

Made = TypeVar("Made")

MISSING = N_("Please fill this in.")
NO_AMOUNT = N_("An amount above zero, in figures: %(example)s")
NO_DAY = N_("A day, as in 2026-11-28.")
TOO_LONG = N_("That is too long, or holds signs that are not allowed.")


class Unfit(Exception):
    """A form cannot be used as it is; `wrong` says why, field by field."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(", ".join(wrong))
        self.wrong = dict(wrong)


@dataclass(frozen=True)
class Typed:
    """The fields of a form as they were typed, and what is wrong with them, in words."""

    values: FormData
    speaks: Tongue
    wrong: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field, empty where nothing does."""
        found = self.values.get(name, "")
        return found.strip() if isinstance(found, str) else ""

    def needed(self, name: str) -> str:
        """What stands in a field that may not be empty."""
        found = self.value(name)
        if not found:
            self.blame(name, MISSING)
        return found

    def all(self, name: str) -> tuple[str, ...]:
        """Everything that was chosen or typed under one name."""
        return tuple(one for one in self.values.getlist(name) if isinstance(one, str) and one)

    def files(self, name: str) -> tuple[UploadFile, ...]:
        """The files that were chosen under one name."""
        return tuple(
            one for one in self.values.getlist(name) if isinstance(one, UploadFile) and one.filename
        )

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.value(name))

    def amount(self, name: str, currency: str, *, optional: bool = False) -> Money | None:
        """An amount in the form's language; None where it is none."""
        typed = self.value(name)
        if optional and not typed:
            return None
        found = amount_of(typed, currency, self.speaks)
        if found is None:
            example = self.speaks.number(1_250_000)
            self.blame(name, NO_AMOUNT, example=example)
        return found

    def day(self, name: str) -> date | None:
        """A calendar day; None where it is none."""
        try:
            return date.fromisoformat(self.value(name))
        except ValueError:
            self.blame(name, NO_DAY)
            return None

    def blame(self, name: str, text: str, /, **values: object) -> None:
        """Say what is wrong with a field; what was said first stands."""
        self.wrong.setdefault(name, self.speaks.text(text, **values))

    def make(self, build: Callable[[], Made]) -> Made:
        """What the fields make; Unfit where any of them, or the whole, is wrong."""
        try:
            made = build() if not self.wrong else None
        except ValidationError as error:
            for one in error.errors():
                self.blame(str(one["loc"][0]) if one["loc"] else "form", TOO_LONG)
            made = None
        except ValueError:
            self.blame("form", TOO_LONG)
            made = None
        if made is None:
            raise Unfit(self.wrong)
        return made

    def kept(self) -> dict[str, str]:
        """What was typed, for the form to be shown again."""
        return {name: value for name, value in self.values.items() if isinstance(value, str)}


async def typed(request: Request, speaks: Tongue) -> Typed:
    """The form of a request."""
    return Typed(await request.form(), speaks)


def amount_of(text: str, currency: str, speaks: Tongue, *, zero: bool = False) -> Money | None:
    """The amount that a text spells in a language, above zero or from zero on; None for none."""
    figure = _decimal(text.removesuffix(currency).strip(), speaks)
    if figure is None:
        return None
    money = Money(figure, currency)
    fits = money.is_positive or (zero and not money.amount)
    return money if fits and money == money.rounded() else None


def whole(text: str, speaks: Tongue) -> int | None:
    """The whole number that a text spells in a language; None where it spells none."""
    figure = _decimal(text, speaks)
    return int(figure) if figure is not None and figure == int(figure) else None


def _decimal(text: str, speaks: Tongue) -> Decimal | None:
    try:
        figure: Decimal = parse_decimal(text, locale=speaks.locale, strict=True)
    except (NumberFormatError, ValueError):
        return None
    return figure if figure.is_finite() else None
