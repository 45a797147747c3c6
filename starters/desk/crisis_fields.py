"""The fields of the forms of a crisis case: what each asks for, and how it is filled in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from starters.desk.forms import Typed
from starters.desk.words import N_

Found = TypeVar("Found")

NO_MOMENT = N_("A day and time, as in 2026-11-28 17:30.")
NO_NUMBER = N_("A whole number, zero or more.")


@dataclass(frozen=True)
class Option:
    """One thing that may be chosen: its code, and what people call it (translated if `word`)."""

    value: str
    label: str = ""


@dataclass(frozen=True)
class Field:
    """A field: its name, label and kind (text, area, select, radio, checks, tick, number, moment,
    money).

    `options` are for those that choose, `help` says more where the label does not do.
    """

    name: str
    label: str
    kind: str = "text"
    optional: bool = False
    options: tuple[Option, ...] = ()
    help: str = ""
    value: str = ""


def choices(codes: Iterable[str]) -> tuple[Option, ...]:
    """Codes to choose from, each called as people call it."""
    return tuple(Option(str(code)) for code in codes)


def named(names: Mapping[str, str]) -> tuple[Option, ...]:
    """Things to choose from, each with a label of its own."""
    return tuple(Option(value, label) for value, label in names.items())


def reason(*, optional: bool = False) -> Field:
    """Why; it goes into the timeline."""
    return Field("reason", N_("Reason"), "area", optional)


def kept_of(form: Typed) -> dict[str, str]:
    """What was typed, for the form to be shown again: several of one name, a line each."""
    return {name: "\n".join(form.all(name)) for name in form.values}


def moment(form: Typed, name: str) -> datetime | None:
    """A moment in the desk's zone; None where nothing was typed."""
    typed = form.value(name)
    return _read(form, name, typed, _moment(form)) if typed else None


def number(form: Typed, name: str) -> int | None:
    """A whole number; None where nothing was typed."""
    typed = form.value(name).replace(" ", "")
    return _read(form, name, typed, int, NO_NUMBER) if typed else None


def _moment(form: Typed) -> Callable[[str], datetime]:
    def read(typed: str) -> datetime:
        found = datetime.fromisoformat(typed)
        return found if found.tzinfo else found.replace(tzinfo=form.speaks.zone)

    return read


def _read(
    form: Typed, name: str, typed: str, read: Callable[[str], Found], wrong: str = NO_MOMENT
) -> Found | None:
    try:
        return read(typed)
    except ValueError:
        form.blame(name, wrong)
        return None
