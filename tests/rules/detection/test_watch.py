"""The watch opens a case, joins one, raises it or lets a mention be, and says why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.rules.detection import watch as watching
from makegood.rules.detection.decisions import Act, Decision, Seen
from makegood.rules.detection.terms import DetectionTerms
from makegood.rules.detection.watch import Watch
from tests.rules.detection.mentions import (
    NOON,
    SEV1,
    SEV2,
    SEV3,
    TERMS,
    a_mention,
    loud,
    opened,
    seen,
    severe,
)

ANGRY = "this company lied to me about the refund and then blamed me for the broken kettle"


def angry(number: int, **told: object) -> Seen:
    return loud(number, ANGRY, **told)


def limited(**storm: object) -> DetectionTerms:
    return replace(TERMS, storm=replace(TERMS.storm, **storm))  # type: ignore[arg-type]


def test_a_loud_accusation_opens_a_case_and_says_why() -> None:
    decision = Watch(TERMS).take(angry(1))

    assert (decision.act, decision.case, decision.severity) == (Act.OPEN, "m1", SEV2)
    assert "score 0.80 (severe), reach loud" in decision.why


def test_a_calm_mention_is_let_be() -> None:
    decision = Watch(TERMS).take(seen(a_mention()))

    assert (decision.act, decision.case, decision.severity) == (Act.IGNORE, "", None)


def test_what_is_mild_opens_no_case_by_itself() -> None:
    decision = Watch(TERMS).take(seen(a_mention(), severe(0.4)))

    assert (decision.act, decision.why) == (Act.IGNORE, "SEV4 opens no case by itself")


def test_a_trigger_opens_a_case_however_quiet_it_is() -> None:
    decision = Watch(TERMS).take(seen(a_mention(text="my lawyer will write to you")))

    assert (decision.act, decision.severity) == (Act.OPEN, SEV2)
    assert "triggers: my lawyer" in decision.why


def test_the_same_mention_twice_counts_once() -> None:
    watch = Watch(TERMS)
    opened(watch, angry(1))

    again = watch.take(angry(1))

    assert (again.act, again.why) == (Act.IGNORE, "taken already")
    assert watch.open_cases == ("m1",)


@pytest.mark.parametrize(
    ("sign", "why"),
    [("thread", "same thread"), ("address", "same address"), ("author", "same author")],
)
def test_what_shares_a_sign_joins(sign: str, why: str) -> None:
    watch = Watch(TERMS)
    opened(watch, angry(1, **{sign: "x"}))

    decision = watch.take(loud(2, "something else altogether", **{sign: "x"}))

    assert (decision.act, decision.case, decision.why) == (Act.JOIN, "m1", why)


def test_a_copy_by_somebody_else_joins_even_when_nobody_reads_its_language() -> None:
    watch = Watch(TERMS)
    opened(watch, angry(1))

    decision = watch.take(seen(a_mention(2, f"RT @x {ANGRY}!!", language="vi")))

    assert (decision.act, decision.case, decision.why) == (Act.JOIN, "m1", "near-duplicate text")


def test_a_friendly_word_by_the_same_author_does_not_join() -> None:
    watch = Watch(TERMS)
    opened(watch, angry(1, author="linh"))

    assert watch.take(seen(a_mention(2, author="linh"))).act is Act.IGNORE


@pytest.mark.parametrize(("hours", "act"), [(23, Act.JOIN), (25, Act.OPEN)])
def test_an_author_joins_for_as_long_as_policy_says(hours: int, act: Act) -> None:
    watch = Watch(TERMS)
    opened(watch, angry(1, author="linh"))
    later = loud(
        2, "and now this one is late as well", author="linh", at=NOON + timedelta(hours=hours)
    )

    assert watch.take(later).act is act


def test_mentions_of_unknown_authors_and_threads_do_not_join_each_other() -> None:
    watch = Watch(TERMS)
    opened(watch, loud(1, author=""))

    assert watch.take(loud(2, "nothing alike in here at all", author="")).act is Act.OPEN


def test_what_is_worse_raises_the_case() -> None:
    watch = Watch(TERMS)
    opened(watch, angry(1, thread="t"))

    decision = watch.take(seen(a_mention(2, "the charger caught fire", thread="t")))

    assert (decision.act, decision.case, decision.severity) == (Act.RAISE, "m1", SEV1)
    assert "caught fire" in decision.why


def test_a_crowd_raises_a_case_once_at_each_of_policys_figures() -> None:
    watch = Watch(limited(crowds=(3, 5)))
    found = watch.take(seen(a_mention(1, thread="t", followers=2_000), severe()))
    acts = [
        watch.take(seen(a_mention(n, thread="t", followers=2_000), severe())) for n in range(2, 9)
    ]

    assert found.severity is SEV3
    assert [one.severity for one in acts if one.act is Act.RAISE] == [SEV2, SEV1]
    assert "3 authors by now" in acts[1].why


def test_authors_of_a_case_are_counted_up_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST_AUTHORS", 2)
    watch = Watch(limited(crowds=(4,)))
    opened(watch, angry(1))

    assert {watch.take(angry(n)).act for n in range(2, 9)} == {Act.JOIN}


def test_one_noisy_author_is_no_crowd() -> None:
    watch = Watch(limited(crowds=(3,)))
    opened(watch, angry(1, author="linh"))

    assert {watch.take(angry(n, author="linh")).act for n in range(2, 40)} == {Act.JOIN}


def test_nothing_joins_a_case_that_is_closed() -> None:
    watch = Watch(TERMS)
    opened(watch, angry(1, thread="t"))
    watch.close("m1")

    decision = watch.take(angry(2, thread="t"))

    assert (decision.act, decision.case) == (Act.OPEN, "m2")


def test_two_triggers_on_a_calm_day_are_two_cases() -> None:
    watch = Watch(TERMS)
    texts = ("my lawyer will write to you", "our lawyers are on it: the roof fell on our shop")

    assert [watch.take(seen(a_mention(n, t))).act for n, t in enumerate(texts)] == [Act.OPEN] * 2


def crowd(count: int, start: int = 0) -> list[Seen]:
    """Accusations by as many people, none alike; seconds apart."""
    return [loud(n) for n in range(start, start + count)]


def test_in_a_storm_all_have_one_case() -> None:
    watch = Watch(limited(cases_an_hour=1_000))
    decisions = [watch.take(one) for one in crowd(400)]
    after = decisions[TERMS.velocity.least :]

    assert sum(one.act is Act.OPEN for one in after) == 1
    assert watch.velocity(NOON + timedelta(seconds=400)).is_burst
    storm = next(one for one in after if one.act is Act.OPEN)
    assert storm.why.startswith("a storm: 10 mentions by 10 authors, 0.5 are usual")


def test_in_a_storm_a_trigger_has_a_case_of_its_own_once() -> None:
    watch = Watch(TERMS)
    for one in crowd(60):
        watch.take(one)

    first = watch.take(seen(a_mention(61, "a charger caught fire in my kitchen tonight")))
    second = watch.take(seen(a_mention(62, "mine exploded while nobody was at home")))

    assert (first.act, first.case, first.severity) == (Act.OPEN, "m61", SEV1)
    assert (second.act, second.case) == (Act.JOIN, "m61")
    assert second.why == "the same trigger in a storm: safety"


def test_no_more_cases_are_opened_than_people_can_take() -> None:
    watch = Watch(limited(cases_an_hour=3), same_hour=(10_000,))
    decisions = [watch.take(one) for one in crowd(20)]

    assert [one.act for one in decisions].count(Act.OPEN) == 4
    assert "more were opened this hour than people can take" in decisions[3].why
    assert {one.case for one in decisions[4:]} == {"m3"}


def test_triggers_beyond_that_join_the_storm_and_raise_it() -> None:
    watch = Watch(limited(cases_an_hour=2), same_hour=(10_000,))
    for one in crowd(3):
        watch.take(one)

    decision = watch.take(seen(a_mention(9, "it exploded in my hand")))

    assert (decision.act, decision.case, decision.severity) == (Act.RAISE, "m2", SEV1)


def test_an_hour_later_cases_are_opened_again() -> None:
    watch = Watch(limited(cases_an_hour=2), same_hour=(10_000,))
    for one in crowd(3):
        watch.take(one)

    later = watch.take(loud(50, "quite another matter", at=NOON + timedelta(hours=2)))

    assert (later.act, later.case) == (Act.OPEN, "m50")


def test_a_watch_that_is_rebuilt_decides_as_the_first_would() -> None:
    first, again = Watch(TERMS), Watch(TERMS)
    rows = [(one, first.take(one)) for one in crowd(100)]
    again.rebuild(rows)

    assert [again.take(one) for one in crowd(50, 100)] == [
        first.take(one) for one in crowd(50, 100)
    ]
    assert again.open_cases == first.open_cases


def test_to_be_rebuilt_twice_changes_nothing() -> None:
    watch = Watch(TERMS)
    rows: list[tuple[Seen, Decision]] = [(one, watch.take(one)) for one in crowd(30)]
    before = watch.velocity(NOON + timedelta(seconds=30))
    watch.rebuild(rows)

    assert watch.velocity(NOON + timedelta(seconds=30)) == before


def test_a_late_mention_does_not_turn_time_back() -> None:
    watch = Watch(TERMS)
    for one in crowd(30):
        watch.take(one)
    watch.take(loud(31, at=NOON + timedelta(hours=3)))
    watch.take(loud(32, at=NOON))

    assert watch.velocity(NOON).count == 2
