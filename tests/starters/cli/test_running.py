"""Workers, schemas and the doctor are run from the command line."""

import json
import os
import sys
from pathlib import Path

import pytest

from makegood.messages.names import Queue
from starters.doctor import Check, Verdict, judged
from starters.exits import Exit
from tests.starters.cli.world import World


@pytest.mark.parametrize(
    ("words", "queues"),
    [((), []), (("--queue", "claims", "--queue", "payments"), ["claims", "payments"])],
)
def test_a_worker_takes_the_place_of_the_command(
    world: World, words: tuple[str, ...], queues: list[str], root: Path
) -> None:
    world.makegood("worker", "run", *words)

    ((program, arguments, environment),) = world.became
    assert (program, arguments) == (
        sys.executable,
        [sys.executable, "-P", "-m", "workers", *queues],
    )
    assert environment["PYTHONPATH"].split(os.pathsep)[0] == str(root)


def test_a_queue_that_does_not_exist_is_refused(world: World) -> None:
    ended = world.makegood("worker", "run", "--queue", "kitchen")

    assert (ended.exit_code, world.became) == (Exit.USAGE, [])


FINE = Check("workers", Verdict.OK, "every queue is served")
NOTE = Check("parked claims", Verdict.NOTE, "2 wait for a person", "makegood claim parked")
WRONG = judged("stuck workflows", ["claim-C-1"], "none", "Read the last failure.")


@pytest.mark.parametrize(
    ("checks", "status"), [((FINE, NOTE), Exit.OK), ((FINE, WRONG, NOTE), Exit.FAILED)]
)
def test_the_doctor_fails_when_something_is_wrong_and_not_for_a_note(
    world: World, checks: tuple[Check, ...], status: Exit
) -> None:
    world.checks = checks

    ended = world.makegood("doctor")

    assert ended.exit_code == status
    assert all(check.found in ended.stdout and check.next in ended.stdout for check in checks)


def test_a_probe_asks_only_for_its_own_queue(world: World) -> None:
    world.makegood("doctor", "--queue", "payments")
    world.makegood("doctor")

    assert world.examined == [Queue.PAYMENTS, None]


def test_programs_get_every_finding_of_the_doctor(world: World) -> None:
    world.checks = (FINE, WRONG)

    answer = world.json("doctor")

    assert isinstance(answer, dict)
    assert (answer["well"], isinstance(answer["checks"], list)) == (False, True)


def test_many_findings_are_counted_not_listed() -> None:
    found = judged("a timeline has no gaps", [f"C-{n}" for n in range(25)], "holds", "").found

    assert found.endswith("C-19 and 5 more")


def test_every_message_has_a_schema(world: World, tmp_path: Path) -> None:
    answer = world.json("schema", "--out", str(tmp_path / "schemas"))

    written = {path.name for path in (tmp_path / "schemas").iterdir()}
    assert isinstance(answer, dict)
    assert isinstance(answer["schemas"], list)
    assert written == {f"{name}.schema.json" for name in answer["schemas"]}
    start = json.loads((tmp_path / "schemas" / "start.schema.json").read_text())
    assert start["additionalProperties"] is False  # refused at the doors
    assert {"claim_id", "merchant_id", "kind", "parcels", "claimed"} <= set(start["required"])


def test_schemas_may_be_read_at_once(world: World) -> None:
    printed = json.loads(world.makegood("schema").stdout)

    assert printed == world.json("schema")
    assert "update.sign_off" in printed


def test_a_folder_that_cannot_be_written_is_named(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    ended = world.makegood("schema", "--out", str(tmp_path / "file"))

    assert (ended.exit_code, "File exists" in ended.stderr) == (Exit.USAGE, True)
