"""Precision, recall and base rate are what their names say."""

from pathlib import Path

import pytest

from starters.importing.scoring import Confusion, Score, Share
from tests.starters.importing.files import INSUFFICIENT, a_file, cells, judged, written


def scored(folder: Path, *rows: dict[str, str]) -> Score:
    """The score of a file of such rows."""
    numbered = [cells(Claim_Number=str(n), **row) for n, row in enumerate(rows, 1)]
    score = Score()
    for row in judged(a_file(folder, written(numbered))):
        score.add(row)
    return score


def test_each_row_falls_into_one_of_four(tmp_path: Path) -> None:
    score = scored(
        tmp_path,
        {"Status": INSUFFICIENT, "Claim_Amount": ""},
        {"Status": INSUFFICIENT, "Airport_Code": "", "Incident_Date": ""},
        {"Status": INSUFFICIENT},
        {"Status": "Denied", "Claim_Amount": "-"},
        {"Status": "Approved"},
        {"Status": "Settled"},
    )

    assert score.judged == Confusion(both=2, check_alone=1, people_alone=1, neither=2)
    assert score.judged.precision == Share(2, 3)
    assert score.judged.recall == Share(2, 3)
    assert score.judged.base_rate == Share(3, 6)


def test_each_item_is_scored_by_itself(tmp_path: Path) -> None:
    score = scored(
        tmp_path,
        {"Status": INSUFFICIENT, "Claim_Amount": "", "Airport_Code": ""},
        {"Status": "Denied", "Claim_Amount": ""},
    )

    assert score.items["sum certain"].precision == Share(1, 2)
    assert score.items["location of incident"].precision == Share(1, 1)
    assert score.judged.precision == Share(1, 2)


def test_rows_that_people_did_not_judge_are_left_out_and_counted(tmp_path: Path) -> None:
    score = scored(tmp_path, {"Status": "Canceled", "Claim_Amount": ""}, {"Status": "In review"})

    assert score.judged.rows == 0
    assert (score.unjudged, score.unjudged_incomplete) == (2, 1)
    assert score.judged.precision.text() == "none to judge"


def test_a_row_that_cannot_be_told_apart_is_counted_as_unread(tmp_path: Path) -> None:
    score = Score()
    for row in judged(a_file(tmp_path, written([["only one cell"]]))):
        score.add(row)

    assert (score.unread, score.judged.rows, score.unjudged) == (1, 0, 0)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [  # Brown, Cai and DasGupta 2001, and the exact ends of Wilson's interval
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval() == pytest.approx((low, high), abs=5e-5)


def test_a_share_is_said_with_its_interval_and_counts() -> None:
    assert Share(5, 10).text() == "0.500 (0.237 to 0.763), 5 of 10"
