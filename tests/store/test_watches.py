"""The records of watches: once by mention, whole by round, and found again by whoever asks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from makegood.messages.crisis_steps import CaseOrder
from makegood.messages.problems import Malformed, NotFound, Retryable
from makegood.rules.crisis.file import Alert
from makegood.rules.crisis.words import Source, SourceType
from makegood.rules.detection.decisions import Act, Decision
from makegood.rules.detection.mention import History
from makegood.rules.detection.recalling import Recall, Round
from makegood.rules.detection.standing import Change, ChangeKind, Pinned
from makegood.rules.detection.verdicts import Verdict
from makegood.rules.refusals import Refused
from makegood.store.crises import CrisisRecords
from makegood.store.doctor import examine
from makegood.store.watch_book import WatchBook
from makegood.store.watch_detectors import DetectorBook
from makegood.store.watch_invariants import WATCH_INVARIANTS
from makegood.store.watch_lists import DecisionFilter, WatchLists
from makegood.store.watch_verdicts import VerdictBook
from tests.kit.watches import ACME, LATER, angry, mild
from tests.rules.detection.mentions import NOON, SEV2
from tests.store.builders import vnd
from tests.store.crisis_builders import a_crisis_record, a_crisis_row
from tests.store.watch_builders import let_be, opened, ruled, seen, write

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
EVERYTHING = Recall(ACME, WEEK)


def test_a_mention_is_kept_once_and_as_it_came(engine: Engine) -> None:
    book, stake = WatchBook(engine), History(2, reopened=True, at_stake=vnd(900), tier="gold")
    told = angry(1, history=stake, thread="t1", address="https://x.example/1", influencer=True)

    counts = [book.take_in(ACME, batch, [told, told], LATER) for batch in ("b1", "b1", "b2")]

    assert counts == [1, 0, 0]
    [waiting] = book.waiting(ACME, 10)
    assert waiting.mention == told
    assert book.take_in("other", "b1", [told], LATER) == 1, "each watch has its own"


def test_mentions_wait_in_the_order_in_which_they_came(engine: Engine) -> None:
    book = WatchBook(engine)
    book.take_in(ACME, "b1", [angry(3), angry(1)], LATER)
    book.take_in(ACME, "b2", [angry(2)], LATER + HOUR)

    assert [one.mention.mention_id for one in book.waiting(ACME, 2)] == ["m3", "m1"]
    left = book.left(ACME)
    assert (left.waiting, left.waiting_since, left.untold) == (3, LATER, 0)


def test_a_round_is_written_once_and_by_one_worker(engine: Engine) -> None:
    book = WatchBook(engine)
    book.take_in(ACME, "b1", [angry(1)], LATER)
    one = ruled(engine, Act.OPEN, angry(1), "m1")
    place = book.write(Round(ACME, 0, LATER, (one,)))

    with pytest.raises(Retryable):
        book.write(Round(ACME, 0, LATER, (one,)))
    assert book.position(ACME) == place > 0
    assert book.waiting(ACME, 10) == ()


def test_what_is_remembered_is_what_was_decided(engine: Engine) -> None:
    mention = angry(1, thread="t1", address="https://x.example/1")
    opened(engine, mention)
    let_be(engine, mild(2))

    [(found, decision)] = WatchBook(engine).recalled(EVERYTHING)

    assert decision == Decision(Act.OPEN, "m1", "m1", SEV2, "because")
    assert (found.mention.author, found.mention.thread) == ("author1", "t1")
    assert found.mention.at == mention.at
    assert found.sketch == seen(mention).sketch
    assert found.found == seen(mention).found


def test_what_is_old_is_forgotten_unless_its_case_is_open(engine: Engine) -> None:
    book = WatchBook(engine)
    opened(engine, angry(1))
    opened(engine, angry(2))
    [first, second] = (one.case_id for one in book.untold(ACME))
    records = CrisisRecords(engine, lambda: LATER)
    records.record(a_crisis_record(a_crisis_row(first)))
    records.record(a_crisis_record(a_crisis_row(second, active=False)))
    let_be(engine, mild(3, at=NOON + 2 * WEEK))

    assert [d.mention_id for _, d in book.recalled(EVERYTHING)] == ["m1"]
    after = replace(EVERYTHING, after=book.position(ACME))
    assert book.recalled(after) == ()


def test_a_case_is_over_when_nobody_works_on_it_or_on_what_it_became(engine: Engine) -> None:
    book, records = WatchBook(engine), CrisisRecords(engine, lambda: LATER)
    for number in range(1, 5):
        opened(engine, angry(number))
    cases = [one.case_id for one in book.untold(ACME)]
    records.record(a_crisis_record(a_crisis_row("K-1")))
    records.record(a_crisis_record(a_crisis_row(cases[0])))
    records.record(a_crisis_record(a_crisis_row(cases[1], active=False)))
    records.record(a_crisis_record(a_crisis_row(cases[2], active=False, merged_into="K-1")))

    assert book.over(ACME, ["m1", "m2", "m3", "m4"]) == {"m2"}
    assert book.over(ACME, []) == frozenset()
    assert [book.successor(case_id) for case_id in cases] == ["", "", "K-1", ""]


def test_the_untold_are_told_once(engine: Engine) -> None:
    book = WatchBook(engine)
    opened(engine, angry(1))
    let_be(engine, mild(2))
    [untold] = book.untold(ACME)

    book.told([untold.number], "K-9")

    assert untold.seen == seen(angry(1))
    assert book.untold(ACME) == ()
    assert WatchLists(engine).mention(ACME, "m1").decision.case_id == "K-9"


def test_the_same_hour_of_other_days_is_counted_in_what_concerned(engine: Engine) -> None:
    book = WatchBook(engine)
    let_be(engine, angry(1), angry(2), mild(3), angry(4, at=NOON - HOUR))

    assert book.counts(ACME, [NOON, NOON - HOUR, NOON - WEEK]) == (2, 1, 0)
    assert (book.first(ACME), book.newest(ACME)) == (NOON - HOUR, mild(3).at)


def a_case_of(engine: Engine, source: Source, case_id: str) -> None:
    """A case that somebody opened by another route."""
    alert = Alert(case_id, source, "Somebody rang about a parcel")
    order = CaseOrder(alert=alert, at=NOON, run_id="r")
    CrisisRecords(engine, lambda: LATER).open_case(
        order, lambda _, __: a_crisis_record(a_crisis_row(case_id))
    )


@pytest.mark.parametrize(
    "source",
    [
        Source(SourceType.SOCIAL_POST, "m1"),
        Source(SourceType.TICKET, "ticket-9"),
        Source(SourceType.PRESS, "https://x.example/1"),
        Source(SourceType.PRESS, "an article", "https://x.example/1"),
    ],
    ids=["the mention", "its ticket", "its address", "a link to it"],
)
def test_a_case_of_another_source_about_a_mention_that_was_let_be_is_missed(
    engine: Engine, source: Source
) -> None:
    verdicts = VerdictBook(engine)
    let_be(engine, mild(1, thread="ticket-9", address="https://x.example/1"), mild(2))
    a_case_of(engine, source, "K-1")

    assert [verdicts.find_missed(ACME, LATER) for _ in range(2)] == [1, 0]
    [judged] = verdicts.judged(ACME)
    assert (judged.mention_id, judged.verdict, judged.alerted) == ("m1", Verdict.MISSED, False)


@pytest.mark.parametrize(
    "source",
    [Source(SourceType.RISK_WATCH, "m1"), Source(SourceType.SOCIAL_POST, "m9")],
    ids=["its own", "about something else"],
)
def test_a_case_that_the_watch_could_not_miss_is_not_missed(engine: Engine, source: Source) -> None:
    let_be(engine, mild(1))
    a_case_of(engine, source, "K-1")

    assert VerdictBook(engine).find_missed(ACME, LATER) == 0


def test_a_case_of_which_another_mention_called_somebody_is_not_missed(engine: Engine) -> None:
    opened(engine, angry(1, thread="ticket-9"))
    let_be(engine, mild(2, thread="ticket-9"))
    a_case_of(engine, Source(SourceType.TICKET, "ticket-9"), "K-1")

    assert VerdictBook(engine).find_missed(ACME, LATER) == 0


def test_the_last_verdict_counts_and_none_is_lost(engine: Engine) -> None:
    verdicts = VerdictBook(engine)
    opened(engine, angry(1))
    for said, by in (
        (Verdict.NOT, "desk.an"),
        (Verdict.CRISIS, "desk.ha"),
        (Verdict.CRISIS, "desk.ha"),
    ):
        verdicts.say(ACME, "m1", said, by, LATER)

    [judged] = verdicts.judged(ACME)
    assert (judged.verdict, judged.alerted, judged.severity) == (Verdict.CRISIS, True, SEV2)
    assert len(WatchLists(engine).mention(ACME, "m1").verdicts) == 2
    assert verdicts.alerts(ACME) == (angry(1).at,)
    assert verdicts.texts(ACME) == {"m1": ("en", angry(1).text)}


def test_a_verdict_on_a_mention_that_never_came_is_refused(engine: Engine) -> None:
    with pytest.raises(NotFound, match="knows no mention m1"):
        VerdictBook(engine).say(ACME, "m1", Verdict.NOT, "desk.an", LATER)


def test_decisions_are_listed_newest_first_by_page(engine: Engine) -> None:
    lists = WatchLists(engine)
    opened(engine, angry(1))
    let_be(engine, mild(2), mild(3))

    page = lists.decisions(ACME, DecisionFilter(), limit=2)
    rest = lists.decisions(ACME, DecisionFilter(), page.cursor, 2)

    assert [one.mention_id for one in (*page.rows, *rest.rows)] == ["m3", "m2", "m1"]
    assert rest.cursor == ""
    only = lists.decisions(ACME, DecisionFilter(act="open"))
    assert [(one.act, one.severity) for one in only.rows] == [("open", "SEV2")]
    with pytest.raises(Malformed, match="cursor"):
        lists.decisions(ACME, DecisionFilter(), "tomorrow")
    with pytest.raises(NotFound):
        lists.mention(ACME, "m9")


def test_a_watch_is_listed_with_its_load(engine: Engine) -> None:
    opened(engine, angry(1))
    WatchBook(engine).take_in(ACME, "b", [mild(2)], LATER)

    [row] = WatchLists(engine).watches()

    assert (row.name, row.mentions, row.waiting, row.opened, row.raised) == (ACME, 2, 1, 1, 0)
    assert row.last_mention_at == angry(1).at


def test_nothing_is_done_to_detectors_of_a_version_that_will_not_do(engine: Engine) -> None:
    book = DetectorBook(engine)
    seen = book.change(ACME, change(ChangeKind.SHADOW))

    def require(version: int) -> None:
        raise Refused("stale", f"It is at {version}.")

    with pytest.raises(Refused, match=f"at {seen}"):
        book.change(ACME, change(ChangeKind.APPROVE), require)

    assert book.standing(ACME).shadow is not None


def test_what_was_brought_is_listed_page_by_page_the_newest_first(engine: Engine) -> None:
    book = DetectorBook(engine)
    for letter, hours in (("a", 0), ("b", 1), ("c", 1)):
        at = LATER + timedelta(hours=hours)
        book.keep(letter * 64, "model", letter, "{}", at)

    first = book.brought(limit=2)
    rest = book.brought(first.cursor, limit=2)

    assert [one.version for one in first.detectors] == ["c", "b"]
    assert [(one.version, one.kind, one.added_at) for one in rest.detectors] == [
        ("a", "model", LATER)
    ]
    assert rest.cursor == ""
    with pytest.raises(Malformed):
        book.brought("yesterday_x")


def change(kind: ChangeKind, pinned: Pinned | None = None) -> Change:
    """Something that was done to the detectors of a watch: Ha approves what An begins."""
    by = "desk.ha" if kind is ChangeKind.APPROVE else "desk.an"
    return Change(0, kind, pinned or Pinned(), by, LATER, "why not")


def test_a_detector_is_kept_by_its_content_and_rules_from_its_approval_on(engine: Engine) -> None:
    book, new = DetectorBook(engine), Pinned("a" * 64)
    book.keep(new.model, "model", "2026.12", "{}", LATER)
    opened(engine, angry(1))

    first = book.change(ACME, change(ChangeKind.SHADOW, new))
    begun = book.standing(ACME)
    with pytest.raises(Refused):
        book.change(ACME, change(ChangeKind.SHADOW))
    second = book.change(ACME, change(ChangeKind.APPROVE))
    after = book.standing(ACME)

    assert begun.shadow is not None
    assert begun.shadow.since == WatchBook(engine).position(ACME)
    assert (after.ruling, after.shadow) == (new, None)
    assert after.approved is not None
    assert (after.approved.by, after.approved.reason) == ("desk.ha", "why not")
    assert (book.content(new.model), book.version(new.model)) == ("{}", "2026.12")
    assert (book.kind(new.model), book.kind("b" * 64)) == ("model", "")
    assert first < second == book.version_of(ACME)
    assert book.version_of("other") == 0
    assert book.standing("other").ruling == Pinned()
    with pytest.raises(NotFound):
        book.content("b" * 64)


PLANTED: dict[str, Sequence[str]] = {
    "every mention has one decision, or is young": ("DELETE FROM watch_decision",),
    "a mention is decided where a decision stands": ("UPDATE watch_mention SET decided = false",),
    "a case hears of what concerns it, or that is young": (
        "UPDATE watch_decision SET told = false",
    ),
    "every case that a watch opened is there": ("DELETE FROM crisis",),
    "nobody acts on what a shadow says": (
        "UPDATE watch_decision SET told = false WHERE detector = '1'",
    ),
}


@pytest.fixture
def healthy(engine: Engine) -> Engine:
    """A watch that has opened a case and let a mention be, with a shadow beside it."""
    book = WatchBook(engine)
    book.take_in(ACME, "b", [angry(1), mild(2)], LATER)
    write(
        engine,
        ruled(engine, Act.OPEN, angry(1), "m1"),
        ruled(engine, Act.IGNORE, mild(2)),
        ruled(engine, Act.OPEN, angry(1), "m1", by="1"),
    )
    [untold] = book.untold(ACME)
    a_case_of(engine, Source(SourceType.RISK_WATCH, "m1"), untold.case_id)
    book.told([untold.number], untold.case_id)
    return engine


def test_watches_in_order_have_no_findings(healthy: Engine) -> None:
    assert examine(healthy, LATER + 2 * HOUR) == []


def test_every_invariant_of_watches_has_been_seen_broken() -> None:
    assert set(PLANTED) == set(WATCH_INVARIANTS)


@pytest.mark.parametrize("invariant", PLANTED, ids=lambda name: name.replace(" ", "_"))
def test_what_breaks_an_invariant_of_watches_is_found(healthy: Engine, invariant: str) -> None:
    with healthy.begin() as connection:
        for statement in PLANTED[invariant]:
            connection.execute(text(statement))

    found = examine(healthy, LATER + 2 * HOUR)

    assert invariant in {finding.invariant for finding in found}


def test_what_is_young_is_nobodys_fault(engine: Engine) -> None:
    opened(engine, angry(1))
    WatchBook(engine).take_in(ACME, "b", [mild(2)], LATER)

    assert examine(engine, LATER) == []
    late = {one.invariant for one in examine(engine, LATER + 2 * HOUR)}
    assert late == {
        "every mention has one decision, or is young",
        "a case hears of what concerns it, or that is young",
    }
