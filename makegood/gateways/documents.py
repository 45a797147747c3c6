"""The document store: files kept under the sha256 of their content, wherever fsspec can write."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Protocol
from uuid import uuid4

import fsspec

from makegood.messages.problems import Malformed, NeedsPerson, NotFound

CHUNK = 64 * 1024
LONGEST_NAME = 100
KEY = re.compile(r"[0-9a-f]{64}")


class DocumentTooLarge(Malformed):
    """More bytes than are allowed were announced or sent; nothing of them was kept."""


class BadDocumentKey(Malformed):
    """A document is named by 64 hexadecimal digits and by nothing else."""


class DocumentMissing(NotFound):
    """No document with this content was ever handed in here."""


class DocumentAltered(NeedsPerson):
    """What is stored no longer has the content that its key promises."""


class Readable(Protocol):
    """Whatever bytes can be read from, piece by piece."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class StoredDocument:
    """A document as it is known from now on; its name is no part of it."""

    sha256: str
    size: int


class DocumentStore:
    """Keeps documents by content: the same bytes are one document, however often they are put."""

    def __init__(self, url: str) -> None:
        """`url` is any that fsspec knows; a plain path is a folder, made when needed."""
        self._files, self._root = fsspec.url_to_fs(url, auto_mkdir=True)

    def put(self, stream: Readable, limit: int, *, announced: int | None = None) -> StoredDocument:
        """Keep what the stream holds, at most `limit` bytes; DocumentTooLarge beyond it.

        An `announced` length beyond the limit is refused before a byte is read. The document is
        visible whole or not at all: it is written under a passing name and then moved.
        """
        if announced is not None and announced > limit:
            raise DocumentTooLarge(f"{announced} bytes announced, at most {limit} are accepted")
        passing = f"{self._root}/incoming/{uuid4().hex}"
        try:
            stored = self._receive(stream, limit, passing)
            self._settle(passing, stored.sha256)
        finally:
            if self._files.exists(passing):
                self._files.rm_file(passing)
        return stored

    def open(self, sha256: str) -> IO[bytes]:
        """The document as a private copy whose content has been verified, open at its beginning.

        DocumentMissing when there is none, DocumentAltered when its content has changed.
        """
        with ExitStack() as unless_whole:
            copy = unless_whole.enter_context(TemporaryFile())
            digest = hashlib.sha256()
            for chunk in self._chunks(sha256):
                digest.update(chunk)
                copy.write(chunk)
            if digest.hexdigest() != sha256:
                raise DocumentAltered(f"document {sha256[:12]} was changed after it was handed in")
            copy.seek(0)
            unless_whole.pop_all()
            return copy

    def exists(self, sha256: str) -> bool:
        """Whether a document with this content is held."""
        return bool(self._files.exists(self._path(sha256)))

    def size(self, sha256: str) -> int:
        """Its size in bytes; DocumentMissing when there is none."""
        if not self.exists(sha256):
            raise DocumentMissing(f"no document {sha256[:12]} is held")
        return int(self._files.size(self._path(sha256)))

    def _receive(self, stream: Readable, limit: int, passing: str) -> StoredDocument:
        digest, size = hashlib.sha256(), 0
        with self._files.open(passing, "wb") as target:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise DocumentTooLarge(f"more than {limit} bytes were sent")
                digest.update(chunk)
                target.write(chunk)
        return StoredDocument(digest.hexdigest(), size)

    def _settle(self, passing: str, sha256: str) -> None:
        if not self.exists(sha256):
            self._files.makedirs(self._path(sha256).rpartition("/")[0], exist_ok=True)
            self._files.mv(passing, self._path(sha256))

    def _chunks(self, sha256: str) -> Iterator[bytes]:
        if not self.exists(sha256):
            raise DocumentMissing(f"no document {sha256[:12]} is held")
        with self._files.open(self._path(sha256), "rb") as source:
            while chunk := source.read(CHUNK):
                yield chunk

    def _path(self, sha256: str) -> str:
        if not KEY.fullmatch(sha256):
            raise BadDocumentKey(f"{sha256[:70]!r} is not the sha256 of a document")
        return f"{self._root}/{sha256[:2]}/{sha256}"


def safe_name(name: str) -> str:
    """A name fit to be shown and saved: no folders, control or direction signs, at most 100 long.

    Names of documents are hearsay: nothing is ever stored or looked up under them.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    suffix = PurePosixPath(shown).suffix[:10]
    return shown.removesuffix(suffix)[: LONGEST_NAME - len(suffix)] + suffix or "document"
