"""A policy is checked by file, line and table, and shown as it is in force."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from makegood.policy.edition import written_policy
from makegood.policy.loader import SHIPPED
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from makegood.store.policy_shelf import Edition, PolicyShelf
from starters.editions import keep_edition
from starters.exits import Exit
from tests.starters.cli.world import World


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the policy that ships."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "policy" / "tables"))


def test_the_policy_that_ships_has_no_faults(world: World) -> None:
    ended = world.makegood("policy", "check")

    assert (ended.exit_code, "has no faults" in ended.stdout) == (Exit.OK, True)


def test_a_fault_is_named_with_its_file_line_and_table(world: World, folder: Path) -> None:
    contract = folder / "contracts" / "vn-lotus-2026.yaml"
    lines = contract.read_text().splitlines()
    number = next(n for n, line in enumerate(lines) if "ceiling_percent" in line)
    lines[number] = lines[number].replace("150", "lots")
    contract.write_text("\n".join(lines))

    ended = world.makegood("policy", "check", str(folder.parent))
    answer = world.json("policy", "check", str(folder))

    assert ended.exit_code == Exit.FAILED
    place = f"contracts/vn-lotus-2026.yaml:{number + 1} negotiation.ceiling_percent: "
    assert ended.stdout.startswith(place)
    assert isinstance(answer, dict)
    assert isinstance(answer["faults"], list)
    assert [each["line"] for each in answer["faults"] if isinstance(each, dict)] == [number + 1]


def test_a_playbook_past_its_review_is_a_warning_and_the_policy_is_still_used(
    world: World, folder: Path
) -> None:
    playbook = folder / "playbooks" / "data-leak.yaml"
    text = playbook.read_text("utf-8").replace("review_by: 2027-02-15", "review_by: 2020-02-15")
    playbook.write_text(text, "utf-8")

    ended = world.makegood("policy", "check", str(folder))
    answer = world.json("policy", "check", str(folder))

    assert ended.exit_code == Exit.OK
    assert ended.stdout.startswith("warning: playbooks/data-leak.yaml:8 review_by: legal.thao ")
    assert "has no faults" in ended.stdout
    assert isinstance(answer, dict)
    assert isinstance(answer["warnings"], list)
    assert len(answer["warnings"]) == 1


def test_a_folder_that_is_not_there_is_refused(world: World, tmp_path: Path) -> None:
    ended = world.makegood("policy", "check", str(tmp_path / "none"))

    assert (ended.exit_code, "no such folder" in ended.stderr) == (Exit.USAGE, True)


def test_the_policy_in_force_names_its_merchants_and_people(world: World) -> None:
    shown = world.makegood("policy", "show").stdout
    answer = world.json("policy", "show")

    assert ("merchant-lotus" in shown, "fin.oanh" in shown) == (True, True)
    assert isinstance(answer, dict)
    assert isinstance(answer["contracts"], list)
    assert len(answer["contracts"]) == 3


@pytest.fixture
def older(world: World) -> str:
    """An edition with another line in one file, kept before the one in force; its hash."""
    migrate(world.settings.database_url)
    engine = make_engine(world.settings.database_url)
    files = dict(written_policy(SHIPPED).files)
    files["rates.yaml"] = "older: line\n" + files["rates.yaml"]
    edition = Edition("0ld" + 61 * "0", "2025.1.1", datetime(2025, 1, 1, tzinfo=UTC))
    PolicyShelf(engine).keep(edition, files)
    keep_edition(engine, SHIPPED)
    engine.dispose()
    return edition.sha256


def test_the_editions_are_listed_the_newest_first(world: World, older: str) -> None:
    ended = world.makegood("policy", "editions")
    answer = world.json("policy", "editions")

    now = written_policy(SHIPPED)
    rows = [line.split() for line in ended.stdout.splitlines() if line.strip()]
    assert rows[-2][:2] == [now.version, now.sha256[:12]]
    assert rows[-2][-2:] == ["in", "force"]
    assert rows[-1] == ["2025.1.1", older[:12], "2025-01-01", "00:00Z"]
    assert isinstance(answer, dict)
    assert answer["in_force"] == now.sha256


def test_two_editions_are_held_side_by_side(world: World, older: str) -> None:
    ended = world.makegood("policy", "difference", "0ld")
    back = world.makegood("policy", "difference", written_policy(SHIPPED).sha256[:8], older)
    same = world.makegood("policy", "difference", older, older)

    assert ended.stdout.startswith("rates.yaml: changed\n@@ ")
    assert "\n-older: line\n" in ended.stdout
    assert "\n+older: line\n" in back.stdout
    assert same.stdout == "Nothing: the two are the same.\n"


def test_an_edition_that_nobody_kept_is_not_found(world: World, older: str) -> None:
    ended = world.makegood("policy", "difference", older, "beef")

    assert ended.exit_code == Exit.NOT_FOUND
    assert "No edition begins with beef" in ended.stderr
