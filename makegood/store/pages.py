"""The page book: every page once, under a number, with what has become of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, Engine, RowMapping, Select, Update, select, update

from makegood.messages.paging import Digest, PageEntry
from makegood.messages.problems import NotFound
from makegood.messages.rounds import Walker
from makegood.rules.crisis.calling import PageReport, PageState
from makegood.rules.crisis.page_text import page_text
from makegood.rules.crisis.pages import may_become
from makegood.rules.crisis.throttle import (
    Bundle,
    Defer,
    PageRequest,
    Preferences,
    Send,
    Stale,
    Verdict,
    verdict,
)
from makegood.rules.crisis.words import Channel
from makegood.store.engine import add_once, reading, serialise, writing
from makegood.store.page_tables import PAGE
from makegood.store.signs import sign

LEASE = timedelta(minutes=1)
PAGES_A_LOOK = 500
_ONE_AT_A_TIME = 73008
"""Two pages to one person see one another, or both would pass the limit."""

_WAITING = (PageState.BUNDLED, PageState.DEFERRED)
_CAN_BE_CALLED_OFF = (*_WAITING, PageState.SENDING)
_STATES: dict[type[Verdict], PageState] = {
    Send: PageState.SENDING,
    Bundle: PageState.BUNDLED,
    Defer: PageState.DEFERRED,
    Stale: PageState.STALE,
}


class PageBook:
    """Pages as the pager and the doors see them: each call is one transaction.

    Raises Retryable where the database is away, NotFound for a page that was never ordered.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def admit(self, request: PageRequest, preferences: Preferences, now: datetime) -> PageEntry:
        """Take a page in, once, and decide what becomes of it; SENDING means: hand it in now.

        A page that is SENDING already is tried again, and SENDING still unless it is stale by now.
        It is in doubt, unless somebody has noted that it was not taken.
        """
        with writing(self._engine) as connection:
            serialise(connection, _ONE_AT_A_TIME)
            add_once(connection, PAGE, [_new_row(request, now)])
            held = _held(connection, request.key)
            if held["state"] == PageState.PENDING:
                recent = _recent(connection, request, preferences, now)
                _decided(connection, request, verdict(request, recent, preferences, now), now)
            elif held["state"] == PageState.SENDING:
                again = Stale() if now >= request.stale_at else Send()
                _decided(connection, request, again, now)
            doubtful = held["state"] == PageState.SENDING and held["sent_at"] is not None
            return _entry(_held(connection, request.key), in_doubt=doubtful)

    def settle(self, report: PageReport) -> PageReport:
        """Note what became of a page, and say where it stands now; old news changes nothing."""
        with writing(self._engine) as connection:
            held = _held(connection, report.key)
            if may_become(PageState(held["state"]), report.state):
                values = {"state": report.state, "state_at": report.at, "detail": report.detail}
                gone = {"until": None, "sent_at": held["sent_at"] or report.at}
                connection.execute(_change(report.key).values(**values, **gone))
            now = _entry(_held(connection, report.key))
            return PageReport(now.key, now.state, now.state_at, now.detail)

    def not_taken(self, keys: tuple[str, ...]) -> None:
        """Note that pages which were handed in did not go: the next try is no repeat."""
        handed_in = PAGE.c.key.in_(keys), PAGE.c.state.in_(_CAN_BE_CALLED_OFF)
        with writing(self._engine) as connection:
            connection.execute(update(PAGE).where(*handed_in).values(sent_at=None))

    def recall(self, keys: tuple[str, ...], now: datetime) -> None:
        """Call pages off that wait for a digest or are tried again; what has gone out has."""
        called_off = {"state": PageState.CANCELLED, "state_at": now, "until": None}
        waiting = update(PAGE).where(PAGE.c.key.in_(keys), PAGE.c.state.in_(_CAN_BE_CALLED_OFF))
        with writing(self._engine) as connection:
            connection.execute(waiting.values(**called_off))

    def due_digests(self, limit: int, now: datetime) -> tuple[Digest, ...]:
        """The digests that are due, at most so many; nobody else is handed them for a minute.

        One that was handed out before is in doubt, unless it was noted that it was not taken.
        """
        due = (PAGE.c.state.in_(_WAITING), PAGE.c.until <= now)
        with writing(self._engine) as connection:
            serialise(connection, _ONE_AT_A_TIME)
            sign(connection, Walker.DIGESTS, now)
            digests = tuple(_digests(_rows(connection, select(PAGE).where(*due))))[:limit]
            keys = [page.key for digest in digests for page in digest.pages]
            leased = update(PAGE).where(PAGE.c.key.in_(keys))
            connection.execute(leased.values(until=now + LEASE, sent_at=now))
        return digests

    def find(self, number: int) -> PageEntry | None:
        """The page of that number, None where there is none."""
        with reading(self._engine) as connection:
            found = _rows(connection, select(PAGE).where(PAGE.c.number == number))
        return _entry(found[0]) if found else None

    def of_case(self, case_id: str) -> tuple[PageEntry, ...]:
        """Every page of a case, the oldest first."""
        return self._look(select(PAGE).where(PAGE.c.case_id == case_id))

    def newest_of(self, case_ids: Iterable[str]) -> tuple[PageEntry, ...]:
        """The newest pages of several cases, the newest first: 500 of all together."""
        which = select(PAGE).where(PAGE.c.case_id.in_(tuple(case_ids)))
        newest = which.order_by(PAGE.c.number.desc()).limit(PAGES_A_LOOK)
        with reading(self._engine) as connection:
            return tuple(map(_entry, connection.execute(newest).mappings()))

    def of_person(self, person: str, since: datetime) -> tuple[PageEntry, ...]:
        """Every page to somebody that was made since then, the oldest first."""
        return self._look(select(PAGE).where(PAGE.c.person == person, PAGE.c.made_at >= since))

    def _look(self, wanted: Select[*tuple[object, ...]]) -> tuple[PageEntry, ...]:
        with reading(self._engine) as connection:
            return tuple(map(_entry, _rows(connection, wanted)))

    def acknowledged(self, number: int, now: datetime) -> bool:
        """Note that a page's link or reply code was used; False where it was used before."""
        unused = (PAGE.c.number == number, PAGE.c.acknowledged_at.is_(None))
        with writing(self._engine) as connection:
            used = connection.execute(update(PAGE).where(*unused).values(acknowledged_at=now))
            return used.rowcount == 1


