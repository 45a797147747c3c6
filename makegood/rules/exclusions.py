"""The contract's own numbered reasons not to pay a line."""

from collections.abc import Collection

from makegood.rules.claim import OWED_KINDS
from makegood.rules.line import Line
from makegood.rules.money import Money
from makegood.rules.reasons import Reason
from makegood.rules.terms import Exclusion


def exclusions_of(line: Line, findings: Collection[str]) -> tuple[Reason, ...]:
    """The exclusions that apply to a line, each with its number and clause.

    Goods are excluded by whole words, a finding by its name, or as `name:tracking_number` for one
    line alone. Money plainly owed knows no exclusion.
    """
    if line.kind in OWED_KINDS:
        return ()
    nothing = Money.zero(line.terms.currency)
    return tuple(
        Reason(exclusion.number, exclusion.reason, exclusion.clause, nothing)
        for exclusion in line.terms.exclusions
        if _is_found(exclusion, line, findings) or _excludes_goods(exclusion, line)
    )


def _is_found(exclusion: Exclusion, line: Line, findings: Collection[str]) -> bool:
    own = f"{exclusion.finding}:{line.parcel.tracking_number}"
    return bool(exclusion.finding) and (exclusion.finding in findings or own in findings)


def _excludes_goods(exclusion: Exclusion, line: Line) -> bool:
    goods = f" {_words(line.parcel.goods)} "
    return any(f" {_words(word)} " in goods for word in exclusion.goods)


def _words(text: str) -> str:
    """Letters and digits in lower case with single spaces; accents stay, they carry meaning."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())
