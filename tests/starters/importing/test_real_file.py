"""The real file of 35,109 rows: air-passenger claims replayed as parcel claims."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from starters.importing.running import Read, Wanted, read_through
from starters.importing.source import open_source
from tests.starters.importing.files import TSA


@pytest.fixture(scope="module")
def read(data: Path) -> Read:
    """The whole file, read once."""
    source = open_source(data / "tsa_claims_2007_2008.csv.gz", TSA.columns)
    return read_through(source, TSA, Wanted(score=True, start=50, seed=1))


def test_every_row_is_accepted_or_refused(read: Read) -> None:
    assert read.tally.read == 35_109
    assert (read.tally.accepted, read.tally.refused) == (33_691, 1_418)
    assert read.tally.kinds == {"lost": 23_392, "damaged": 10_299}


def test_the_claimed_sum_of_the_accepted_rows_is_exact(read: Read) -> None:
    assert read.tally.claimed == {"USD": Decimal("21617506.69")}


def test_the_known_dirt_is_found(read: Read) -> None:
    assert read.tally.reasons == Counter(
        {
            "missing Claim Amount": 536,
            "excluded Claim Type": 333,
            "after_receipt Incident Date": 286,
            "missing Claim Type": 171,
            "before_earliest Incident Date": 89,
            "missing Incident Date": 75,
            "above_bound Claim Amount": 58,
            "after_latest Incident Date": 12,
            "below_bound Claim Amount": 11,
        }
    )
    assert read.tally.notes == Counter(
        {
            "several_values Item Category": 8_086,
            "likely_duplicate": 84,
            "goods_shortened Item Category": 79,
            "time_dropped Incident Date": 33,
        }
    )


def test_the_completeness_verdict_stands_to_peoples_as_the_docs_say(read: Read, root: Path) -> None:
    assert read.score is not None
    judged = read.score.judged
    said = (root / "docs/explanation/real-claims.md").read_text("utf-8")

    for share in (judged.precision, judged.recall, judged.base_rate):
        assert share.text() in said
    assert read.score.unread == 0
    assert judged.rows + read.score.unjudged == 35_109


def test_the_draw_is_of_accepted_rows_with_ids_of_the_file(read: Read) -> None:
    ids = {filing.claim_id for filing in read.drawn}

    assert len(ids) == 50
    assert all(len(name) == len("tsa-2007010518383") for name in ids)
