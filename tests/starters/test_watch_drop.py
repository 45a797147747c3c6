"""Files that are dropped are picked up once, whoever is killed, and end where they belong."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from makegood.messages.watch_views import FedReceipt
from makegood.messages.watches import MentionLine
from starters.errors import BadInput, DoorError
from starters.watch_drop import DropFolder, Dropped
from tests.kit.watches import ACME, LATER
from tests.starters.test_watch_lines import line


class Killed(Exception):
    """The process ends here."""


class Fed:
    """What takes mentions in, once each; `dies` after so many batches."""

    def __init__(self, dies: int = 0) -> None:
        self.taken: set[str] = set()
        self.left = dies

    async def __call__(self, mentions: Sequence[MentionLine]) -> FedReceipt:
        """Take them in."""
        ids = {one.mention_id for one in mentions}
        new = len(ids - self.taken)
        self.taken |= ids
        self.left -= 1
        if self.left == 0:
            raise Killed
        return FedReceipt(watch=ACME, new=new, known=len(mentions) - new)


def look(folder: Path, fed: Fed) -> tuple[Dropped, ...]:
    """Look once after the folder."""
    drops = DropFolder(folder, fed, lambda: LATER)
    with drops.kept():
        return asyncio.run(drops.look())


def names(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir() if path.is_file() and path.name[0] != ".")


def test_a_file_is_taken_once_and_goes_to_done(tmp_path: Path) -> None:
    fed = Fed()
    (tmp_path / "a.jsonl").write_text(f"{line(1)}\n{line(2)}\n", "utf-8")
    (tmp_path / "b.jsonl.part").write_text(line(3), "utf-8")

    [dropped] = look(tmp_path, fed)

    assert dropped == Dropped("a.jsonl", 2, 0, ())
    assert (names(tmp_path), names(tmp_path / "done")) == (["b.jsonl.part"], ["a.jsonl"])
    assert look(tmp_path, fed) == ()


def test_a_file_with_bad_lines_goes_to_failed_with_the_reasons_beside_it(tmp_path: Path) -> None:
    fed = Fed()
    (tmp_path / "a.jsonl").write_text(f"{line(1)}\noops\n", "utf-8")
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe")

    first, second = look(tmp_path, fed)

    assert fed.taken == {"m1"}
    assert [one.line for one in first.refused] == [2]
    assert [one.reason for one in second.refused] == ["not UTF-8"]
    failed = tmp_path / "failed"
    assert names(failed) == ["a.jsonl", "a.refused.json", "b.jsonl", "b.refused.json"]
    [reason] = json.loads((failed / "a.refused.json").read_text("utf-8"))
    assert reason["line"] == 2


def test_a_line_may_hold_any_letter_that_others_take_for_the_end_of_a_line(tmp_path: Path) -> None:
    told = line(1).replace("hm", "one\u2028two\u0085three")
    (tmp_path / "a.jsonl").write_text(f"\ufeff{told}\r\n", "utf-8")

    assert look(tmp_path, Fed()) == (Dropped("a.jsonl", 1, 0, ()),)


@pytest.mark.parametrize("dies", [1, 2, 3])
def test_whoever_is_killed_over_a_file_takes_it_up_again(tmp_path: Path, dies: int) -> None:
    fed = Fed(dies)
    lines = "\n".join(line(number) for number in range(2_500))
    (tmp_path / "a.jsonl").write_text(lines, "utf-8")

    with pytest.raises(Killed):
        look(tmp_path, fed)
    [dropped] = look(tmp_path, fed)

    assert dropped.new + dropped.known == 2_500
    assert len(fed.taken) == 2_500
    assert names(tmp_path / "done") == ["a.jsonl"]


def test_another_file_of_the_same_name_replaces_none(tmp_path: Path) -> None:
    fed = Fed()
    for number in (1, 2):
        (tmp_path / "a.jsonl").write_text(line(number), "utf-8")
        look(tmp_path, fed)

    kept = names(tmp_path / "done")
    assert len(kept) == 2
    texts = {(tmp_path / "done" / name).read_text("utf-8") for name in kept}
    assert texts == {line(1), line(2)}


def test_one_process_at_a_time_looks_after_a_folder(tmp_path: Path) -> None:
    other = DropFolder(tmp_path, Fed(), lambda: LATER)
    with other.kept(), pytest.raises(DoorError, match="another process") as refused:
        look(tmp_path, Fed())

    assert refused.value.code == "folder_taken"
    assert look(tmp_path, Fed()) == ()


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        look(tmp_path / "nowhere", Fed())
