"""The round of a company's duties: rotas, playbooks, ends of shifts, and whether pages arrive."""

from collections.abc import Iterator
from datetime import date, datetime

from temporalio import activity

from activities.crisis_ports import DutyBook, DutyCompany, DutyRotas, PagedBy
from makegood.messages.crisis_records import CrisisRow
from makegood.messages.paging import CallQuery, PageOrder
from makegood.messages.records import Notice
from makegood.messages.rounds import DEAD, RoundDone, RoundOrder, Walker
from makegood.rules.case_words import Letter
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import PageReport, PageState, Reachable
from makegood.rules.crisis.canary import alarm_page, canary_pages, dead_letters
from makegood.rules.crisis.evergreen import readiness, reminders
from makegood.rules.crisis.throttle import PageRequest
from makegood.rules.rota.daily import LONGEST_LOOK, days_due, next_look, rota_letters
from makegood.rules.rota.lookup import HORIZON, rota_for
from makegood.rules.rota.plan import Override, Rota
from makegood.rules.rota.quality import DAILY_LOOK, daily_check
from makegood.rules.rota.shift_letters import OpenCase, endings, next_change, shift_letters

ON_CALL = "rota:service_desk"
"""Whom the canary flies to: the first whom every case calls."""

ALL_WELL = "every channel works"


class DutyRound:
    """Idempotent: a letter by its key, a page by its own, a sign of life by its name.

    The days follow the clocks of the service desk. What was due while nobody walked is done at the
    next look: each reminder of a playbook and each end of a shift; of a rota's faults and the paths
    of pages only today's are worth knowing.
    """

    def __init__(
        self, book: DutyBook, rotas: DutyRotas, company: DutyCompany, line: PagedBy
    ) -> None:
        self._book = book
        self._rotas = rotas
        self._company = company
        self._line = line

    @activity.defn
    def walk(self, order: RoundOrder) -> RoundDone:
        """Do what fell due in that time; say when the next look is to be taken."""
        overrides = self._rotas.overrides(order.since, order.until + HORIZON)
        days = days_due(self._desk(), order.since, order.until)
        said = {Walker.DUTY: ""}
        letters = [*self._shifts(order, overrides), *self._playbooks(days)]
        if days:
            dead = self._fly(days[-1], order.until)
            letters += [*dead, *self._faults(days[-1], order.until)]
            said |= {Walker.DAILY: "", Walker.CANARY: _found(dead)}
        self._book.write(tuple(map(_notice, letters)), said, order.until)
        return RoundDone(letters=len(letters), next_at=self._next(order.until, overrides))

    def _desk(self) -> Rota:
        return rota_for(self._rotas.rotas(), Team.SERVICE_DESK)

    def _next(self, now: datetime, overrides: tuple[Override, ...]) -> datetime:
        """The next end of a shift or daily look, and before long in any case."""
        latest = min(next_look(self._desk(), now), now + LONGEST_LOOK)
        rotas = self._rotas.rotas()
        return min(next_change(rota, overrides, now, latest) for rota in rotas)

    def _shifts(self, order: RoundOrder, overrides: tuple[Override, ...]) -> Iterator[Letter]:
        ended = [
            (rota, ending)
            for rota in self._rotas.rotas()
            for ending in endings(rota, overrides, order.since, order.until)
        ]
        cases = tuple(map(_open_case, self._book.active_cases())) if ended else ()
        for rota, ending in ended:
            yield from shift_letters(rota, ending, cases)

    def _playbooks(self, days: tuple[date, ...]) -> Iterator[Letter]:
        if days:
            last = {name: at.date() for name, at in self._book.rehearsed().items()}
            found = readiness(self._company.playbooks, last)
            for day in days:
                yield from reminders(found, day)

    def _faults(self, day: date, now: datetime) -> tuple[Letter, ...]:
        overrides = self._rotas.overrides(now, now + DAILY_LOOK)
        people = self._company.directory
        return rota_letters(daily_check(self._rotas.rotas(), overrides, now, people), day)

    def _fly(self, day: date, now: datetime) -> list[Letter]:
        """Page whoever is on call by each channel; tell by letter and page of those that fail."""
        found = self._line.who_to_call(CallQuery(contacts=(ON_CALL,), at=now))
        return [letter for reader in found for letter in self._flown(reader, day, now)]

    def _flown(self, reader: Reachable, day: date, now: datetime) -> tuple[Letter, ...]:
        pages = canary_pages(reader, day, now)
        failed = {page.key for page in pages if self._page(page).state is PageState.FAILED}
        dead = tuple(page.channel for page in pages if page.key in failed)
        alive = tuple(page.channel for page in pages if page.key not in failed)
        if not dead:
            return ()
        alarm = alarm_page(pages[0], dead, alive)
        if alarm:
            self._page(alarm)
        return dead_letters(reader.person, dead, day)

    def _page(self, request: PageRequest) -> PageReport:
        return self._line.page(PageOrder(request=request))


def _open_case(row: CrisisRow) -> OpenCase:
    return OpenCase(
        case_id=row.case_id,
        severity=row.severity,
        stage=row.stage,
        lead=row.lead,
        awaits=tuple(one.who for one in row.awaiting),
        headline=row.headline,
        drill=row.drill,
    )


def _notice(letter: Letter) -> Notice:
    return Notice(
        key=letter.key, to=letter.to, template=letter.template, fields=dict(letter.fields)
    )


def _found(dead: list[Letter]) -> str:
    """What the canary found, for the doctor."""
    fields = [dict(letter.fields) for letter in dead]
    lines = dict.fromkeys(f"{one['channels']} to {one['person']}" for one in fields)
    return DEAD + "; ".join(lines) if lines else ALL_WELL