def _new_row(request: PageRequest, now: datetime) -> dict[str, object]:
    return {
        "key": request.key,
        "case_id": request.case_id,
        "person": request.person,
        "channel": request.channel,
        "reason": request.reason,
        "severity": request.severity,
        "text": page_text(request),
        "state": PageState.PENDING,
        "detail": "",
        "restricted": request.restricted,
        "drill": request.drill,
        "made_at": request.at,
        "state_at": now,
        "until": None,
        "sent_at": None,
        "acknowledged_at": None,
    }


def _recent(
    connection: Connection, request: PageRequest, preferences: Preferences, now: datetime
) -> tuple[datetime, ...]:
    """When this person was last paged by this channel; rehearsals use up nobody's patience."""
    longest = max((limit.per for limit in preferences.limits), default=timedelta(0))
    sent = (
        select(PAGE.c.sent_at)
        .where(PAGE.c.person == request.person, PAGE.c.channel == request.channel)
        .where(PAGE.c.drill.is_(request.drill), PAGE.c.sent_at > now - longest)
        .distinct()
        .order_by(PAGE.c.sent_at)
    )
    return tuple(connection.scalars(sent))


def _decided(connection: Connection, request: PageRequest, made: Verdict, now: datetime) -> None:
    state = _STATES[type(made)]
    until = made.until if isinstance(made, Bundle | Defer) else None
    values = {"state": state, "state_at": now, "until": until, "detail": _reason(made)}
    sent = {"sent_at": now} if state is PageState.SENDING else {}
    connection.execute(_change(request.key).values(**values, **sent))


def _reason(made: Verdict) -> str:
    match made:
        case Bundle(until):
            return f"too many at once: goes with others at {until.isoformat()}"
        case Defer(until):
            return f"quiet hours: goes with others at {until.isoformat()}"
        case Stale():
            return "too late to be of use"
    return ""


def _digests(rows: Iterable[RowMapping]) -> Iterable[Digest]:
    waiting = (_entry(row, in_doubt=row["sent_at"] is not None) for row in rows)
    in_order = sorted(waiting, key=lambda page: (*_reader(page), page.number))
    for (person, channel, drill), pages in groupby(in_order, _reader):
        yield Digest(person=person, channel=channel, drill=drill, pages=tuple(pages))


def _reader(page: PageEntry) -> tuple[str, Channel, bool]:
    return page.person, page.channel, page.drill


def _rows(connection: Connection, wanted: Select[*tuple[object, ...]]) -> Sequence[RowMapping]:
    return connection.execute(wanted.order_by(PAGE.c.number).limit(PAGES_A_LOOK)).mappings().all()


def _change(key: str) -> Update:
    return update(PAGE).where(PAGE.c.key == key)


def _held(connection: Connection, key: str) -> RowMapping:
    found = connection.execute(select(PAGE).where(PAGE.c.key == key).with_for_update())
    row = found.mappings().first()
    if row is None:
        raise NotFound(f"There is no page {key} in the page book")
    return row


def _entry(row: RowMapping, *, in_doubt: bool = False) -> PageEntry:
    return PageEntry.model_validate({**row, "in_doubt": in_doubt})
