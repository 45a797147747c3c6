"""Lines that are mentions are taken, and others refused by their numbers."""

import json
from datetime import timedelta

from starters.watch_lines import AHEAD, Lines, parts
from tests.kit.watches import LATER

SECOND = timedelta(seconds=1)


def line(number: int, **told: object) -> str:
    """A mention as a line."""
    facts = {"mention_id": f"m{number}", "at": "2026-11-22T12:00:00Z", "author": "a", "text": "hm"}
    return json.dumps(facts | told)


def read(*lines: str, size: int = 100) -> list[Lines]:
    """All parts of the lines."""
    return list(parts(lines, LATER, size))


def test_bad_lines_are_refused_by_number_and_the_rest_is_taken() -> None:
    [part] = read(line(1), "", "{no json", line(4, likes=3), line(5, text=""), '"a text"', line(7))

    assert [one.mention_id for one in part.mentions] == ["m1", "m7"]
    assert [one.line for one in part.refused] == [3, 4, 5, 6]
    assert "likes" in part.refused[1].reason
    assert part.refused[2].reason.startswith("text: ")


def test_a_refusal_repeats_nothing_of_the_line() -> None:
    [part] = read(line(1, text="", author="jane.doe"), line(2, followers="jane.doe"))

    assert not any("jane" in one.reason for one in part.refused)


def test_lines_come_in_parts_and_keep_their_numbers() -> None:
    first, second = read(line(1), line(2), "", "oops", line(5), size=2)

    assert [one.mention_id for one in first.mentions] == ["m1", "m2"]
    assert [one.mention_id for one in second.mentions] == ["m5"]
    assert [one.line for one in second.refused] == [4]
    assert read("", " ") == []


def test_a_mention_from_the_future_is_refused_for_it_would_end_every_window() -> None:
    soon, late = LATER + AHEAD, LATER + AHEAD + SECOND
    [part] = read(line(1, at=soon.isoformat()), line(2, at=late.isoformat()))

    assert [one.mention_id for one in part.mentions] == ["m1"]
    assert "future" in part.refused[0].reason


def test_a_line_that_is_much_too_long_is_not_read() -> None:
    [part] = read(line(1, text="x" * 100_001))

    assert [one.reason for one in part.refused] == ["longer than 100,000 letters"]
