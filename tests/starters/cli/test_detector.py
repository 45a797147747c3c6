"""The detector from the command line: trained, judged, explained, replayed, stormed."""

import csv
import json
from pathlib import Path

import pytest

from makegood.detector.model_file import SHIPPED
from starters.exits import Exit
from tests.detector.builders import labelled
from tests.starters.cli.world import World


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["language", "text", "domain", "severity"])
        writer.writerows((row.language, row.text, row.domain, row.level) for row in labelled())
    return path


@pytest.fixture
def model(world: World, rows: Path, tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    told = ("--out", str(path), "--version", "mine", "--folds", "2")
    ended = world.makegood("detector", "train", str(rows), *told)
    assert ended.exit_code == Exit.OK, ended.output
    assert "unseen domain f1" in ended.stdout
    return path


def test_a_model_is_trained_evaluated_and_drawn(
    world: World, rows: Path, model: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "curve.svg"

    ended = world.makegood(
        "detector", "evaluate", str(rows), "--model", str(model), "--picture", str(picture)
    )

    assert ended.exit_code == Exit.OK
    assert {"VADER", "keywords", "kitchen", "severe"} <= set(ended.stdout.split())
    assert "vi: triggers only" in ended.stdout
    assert picture.read_text().startswith("<svg")


def test_two_models_are_compared_on_record_and_on_rows(
    world: World, rows: Path, model: Path
) -> None:
    recorded = world.json("detector", "compare", str(model), str(SHIPPED))
    measured = world.json("detector", "compare", str(model), str(SHIPPED), "--on", str(rows))

    assert isinstance(recorded, dict)
    assert isinstance(measured, dict)
    assert (recorded["measured_on"], measured["measured_on"]) == (0, 80)
    assert "en complaint F1" in json.dumps(measured["figures"])


def test_every_part_of_a_message_is_explained(world: World) -> None:
    text = "you lied, my lawyer will write. pathetic scam"
    told = ("--reach", "40000", "--contacts", "2", "--reopened", "--at-stake", "900 USD")

    ended = world.makegood("detector", "explain", text, *told, "--tier", "gold")

    assert ended.exit_code == Exit.OK
    parts = ("accusation", "repeated contact", "reopened", "money at stake", "customer tier")
    assert all(part in ended.stdout for part in parts)
    assert "trigger legal_letter (en): 'my lawyer'" in ended.stdout
    assert "40,000 people may hear: loud" in ended.stdout


def test_vietnamese_has_triggers_only(world: World) -> None:
    answer = world.json("detector", "explain", "tôi sẽ kiện")

    assert isinstance(answer, dict)
    assert isinstance(answer["assessment"], dict)
    assert answer["text"] is None
    assert answer["assessment"]["severity"] == "SEV2"
    assert answer["assessment"]["language"] == "vi"


def test_a_history_is_replayed_beside_another_model(
    world: World, model: Path, tmp_path: Path
) -> None:
    history = tmp_path / "history.jsonl"
    line = {"at": "2026-11-20T09:00:00Z", "author": "minh", "language": "en"}
    mentions = [
        {**line, "mention_id": "1", "text": "my lawyer will write", "verdict": "crisis"},
        {**line, "mention_id": "2", "text": "lovely lamp", "author": "lan", "verdict": "not"},
    ]
    history.write_text("\n".join(map(json.dumps, mentions)) + "\n\n")

    answer = world.json("detector", "replay", str(history), "--shadow", str(model))
    shown = world.makegood("detector", "replay", str(history))

    assert isinstance(answer, dict)
    assert isinstance(answer["ruling"], dict)
    assert (answer["mentions"], answer["ruling"]["recall"]) == (2, 1.0)
    assert "2 mentions replayed; 0 decided differently" in shown.stdout


def test_a_storm_is_made_seen_and_drawn(world: World, tmp_path: Path) -> None:
    picture = tmp_path / "storm.svg"
    told = ("--days", "2", "--usual", "60", "--bursts", "1", "--peak", "40")

    answer = world.json("detector", "storm", *told, "--picture", str(picture))

    assert isinstance(answer, dict)
    assert answer["synthetic"] is True
    assert "synthetic stream" in picture.read_text()


@pytest.mark.parametrize(
    ("told", "status", "why"),
    [
        (("evaluate", "none.csv"), Exit.USAGE, "cannot be read"),
        (("explain", "x", "--model", "none.json"), Exit.FAILED, "cannot be read"),
        (("compare", "none.json", "none.json"), Exit.FAILED, "cannot be read"),
        (("replay", "none.jsonl"), Exit.USAGE, "cannot be read"),
        (("explain", "x", "--at-stake", "much"), Exit.USAGE, "an amount is written"),
    ],
)
def test_what_cannot_be_done_is_explained(
    world: World, told: tuple[str, ...], status: Exit, why: str
) -> None:
    ended = world.makegood("detector", *told)

    assert (ended.exit_code, why in ended.output) == (status, True)


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '{"mention_id": "1"}',
        '{"mention_id": "1", "at": "2026-11-20T09:00:00", "author": "a", "text": "x"}',
        '{"mention_id": "1", "at": "2026-11-20T09Z", "author": "a", "text": "", "verdict": "?"}',
    ],
)
def test_a_bad_line_of_a_history_is_named(world: World, tmp_path: Path, line: str) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(f"\n{line}\n")

    ended = world.makegood("detector", "replay", str(path))

    assert (ended.exit_code, "history.jsonl:2" in ended.stderr) == (Exit.USAGE, True)


def test_too_few_rows_are_refused(world: World, tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("language,text,severity\nen,a,1\nen,b,0\n")

    ended = world.makegood(
        "detector", "train", str(path), "--out", str(tmp_path / "m.json"), "--version", "x"
    )

    assert (ended.exit_code, "at least 5 rows" in ended.stderr) == (Exit.USAGE, True)
