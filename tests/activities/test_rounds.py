"""Duties are seen to once: today's canary, rotas and playbooks, and every end of a shift."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from temporalio.testing import ActivityEnvironment

from activities.rounds import ALL_WELL, DutyRound
from makegood.gateways.rota_clocks import dated
from makegood.messages.crisis_records import CrisisRow
from makegood.messages.paging import CallQuery, PageOrder
from makegood.messages.records import Notice
from makegood.messages.rounds import RoundDone, RoundOrder, Walker
from makegood.policy.crises import load_crises
from makegood.policy.rota import load_rotas
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import PageReason, PageReport, PageState, Reachable
from makegood.rules.crisis.terms import Playbook
from makegood.rules.crisis.throttle import PageRequest
from makegood.rules.crisis.words import Channel
from makegood.rules.rota.plan import Override, Rota
from makegood.rules.terms import Directory
from makegood.settings import Settings
from tests.store.crisis_builders import a_crisis_row
from workers.toolbox import tables

LOOK = datetime(2026, 3, 2, 2, 15, tzinfo=UTC)
"""The daily look of a Monday: a quarter past nine in Saigon."""

EVENING = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BOOK = load_crises()
ROTAS = dated(load_rotas(tables(Settings().policy_dir)), date(2026, 3, 2))


class Rotas:
    """The rotas that ship, and one change: Operations have nobody on the 10th of March."""

    def rotas(self) -> tuple[Rota, ...]:
        """Those that ship."""
        return ROTAS

    def overrides(self, since: datetime, until: datetime) -> tuple[Override, ...]:
        """The one change, as one that was made in spite of the gap."""
        ten = datetime(2026, 3, 10, 3, tzinfo=UTC)
        people = dict.fromkeys(p for r in ROTAS if r.team is Team.OPERATIONS for p in on(r))
        return tuple(
            Override(f"R-{n}", Team.OPERATIONS, "", ten, ten + HOUR, "mai", "flu", name)
            for n, name in enumerate(people)
        )


def on(rota: Rota) -> tuple[str, ...]:
    """Everybody who takes turns."""
    return rota.table.people()


@dataclass
class Company:
    """The people and playbooks that ship."""

    directory: Directory = field(default_factory=lambda: BOOK.directory)
    playbooks: tuple[Playbook, ...] = ()


@dataclass
class Book:
    """Records in memory, the letters by their keys."""

    cases: tuple[CrisisRow, ...] = ()
    letters: dict[str, Notice] = field(default_factory=dict)
    signs: dict[Walker, str] = field(default_factory=dict)

    def active_cases(self) -> tuple[CrisisRow, ...]:
        """What the test says."""
        return self.cases

    def rehearsed(self) -> Mapping[str, datetime]:
        """Nothing ever was."""
        return {}

    def write(self, letters: Sequence[Notice], said: Mapping[Walker, str], at: datetime) -> None:
        """Each letter once."""
        self.letters = {one.key: one for one in letters} | self.letters
        self.signs |= said

    def to(self, template: str) -> list[str]:
        """Who has such a letter."""
        return [one.to for one in self.letters.values() if one.template == template]


@dataclass
class Line:
    """Calls Dung by push and text message; what is dead fails."""

    dead: frozenset[Channel] = frozenset()
    sent: dict[str, PageRequest] = field(default_factory=dict)

    def who_to_call(self, query: CallQuery) -> tuple[Reachable, ...]:
        """Dung, whoever is asked for."""
        return (Reachable("desk.dung", query.contacts[0], (Channel.PUSH, Channel.SMS)),)

    def page(self, order: PageOrder) -> PageReport:
        """Sent, unless the channel is dead."""
        page = order.request
        self.sent[page.key] = page
        state = PageState.FAILED if page.channel in self.dead else PageState.SENT
        return PageReport(page.key, state, page.at)


def walked(
    book: Book, since: datetime, until: datetime, line: Line | None = None, *books: Playbook
) -> RoundDone:
    """A look at what fell due in that time."""
    duties = DutyRound(book, Rotas(), Company(playbooks=books), line or Line())
    return ActivityEnvironment().run(duties.walk, RoundOrder(since=since, until=until))


def test_a_look_in_between_finds_nothing_to_do_and_comes_back_before_long() -> None:
    book, line = Book(), Line()

    done = walked(book, LOOK + HOUR, LOOK + 2 * HOUR, line)

    assert (done.letters, book.letters, line.sent) == (0, {}, {})
    assert done.next_at == LOOK + 2 * HOUR + 15 * MINUTE
    assert book.signs == {Walker.DUTY: ""}


def test_a_look_is_back_for_the_daily_one_and_for_the_end_of_a_shift() -> None:
    assert walked(Book(), LOOK - HOUR, LOOK - 5 * MINUTE).next_at == LOOK
    assert walked(Book(), LOOK, EVENING - 5 * MINUTE).next_at == EVENING


def test_once_a_day_the_lead_and_the_desk_hear_of_a_gap_and_the_canary_flies() -> None:
    book, line = Book(), Line()

    walked(book, LOOK - HOUR, LOOK, line)
    walked(book, LOOK - HOUR, LOOK, line)

    assert book.to("rota_check") == ["operations.lead", "service_desk"]
    findings = next(iter(book.letters.values())).fields["findings"]
    assert "is on call from 2026-03-10 10:00 until 2026-03-10 11:00" in findings
    assert [page.channel for page in line.sent.values()] == [Channel.PUSH, Channel.SMS]
    assert book.signs[Walker.CANARY] == ALL_WELL
    assert Walker.DAILY in book.signs


def test_a_dead_channel_is_told_of_by_letter_and_by_the_channel_that_lives() -> None:
    book, line = Book(), Line(frozenset({Channel.SMS}))

    walked(book, LOOK - HOUR, LOOK, line)

    alarm = list(line.sent.values())[-1]
    assert (alarm.channel, alarm.reason) == (Channel.PUSH, PageReason.UNREACHABLE)
    assert book.to("path_dead") == ["operator", "service_desk.lead"]
    assert book.signs[Walker.CANARY] == "dead: sms to desk.dung"


def test_where_every_channel_is_dead_letters_tell() -> None:
    book, line = Book(), Line(frozenset({Channel.PUSH, Channel.SMS}))

    walked(book, LOOK - HOUR, LOOK, line)

    assert len(line.sent) == 2
    assert book.signs[Walker.CANARY] == "dead: push, sms to desk.dung"


def test_after_days_without_a_look_no_reminder_is_lost_and_one_canary_flies() -> None:
    book, line = Book(), Line()
    playbook = BOOK.shelf.playbooks[0]
    before = datetime.combine(playbook.review_by - timedelta(days=8), LOOK.time(), UTC)

    walked(book, before, before + timedelta(days=9), line, playbook)

    ours = [key for key in book.letters if key.startswith("playbook:")]
    assert len([key for key in ours if "playbook_review" in key]) == 2
    assert {page.case_id for page in line.sent.values()} == {
        f"canary/{playbook.review_by + timedelta(days=1)}"
    }


def test_at_the_end_of_a_shift_both_have_the_open_cases_and_a_restricted_one_has_no_title() -> None:
    rota = next(one for one in ROTAS if one.team is Team.LEGAL)
    assert on(rota)
    led = [a_crisis_row(f"K-{name}", lead=name, awaiting=()) for one in ROTAS for name in on(one)]
    secret = a_crisis_row("K-secret", restricted=True, headline="", lead="", awaiting=())
    book = Book((*led, secret))

    walked(book, EVENING - MINUTE, EVENING)
    walked(book, EVENING - MINUTE, EVENING)

    shifts = [one for one in book.letters.values() if one.template == "shift_end"]
    assert shifts
    for letter in shifts:
        assert f"K-{letter.fields['person']} SEV1 declared" in letter.fields["cases"]
        assert "K-secret" not in letter.fields["cases"]
        assert letter.fields["ended"] == "2026-03-02 18:00"
    assert {one.to for one in shifts} == {
        name for one in shifts for name in (one.fields["person"], one.fields["next"])
    }
