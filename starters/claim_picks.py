"""Which claims a command for many of them is about."""

from collections.abc import Iterator
from dataclasses import dataclass

from makegood.messages.records import CaseRow
from makegood.rules.claim import ClaimKind
from makegood.store.filters import ClaimFilter
from makegood.store.inbox import Desk

PAGE = 500
MOST = 500
"""How many parked claims one command is about."""


@dataclass(frozen=True)
class Parked:
    """Parked claims whose reason holds these words, of a merchant and a kind where one is said."""

    because: str = ""
    merchant_id: str | None = None
    kind: ClaimKind | None = None


def owned_by(desk: Desk, owner: str) -> Iterator[CaseRow]:
    """Every open claim of a person, page by page."""
    which, cursor = ClaimFilter(assignee=owner, is_open=True), ""
    while True:
        page = desk.list_claims(which, cursor, PAGE)
        yield from page.rows
        if not (cursor := page.cursor):
            return


def parked(desk: Desk, which: Parked) -> tuple[CaseRow, ...]:
    """The parked claims in the projection that pass the filters."""
    asked = ClaimFilter(parked=True, merchant_id=which.merchant_id, kind=which.kind)
    said = which.because.casefold()
    rows = desk.list_claims(asked, limit=MOST).rows
    return tuple(row for row in rows if said in row.parked_reason.casefold())
