"""Parcels of one claim that have days of their own, as the form of a merchant asks for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{2,39}")
MOST = 40
"""Parcels that are listed for days of their own; with more, a claim of their own is less work."""

LIST = "list_parcels"
"""The button that only lists the parcels, for those without a script."""


def own(name: str, number: str) -> str:
    """The field of a day that is one parcel's own."""
    return f"{name}@{number}"


def tick(number: str) -> str:
    """The field that says that a parcel has days of its own."""
    return own("own_days", number)


def numbers_in(text: str) -> tuple[str, ...]:
    """The tracking numbers that a text names, each once."""
    return tuple(number for number in dict.fromkeys(re.split(r"[\s,;]+", text)) if number)


@dataclass(frozen=True)
class OwnDays:
    """What that part of the form is made of, by what has been typed so far."""

    typed: Mapping[str, str]

    own = staticmethod(own)
    tick = staticmethod(tick)
    most = MOST

    @property
    def parcels(self) -> tuple[str, ...]:
        """The parcels that are asked about: of several each, else whoever was ticked."""
        several = 1 < len(self._numbers) <= MOST
        return tuple(one for one in self._numbers if several or self.typed.get(tick(one)))

    @property
    def too_many(self) -> bool:
        """Whether there are more parcels than are listed."""
        return len(self._numbers) > MOST

    @property
    def _numbers(self) -> tuple[str, ...]:
        named = numbers_in(self.typed.get("parcels", ""))
        return tuple(number for number in named if NUMBER.fullmatch(number))
