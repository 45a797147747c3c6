"""A mention on its way through a watch, and what its case is told."""

import re
from dataclasses import replace
from datetime import timedelta

from makegood.rules.detection.decisions import Act, Decision
from makegood.rules.detection.recalling import Round, Ruled
from makegood.rules.detection.taking import (
    BASELINE_DAYS,
    DAY,
    HOUR,
    Decided,
    case_id_of,
    foremost,
    longest_window,
    same_hours,
    taken,
    tidings,
)
from makegood.rules.detection.watch import Watch
from tests.rules.detection.mentions import NOON, SEV1, SEV3, TERMS, a_mention, loud, severe

CROWD = 40
AN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")


def decided(number: int, act: Act, case_id: str, within: int = 1) -> Decided:
    """A decision as it is on record."""
    seen = loud(number)
    severity = None if act is Act.IGNORE else SEV3
    decision = Decision(act, seen.mention.mention_id, case_id, severity, "because")
    return Decided(number, within, seen, decision, case_id)


def test_a_mention_in_a_burst_is_a_band_louder_than_in_a_calm() -> None:
    watch = Watch(TERMS)
    calm, _ = taken(watch, a_mention(1), severe())
    for number in range(2, CROWD):
        taken(watch, a_mention(number, f"they lied about {number}"), severe())
    late, decision = taken(watch, a_mention(CROWD), severe())

    assert watch.velocity(late.mention.at).is_burst
    assert late.found.reach != calm.found.reach
    assert decision.act is Act.JOIN, "in a storm everything has one case"


def test_the_same_mention_opens_the_same_case_and_its_id_is_not_in_it() -> None:
    first = case_id_of("acme-mobile", "@jane.doe/1")

    assert first == case_id_of("acme-mobile", "@jane.doe/1")
    assert first != case_id_of("acme", "@jane.doe/1")
    assert first != case_id_of("acme-mobile", "@jane.doe/2")
    assert "jane" not in first
    assert AN_ID.match(case_id_of("a" * 40, "m1"))


def test_a_decision_concerns_the_case_of_the_mention_that_opened_it() -> None:
    seen = loud(2)
    joined = Ruled(2, "", seen, Decision(Act.JOIN, "m2", "m1", SEV3, "same author"))
    let_be = Ruled(2, "", seen, Decision(Act.IGNORE, "m2", "", None, "calm"))
    written = Round("acme", 0, NOON, (joined, let_be))

    assert [written.case_of(one) for one in written.ruled] == [case_id_of("acme", "m1"), ""]


def test_a_case_is_told_once_of_each_round() -> None:
    opening, joining = decided(1, Act.OPEN, "K-1"), decided(2, Act.JOIN, "K-1")
    other, later = decided(3, Act.RAISE, "K-2"), decided(4, Act.JOIN, "K-1", within=2)

    first, second, third = tidings((opening, joining, other, later))

    assert (first.case_id, first.opening, first.joining) == ("K-1", opening, (joining,))
    assert first.numbers == (1, 2)
    assert (second.case_id, second.opening, second.numbers) == ("K-2", None, (3,))
    assert third.joining == (later,), "another round is another word"


def test_the_worst_speaks_for_all_then_the_most_heard_then_the_first() -> None:
    calm = replace(decided(1, Act.JOIN, "K-1"), seen=taken(Watch(TERMS), a_mention(1), None)[0])
    loud_one, louder = decided(2, Act.JOIN, "K-1"), decided(3, Act.JOIN, "K-1")
    found = replace(louder.seen.found, people=louder.seen.found.people + 1)
    louder = replace(louder, seen=replace(louder.seen, found=found))
    worse = decided(4, Act.JOIN, "K-1")
    worse = replace(worse, seen=replace(worse.seen, found=replace(worse.seen.found, severity=SEV1)))

    assert foremost((calm,)) is calm
    assert foremost((calm, loud_one)) is loud_one
    assert foremost((calm, loud_one, louder)) is louder
    assert foremost((calm, loud_one, louder, worse)) is worse


def test_a_watch_looks_back_as_far_as_anything_joins_and_a_day_at_least() -> None:
    joining, hour = TERMS.joining, timedelta(hours=1)
    brief = replace(joining, author=hour, thread=hour, address=hour, copy=hour)

    assert longest_window(joining) == max(joining.thread, joining.address, joining.copy)
    assert longest_window(brief) == DAY


def test_the_same_hour_is_looked_up_on_days_on_which_somebody_watched() -> None:
    half_past = NOON + timedelta(minutes=30)

    assert same_hours(half_past, NOON) == ()
    assert same_hours(half_past, NOON - 2 * DAY) == (NOON - DAY, NOON - 2 * DAY)
    assert same_hours(half_past, NOON - 2 * DAY + HOUR) == (NOON - DAY,)
    assert len(same_hours(half_past, NOON - 400 * DAY)) == BASELINE_DAYS
