"""A mention at a door: what is wrong with it is named, and what is right is what the rules see."""

import json
from decimal import Decimal

import pytest
from pydantic import ValidationError

from makegood.messages.watches import MentionLine, WatchStanding, WatchStart, WatchTally
from makegood.rules.detection.mention import History, Mention
from makegood.rules.money import Money
from tests.rules.detection.mentions import NOON

LINE = {
    "mention_id": " m1 ",
    "at": "2026-11-22T12:00:00Z",
    "author": "a1",
    "text": "where is my parcel",
    "followers": 12,
    "history": {"contacts": 2, "at_stake": {"amount": "250000", "currency": "VND"}},
}


def test_a_line_is_the_mention_that_the_rules_see() -> None:
    told = MentionLine.model_validate_json(json.dumps(LINE))

    history = History(2, at_stake=Money(Decimal(250_000), "VND"))
    expected = Mention("m1", NOON, "a1", "where is my parcel", followers=12, history=history)
    assert told.mention() == expected


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"mention_id": "  "}, "mention_id"),
        ({"mention_id": "m" * 161}, "mention_id"),
        ({"at": "2026-11-22T12:00:00"}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"author": ""}, "author"),
        ({"text": ""}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"language": "english"}, "language"),
        ({"followers": -1}, "followers"),
        ({"likes": 4}, "likes"),
        ({"history": {"moods": 1}}, "history"),
    ],
)
def test_what_is_wrong_with_a_line_is_named(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MentionLine.model_validate_json(json.dumps({**LINE, **wrong}))

    assert field in {str(one["loc"][0]) for one in refused.value.errors()}


@pytest.mark.parametrize("name", ["", "Acme", "acme mobile", "-acme", "a" * 41, "acme/../x"])
def test_a_watch_has_a_plain_name_for_it_is_in_ids(name: str) -> None:
    with pytest.raises(ValidationError):
        WatchStart(name=name)


def test_a_tally_adds_up_over_all_steps_of_a_watch() -> None:
    one = WatchTally(opened=1, joined=2, raised=3, ignored=4)

    assert one.plus(one) == WatchTally(opened=2, joined=4, raised=6, ignored=8)
    assert WatchStanding(name="acme", tally=one).tally.decided == 10
