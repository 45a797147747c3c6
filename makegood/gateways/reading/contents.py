"""What a reader of one type hands back: checks, and the text or the picture behind them."""

from dataclasses import dataclass
from datetime import date

from makegood.rules.evidence import Check, Verdict


@dataclass(frozen=True)
class Contents:
    """`texts` holds a text for each page; empty for pictures and for what could not be read."""

    checks: tuple[Check, ...]
    pages: int | None = None
    texts: tuple[str, ...] = ()
    taken_on: date | None = None
    image_hashes: tuple[str, ...] = ()


def passed(name: str, detail: str) -> Check:
    """The check was made and nothing is wrong."""
    return Check(name, Verdict.PASS, detail)


def failed(name: str, detail: str, page: int | None = None) -> Check:
    """The check was made and the document contradicts it."""
    return Check(name, Verdict.FAIL, detail, page=page)


def unknown(name: str, detail: str) -> Check:
    """The check could not be made: a person must look."""
    return Check(name, Verdict.UNKNOWN, detail)
