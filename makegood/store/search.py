"""Cases found by what people remember: an id, a parcel, a merchant, a word of a headline."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, Select, func, or_, select

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.records import CaseRow
from makegood.rules.evidence import normalised_number
from makegood.store import crisis_desk, projection
from makegood.store.crisis_tables import CRISIS
from makegood.store.engine import reading
from makegood.store.tables import CLAIM, INVOICE, PARCEL

MOST = 20
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """What was found, the newest first; `more` where some of it is left out."""

    claims: tuple[CaseRow, ...] = ()
    crises: tuple[CrisisRow, ...] = ()
    more: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing was found."""
        return not (self.claims or self.crises)


class Finder:
    """Looks cases up in the lists; no workflow is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, words: str, *, claims: bool = True, crises: bool = True) -> Found:
        """The cases that fit; nothing for less than two signs.

        A claim is found by the beginning of its id or merchant, and by a parcel or invoice as it
        is written anywhere; a crisis by the beginning of its id and by a part of its headline. The
        headline of a restricted case is not in the lists, so nobody can find it by that.
        """
        asked = words.strip()
        if len(asked) < SHORTEST:
            return Found()
        with reading(self._engine) as connection:
            rows = connection.execute(_claims(asked)).all() if claims else []
            cases = connection.execute(_crises(asked)).all() if crises else []
            return Found(
                tuple(projection.read_rows(connection, rows[:MOST])),
                tuple(crisis_desk.read_rows(connection, cases[:MOST])),
                more=max(len(rows), len(cases)) > MOST,
            )


def _claims(asked: str) -> Select[*tuple[object, ...]]:
    number = normalised_number(asked)
    found: list[ColumnElement[bool]] = [
        _begins(CLAIM.c.claim_id, asked),
        _begins(CLAIM.c.merchant_id, asked),
    ]
    if number:
        parcels = select(PARCEL.c.claim_id).where(PARCEL.c.tracking_number == number)
        invoices = select(INVOICE.c.claim_id).where(INVOICE.c.invoice_number == number)
        found += [CLAIM.c.claim_id.in_(parcels), CLAIM.c.claim_id.in_(invoices)]
    newest = (CLAIM.c.opened_at.desc(), CLAIM.c.claim_id.desc())
    return select(CLAIM).where(or_(*found)).order_by(*newest).limit(MOST + 1)


def _crises(asked: str) -> Select[*tuple[object, ...]]:
    fits = or_(
        _begins(CRISIS.c.case_id, asked),
        func.lower(CRISIS.c.headline).contains(asked.lower(), autoescape=True),
    )
    newest = (CRISIS.c.opened_at.desc(), CRISIS.c.case_id.desc())
    return select(CRISIS).where(fits).order_by(*newest).limit(MOST + 1)


def _begins(column: ColumnElement[str], asked: str) -> ColumnElement[bool]:
    return func.lower(column).startswith(asked.lower(), autoescape=True)
