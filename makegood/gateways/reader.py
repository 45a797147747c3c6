"""Reading documents that strangers made: in a child process that may die, and be wrong, alone."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol

from pydantic import TypeAdapter, ValidationError

from makegood.gateways.documents import BadDocumentKey, DocumentMissing, safe_name
from makegood.gateways.reading.limits import READY, ReadingLimits
from makegood.messages.problems import Retryable
from makegood.rules.claim import HeldDocument
from makegood.rules.evidence import Check, DocumentReading, Verdict

_ROOT = str(Path(__file__).resolve().parents[2])
_BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv.pop(1));"
    "from makegood.gateways.reading.child import main; main(sys.argv[1:])"
)
PROGRAM = (sys.executable, "-I", "-X", "utf8", "-c", _BOOTSTRAP, _ROOT)
"""Isolated: no user site, no variables, nothing from the working folder; our own root is named."""

MOST_PER_CHILD = 10

_OUT_OF_TIME = frozenset({-signal.SIGALRM, -signal.SIGXCPU})
"""What our own bounds end a child with; SIGKILL comes from outside, and accuses no document."""

_READINGS = TypeAdapter(DocumentReading)


class ReaderUnavailable(Retryable):
    """The child did not come up; no document had a part in it, so the same may work later."""


class Documents(Protocol):
    """Where verified documents come from: a private, open file for each."""

    def open(self, sha256: str) -> IO[bytes]: ...

    def size(self, sha256: str) -> int: ...


class DocumentReader:
    """Reads documents and never trusts them: whatever they do to the child is a verdict here."""

    def __init__(
        self,
        store: Documents,
        limits: ReadingLimits | None = None,
        program: Sequence[str] = PROGRAM,
    ) -> None:
        """`program` is the command of the child; the order is its last argument."""
        self._store = store
        self._limits = limits or ReadingLimits()
        self._program = tuple(program)

    def read(self, sha256: str, kind: str, name: str) -> DocumentReading:
        """What one document says; DocumentAltered when its content changed in the store."""
        return self.read_held((HeldDocument(kind, sha256, name),))[0]

    def read_held(self, documents: Sequence[HeldDocument]) -> tuple[DocumentReading, ...]:
        """The same for several, in their order and in as few children as can be.

        A reading carries the safe form of its document's name. A document that kills its child
        costs the others nothing: they are read by the next.
        """
        named = [replace(held, name=safe_name(held.name)) for held in documents]
        readings: list[DocumentReading] = []
        while len(readings) < len(named):
            readings += self._read_on(named[len(readings) :])
        return tuple(readings)

    def _read_on(self, documents: Sequence[HeldDocument]) -> list[DocumentReading]:
        """At least one reading: up to the first document that must not, or did not, pass."""
        if refused := self._refused(documents[0]):
            return [refused]
        fit = self._up_to_refused(documents)
        lines, status = self._run(fit)
        readings = self._believed(lines, fit)
        if len(readings) < len(fit):
            culprit = fit[len(readings)]
            size = self._store.size(culprit.sha256)
            readings.append(_unread(culprit, self._fatal(status), size))
        return readings

    def _refused(self, held: HeldDocument) -> DocumentReading | None:
        try:
            size = self._store.size(held.sha256)
        except (DocumentMissing, BadDocumentKey):
            absent = Check("held", Verdict.FAIL, "its content was never handed in")
            return _unread(held, absent)
        if 0 < size <= self._limits.file_bytes:
            return None
        detail = f"it is larger than {self._limits.file_bytes} bytes" if size else "it is empty"
        return _unread(held, Check("size", Verdict.FAIL, detail), size)

    def _up_to_refused(self, documents: Sequence[HeldDocument]) -> list[HeldDocument]:
        fit = documents[:MOST_PER_CHILD]
        bad = next((at for at, held in enumerate(fit) if self._refused(held)), len(fit))
        return list(fit[:bad])

    def _run(self, documents: Sequence[HeldDocument]) -> tuple[list[bytes], int]:
        """The lines the child wrote, after its `ready`, with its exit status."""
        with ExitStack() as stack:
            files = [stack.enter_context(self._store.open(each.sha256)) for each in documents]
            output = stack.enter_context(TemporaryFile())
            status = self._wait_for(self._start(documents, files, output), len(documents))
            output.seek(0)
            written = output.read(self._limits.output_bytes * len(documents))
        lines = written.splitlines(keepends=True)
        if lines[:1] != [READY.encode()]:
            raise ReaderUnavailable(f"the document reader did not start (status {status})")
        return lines[1:], status

    def _start(
        self, documents: Sequence[HeldDocument], files: Sequence[IO[bytes]], output: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        handed = [
            {"descriptor": file.fileno(), **asdict(held)}
            for held, file in zip(documents, files, strict=True)
        ]
        order = json.dumps({"limits": asdict(self._limits), "documents": handed})
        return subprocess.Popen(
            (*self._program, order),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=os.sep,
            pass_fds=[file.fileno() for file in files],
            start_new_session=True,
        )

    def _wait_for(self, child: subprocess.Popen[bytes], documents: int) -> int:
        """Its exit status; the whole group is killed when time is up or we are interrupted."""
        try:
            return child.wait(self._limits.seconds * documents + self._limits.start_seconds)
        except subprocess.TimeoutExpired:
            return -signal.SIGALRM
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def _believed(
        self, lines: Sequence[bytes], documents: Sequence[HeldDocument]
    ) -> list[DocumentReading]:
        """The readings that are well-formed and about what was asked, up to one that is not."""
        readings: list[DocumentReading] = []
        for line, held in zip(lines, documents, strict=False):
            try:
                reading = _READINGS.validate_json(line)
            except ValidationError:
                break
            if HeldDocument(reading.kind, reading.sha256, reading.name) != held:
                break
            readings.append(reading)
        return readings

    def _fatal(self, status: int) -> Check:
        if status in _OUT_OF_TIME:
            detail = f"reading it took more than {self._limits.seconds} seconds"
            return Check("bomb", Verdict.FAIL, detail)
        return Check("readable", Verdict.UNKNOWN, f"the reader broke off over it (status {status})")


def _unread(held: HeldDocument, check: Check, size: int = 0) -> DocumentReading:
    stamped = replace(check, document=held.sha256[:12])
    return DocumentReading(held.sha256, held.kind, held.name, size, checks=(stamped,))
