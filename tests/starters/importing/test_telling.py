"""What became of started claims is told to people and to programs alike."""

import json
from collections import Counter
from pathlib import Path

import pytest

from starters.importing.replay import Outcomes
from starters.importing.running import Wanted, read_through
from starters.importing.source import open_source
from starters.importing.telling import Told
from tests.starters.importing.files import TSA, a_file, cells, written

OUTCOMES = Outcomes(
    filings=Counter({"started": 3, "refused: id_reused": 7}),
    stages=Counter({"awaiting_documents": 3}),
    awaiting=Counter({"merchant": 3}),
    refusals=[f"tsa-{n}: filed before" for n in range(7)],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of one claim."""
    return a_file(tmp_path, written([cells()]))


def told(path: Path, started: Outcomes) -> Told:
    """What is told of such a file when its rows were started so."""
    read = read_through(open_source(path, TSA.columns), TSA, Wanted())
    return Told(path, TSA, read, started, "2026-03-10")


def test_people_read_outcomes_stages_and_the_first_refusals(path: Path) -> None:
    text = "\n".join(told(path, OUTCOMES).lines())

    assert "Filed as received on 2026-03-10; --on 2026-03-10 repeats it:" in text
    assert "filings:\n        7  refused: id_reused\n        3  started" in text
    assert "where they stand:\n        3  awaiting_documents" in text
    assert "tsa-4: filed before\n  and 2 more" in text
    assert "tsa-5" not in text


def test_programs_read_every_refusal(path: Path) -> None:
    said = json.loads(json.dumps(told(path, OUTCOMES).as_json()))["started"]

    assert said["received_on"] == "2026-03-10"
    assert said["filings"] == {"started": 3, "refused: id_reused": 7}
    assert said["awaiting"] == {"merchant": 3}
    assert len(said["refusals"]) == 7


def test_a_stop_is_said_with_what_to_do(path: Path) -> None:
    text = "\n".join(told(path, Outcomes(unreachable="Temporal does not answer.")).lines())

    assert text.endswith(
        "Stopped: Temporal does not answer. Repeat the command: what is filed stays filed."
    )
