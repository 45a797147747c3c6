"""A folder that files of mentions are dropped into: each is picked up once, whoever is killed."""

import asyncio
import fcntl
import json
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from makegood.messages.watch_views import FedReceipt
from makegood.messages.watches import MentionLine
from starters.errors import BadInput, DoorError
from starters.watch_lines import MOST_REFUSED, RefusedLine, parts

SUFFIX = ".jsonl"
"""What a file is called that is whole; while it is written it has another name."""

A_PART = 1_000
Feed = Callable[[Sequence[MentionLine]], Awaitable[FedReceipt]]


@dataclass(frozen=True)
class Dropped:
    """What became of a file: how many mentions were new or known, and the lines refused."""

    file: str
    new: int
    known: int
    refused: tuple[RefusedLine, ...]


class DropFolder:
    """Files go from the folder to `done`, or to `failed` with the lines that were refused.

    A file is fed whole before it moves, and mentions count once: whoever is killed in between feeds
    it again, which changes nothing. One process at a time looks after a folder.
    """

    def __init__(self, folder: Path, feed: Feed, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._feed = feed
        self._now = now

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Look after the folder; DoorError where somebody else does."""
        if not self._folder.is_dir():
            raise BadInput(f"{self._folder}: there is no such folder")
        for name in ("done", "failed"):
            (self._folder / name).mkdir(exist_ok=True)
        lock = os.open(self._folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"{self._folder}: another process looks after this folder"
            raise DoorError(message, "folder_taken") from error
        else:
            yield
        finally:
            os.close(lock)

    async def look(self) -> tuple[Dropped, ...]:
        """Take up every file that lies there, by name."""
        return tuple([await self._taken(path) for path in self._waiting()])

    def _waiting(self) -> list[Path]:
        found = self._folder.glob(f"*{SUFFIX}")
        return sorted(path for path in found if path.is_file() and path.name[0] != ".")

    async def _taken(self, path: Path) -> Dropped:
        try:
            text = await asyncio.to_thread(path.read_text, "utf-8-sig")
        except UnicodeDecodeError:
            wrong = (RefusedLine(0, "not UTF-8"),)
            return self._moved(path, Dropped(path.name, 0, 0, wrong))
        done = Dropped(path.name, 0, 0, ())
        for part in parts(text.split("\n"), self._now(), A_PART):
            receipt = await self._feed(part.mentions)
            refused = (*done.refused, *part.refused)[:MOST_REFUSED]
            done = Dropped(path.name, done.new + receipt.new, done.known + receipt.known, refused)
        return self._moved(path, done)

    def _moved(self, path: Path, done: Dropped) -> Dropped:
        """Put the file where it belongs; the reasons are written before it goes."""
        where = self._folder / ("failed" if done.refused else "done")
        place = where / path.name
        if place.exists():
            place = where / f"{path.stem}-{sha256(path.read_bytes()).hexdigest()[:12]}{SUFFIX}"
        if done.refused:
            reasons = [{"line": one.line, "reason": one.reason} for one in done.refused]
            place.with_suffix(".refused.json").write_text(
                json.dumps(reasons, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
            )
        path.replace(place)
        return done
