"""A CSV file as it comes, zipped or not, read row by row without losing any."""

import csv
import gzip
import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from typing import IO, Literal, Protocol

from typing_extensions import override

from starters.errors import BadInput

GZIP_MAGIC = b"\x1f\x8b"
DELIMITERS = (",", ";", "\t", "|")
CHUNK = 1 << 20
MOST_BYTES = 4 << 30
"""Unzipped; a larger file is refused before its first row, so that a bomb costs only a while."""
LONGEST_HEADER = 64 * 1024
LONGEST_MARK = 3
SHOWN = 300
ESCAPED = re.compile("[\udc80-\udcff]")
BEYOND_ASCII = re.compile("[^\\x00-\\x7f]")
UNDECODABLE = "surrogateescape"
"""Bytes without a letter survive the reading, so that their row can be refused by line."""


Names = tuple[str, ...]


class Content(Protocol):
    """Bytes that are read as often as they are asked for, as those of a path; `str` names them."""

    def open(self, mode: Literal["rb"], /) -> IO[bytes]:
        """The bytes from their beginning."""


@dataclass(frozen=True)
class Held:
    """Bytes that are in the memory already, and what people call them."""

    content: bytes
    name: str

    def open(self, _: Literal["rb"], /) -> IO[bytes]:
        """The bytes from their beginning."""
        return BytesIO(self.content)

    @override
    def __str__(self) -> str:
        """What people call them."""
        return self.name


@dataclass(frozen=True)
class Form:
    """How a file is written, as found in its content; `lines` counts its line feeds."""

    zipped: bool
    encoding: str
    delimiter: str
    lines: int
    header: Names


@dataclass(frozen=True)
class Record:
    """One row with the lines it stands on; `problem` says why it could not be told apart."""

    line: int
    cells: tuple[str, ...]
    last_line: int
    problem: str = ""


class Rows(Protocol):
    """What the reader of the standard library gives."""

    @property
    def line_num(self) -> int:
        """The lines read so far."""

    def __next__(self) -> list[str]:
        """The cells of the next row."""


@dataclass(frozen=True)
class Source:
    """A file that has been read through once, and can be read again row by row."""

    path: Content
    form: Form

    def records(self) -> Iterator[Record]:
        """Every row below the header, blank lines left out."""
        with _text(self.path, self.form.zipped, self.form.encoding) as text:
            rows = _records(csv.reader(text, delimiter=self.form.delimiter, strict=True))
            next(rows, None)
            yield from rows


def open_source(path: Content, wanted: Sequence[str], most: int | None = None) -> Source:
    """The source, its encoding and delimiter found by content; BadInput when it cannot be one.

    Reads the whole file once: a broken archive is refused before any row is used, and so is one
    that holds more than `most` bytes.
    """
    try:
        zipped = _is_zipped(path)
        encoding, lines = _encoding(path, zipped, MOST_BYTES if most is None else most)
        delimiter, header = _header(path, (zipped, encoding), wanted)
    except (EOFError, zlib.error, UnicodeError, gzip.BadGzipFile) as error:
        raise BadInput(f"{path} cannot be read: {error}. Is it whole?") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from error
    _demand_columns(path, header, wanted)
    return Source(path, Form(zipped, encoding, delimiter, lines, header))


def _is_zipped(path: Content) -> bool:
    with path.open("rb") as file:
        return file.read(len(GZIP_MAGIC)) == GZIP_MAGIC


@contextmanager
def _bytes(path: Content, zipped: bool) -> Iterator[IO[bytes]]:  # noqa: FBT001
    with path.open("rb") as raw:
        if not zipped:
            yield raw
            return
        with gzip.open(raw) as file:
            yield file  # type: ignore[misc] # a GzipFile is a file of bytes


@contextmanager
def _text(path: Content, zipped: bool, encoding: str) -> Iterator[TextIOWrapper]:  # noqa: FBT001
    with _bytes(path, zipped) as file:
        yield TextIOWrapper(file, encoding, UNDECODABLE, newline="")


def _encoding(path: Content, zipped: bool, most: int) -> tuple[str, int]:  # noqa: FBT001
    """What the file's mark says, else UTF-8, else Windows' cp1252; and how many lines it has."""
    with _bytes(path, zipped) as file:
        letters = _Letters(_marked(file.read(LONGEST_MARK)))
    with _bytes(path, zipped) as file:
        lines = read = 0
        while chunk := file.read(CHUNK):
            lines, read = lines + chunk.count(b"\n"), read + len(chunk)
            if read > most:
                raise BadInput(f"{path} holds more than {most:,} bytes. Split it.")
            letters.weigh(chunk)
    if not read:
        raise BadInput(f"{path} is empty.")
    return letters.encoding(), lines


def _marked(start: bytes) -> str:
    if start.startswith(BOM_UTF8):
        return "utf-8-sig"
    return "utf-16" if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ""


class _Letters:
    """Weighs what of a file is UTF-8 and what is not: one bad byte garbles no other row."""

    def __init__(self, marked: str) -> None:
        self._marked = marked
        wide = marked == "utf-16"
        self._decoder = getincrementaldecoder(marked or "utf-8")("strict" if wide else UNDECODABLE)
        self._good = self._bad = 0

    def weigh(self, chunk: bytes) -> None:
        text = self._decoder.decode(chunk)
        if not text.isascii():
            bad = len(ESCAPED.findall(text))
            self._bad += bad
            self._good += len(BEYOND_ASCII.findall(text)) - bad

    def encoding(self) -> str:
        bad = self._bad + len(self._decoder.decode(b"", final=True))
        return self._marked or ("cp1252" if bad > self._good else "utf-8")


def _header(path: Content, form: tuple[bool, str], wanted: Sequence[str]) -> tuple[str, Names]:
    """The delimiter under which the header names most of the columns, and those names."""
    with _text(path, *form) as text:
        start = text.read(LONGEST_HEADER)
    headers = [(mark, _names(start, mark)) for mark in DELIMITERS]
    return max(headers, key=lambda header: len(set(wanted) & set(header[1])))


def _names(start: str, delimiter: str) -> Names:
    try:
        first = next(csv.reader(StringIO(start, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return ()
    return tuple(name.strip() for name in first)


def _demand_columns(path: Content, header: Names, wanted: Sequence[str]) -> None:
    absent = [column for column in wanted if column not in header]
    twice = sorted({column for column in wanted if header.count(column) > 1})
    if absent:
        shown = ", ".join(header)[:SHOWN]
        raise BadInput(
            f"{path} has no column {', '.join(map(repr, absent))}. It has: {shown}. "
            "Does the mapping fit this file?"
        )
    if twice:
        raise BadInput(f"{path} has the column {', '.join(map(repr, twice))} twice.")


def _records(rows: Rows) -> Iterator[Record]:
    """Every row that is not blank; one that breaks the form of CSV carries its problem."""
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(line, (), rows.line_num, str(error))
            continue
        if cells:
            yield Record(line, tuple(cells), rows.line_num)
