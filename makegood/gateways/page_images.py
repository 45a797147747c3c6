"""Pictures of the pages of stored documents, made by a child that may die over them, alone."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO, Protocol

from pydantic import TypeAdapter, ValidationError

from makegood.gateways.reading.limits import READY, ReadingLimits
from makegood.gateways.reading.page_made import (
    PICTURE_BYTES,
    WORDS_BYTES,
    Head,
    Refusal,
    Source,
    Word,
)
from makegood.messages.problems import NeedsPerson

_ROOT = str(Path(__file__).resolve().parents[2])
_BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv.pop(1));"
    "from makegood.gateways.reading.page_child import main; main(sys.argv[1:])"
)
PROGRAM = (sys.executable, "-I", "-X", "utf8", "-c", _BOOTSTRAP, _ROOT)
"""Isolated, as the reader of documents is: no user site, no variables, no working folder."""

AT_ONCE = 2
"""Children at a time, so that a page of many documents does not take the whole machine."""

STARTS = {"image/webp": b"RIFF", "image/jpeg": b"\xff\xd8\xff"}

_OUT_OF_TIME = frozenset({-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL})
_FOR_GOOD = frozenset({Refusal.LOCKED, Refusal.ABSENT, Refusal.TOO_LARGE})
"""Where the text cannot be had either."""

_HEAD_BYTES = 1_000
"""Room for the line that says we stand and the one about the picture."""

_HEADS = TypeAdapter(Head)
_WORDS = TypeAdapter(tuple[Word, ...])


class NoPicture(NeedsPerson):
    """The page cannot be shown, and `why`: damaged, hostile, locked, or there is no such page."""

    def __init__(self, text: str, why: Refusal = Refusal.DAMAGED) -> None:
        super().__init__(text)
        self.why = why


class Documents(Protocol):
    """Where verified documents come from."""

    def open(self, sha256: str) -> IO[bytes]: ...

    def size(self, sha256: str) -> int: ...


@dataclass(frozen=True)
class PagePicture:
    """A page as it can be shown; `why` says what kept it from being shown as it looks."""

    head: Head
    content: bytes
    words: tuple[Word, ...] = ()
    why: Refusal | None = None

    @property
    def is_true(self) -> bool:
        """Whether it shows the page or photo itself, and not only its text."""
        return self.head.source is not Source.TEXT


class PageImages:
    """Makes a picture of a page; what a document does to the child is no more than no picture."""

    def __init__(
        self,
        store: Documents,
        limits: ReadingLimits | None = None,
        program: Sequence[str] = PROGRAM,
    ) -> None:
        """`program` is the command of the child; the order is its last argument."""
        self._store = store
        told = PICTURE_BYTES + WORDS_BYTES + _HEAD_BYTES
        self._limits = replace(limits or ReadingLimits(), output_bytes=told)
        self._program = tuple(program)
        self._places = BoundedSemaphore(AT_ONCE)

    def picture(self, sha256: str, page: int) -> PagePicture:
        """The page, counted from 1, made anew; drawn from its text where it cannot be rendered.

        NoPicture, DocumentMissing.
        """
        if self._store.size(sha256) > self._limits.file_bytes:
            raise _none(sha256, page, Refusal.TOO_LARGE)
        with self._places, self._store.open(sha256) as document:
            made = self._made(document, page, from_text=False)
            if isinstance(made, PagePicture):
                return made
            drawn = made if made in _FOR_GOOD else self._made(document, page, from_text=True)
        if isinstance(drawn, PagePicture):
            return replace(drawn, why=made)
        raise _none(sha256, page, made)

    def _made(self, document: IO[bytes], page: int, *, from_text: bool) -> PagePicture | Refusal:
        order = {
            "limits": asdict(self._limits),
            "descriptor": document.fileno(),
            "page": page,
            "from_text": from_text,
        }
        with TemporaryFile() as output:
            status = self._run(order, document.fileno(), output)
            output.seek(0)
            made = _believed(output.read(self._limits.output_bytes))
        if made is None:
            return Refusal.SLOW if status in _OUT_OF_TIME else Refusal.BROKE_OFF
        return made

    def _run(self, order: dict[str, object], descriptor: int, output: IO[bytes]) -> int:
        """The child's exit status; its whole group is killed when its time is up."""
        child = subprocess.Popen(
            (*self._program, json.dumps(order)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=os.sep,
            pass_fds=[descriptor],
            start_new_session=True,
        )
        try:
            return child.wait(self._limits.seconds + self._limits.start_seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            return child.wait()


def _believed(written: bytes) -> PagePicture | Refusal | None:
    """A picture that is what it says it is, or why there is none; None for anything else."""
    told, _, rest = written.removeprefix(READY.encode()).partition(b"\n")
    try:
        head = _HEADS.validate_json(told)
    except ValidationError:
        return None
    if head.refused:
        return head.refused
    content, words = rest[: head.length], rest[head.length :]
    starts = STARTS.get(head.media_type)
    whole = len(content) == head.length and min(head.width, head.height) > 0
    if not whole or starts is None or not content.startswith(starts):
        return None
    return PagePicture(head, content, _words(words))


def _words(told: bytes) -> tuple[Word, ...]:
    """The words on a picture; none where the child broke off over them."""
    try:
        return _WORDS.validate_json(told)
    except ValidationError:
        return ()


def _none(sha256: str, page: int, why: Refusal) -> NoPicture:
    return NoPicture(f"page {page} of document {sha256[:12]} cannot be shown: {why}", why)
