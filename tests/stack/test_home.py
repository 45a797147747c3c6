"""A stack's folder belongs to one live process, and to nobody once that is gone."""

import os
from pathlib import Path

import pytest

from starters.stack.groups import Group
from starters.stack.guardian import wards_left
from starters.stack.home import LOCK, AlreadyRunning, Home


def test_the_holder_of_a_folder_is_known_while_it_holds_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.held():
        holder = home.holder()
        assert holder
        assert holder.leader == os.getpid()
    assert home.holder() is None


def test_a_number_that_was_given_to_another_process_is_not_the_holder(tmp_path: Path) -> None:
    stranger = Group.of(os.getppid())
    (tmp_path / LOCK).write_text(f"{stranger.leader} {stranger.born - 3600!r}")

    assert Home(tmp_path).holder() is None


def test_a_stranger_with_the_number_of_a_dead_service_is_left_alone() -> None:
    stranger = Group.of(os.getpid())
    dead = Group(stranger.leader, stranger.born - 3600)

    dead.ask()
    dead.strike()

    assert dead.is_a_stranger()
    assert stranger.leads()


def test_reset_throws_away_what_services_left_and_nothing_else(tmp_path: Path) -> None:
    for name in ("makegood.sqlite", "makegood.sqlite-wal", "temporal.sqlite", "my-notes.txt"):
        (tmp_path / name).touch()
    for folder in ("documents", "post", "carriers", "drills", "published"):
        (tmp_path / folder / "ab").mkdir(parents=True)

    gone = Home(tmp_path).clear()

    assert [path.name for path in tmp_path.iterdir()] == ["my-notes.txt"]
    assert tmp_path / "documents" in gone


def test_reset_refuses_while_a_stack_runs(tmp_path: Path) -> None:
    with Home(tmp_path).held():
        (tmp_path / "makegood.sqlite").touch()
        with pytest.raises(AlreadyRunning):
            Home(tmp_path).clear()
        assert (tmp_path / "makegood.sqlite").exists()


def test_reset_of_a_folder_that_never_was_finds_nothing(tmp_path: Path) -> None:
    assert Home(tmp_path / "never").clear() == []


def test_addresses_are_written_down_only_while_the_stack_runs(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.held():
        home.write_down({"MAKEGOOD_BANK_URL": "http://127.0.0.1:9999"})
        assert home.written_down() == "MAKEGOOD_BANK_URL=http://127.0.0.1:9999\n"
    assert home.written_down() == ""


def test_the_guardian_ends_only_whom_it_was_not_told_to_forget() -> None:
    lines = ["watch 11 1.5\n", "watch 12 2.5\n", "forget 11\n"]

    assert wards_left(lines) == [Group(12, 2.5)]
