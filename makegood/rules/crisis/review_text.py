"""The review of a case as Markdown, whatever its people wrote."""

import re
from collections.abc import Iterator

from makegood.rules.case_words import Event
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.review_report import Report, Row, Section, report

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_OPENING = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=#]))")
"""Where the beginning of a line would make a heading, a list or a rule."""
_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def markdown(case: CrisisFile, events: tuple[Event, ...] = ()) -> str:
    """The review as Markdown (CommonMark with tables); texts of strangers stay plain text in it."""
    return as_markdown(report(case, events))


def as_markdown(made: Report) -> str:
    """A report as Markdown; an empty table says so."""
    return "\n\n".join(_parts(made)) + "\n"


def plain(text: str) -> str:
    """A text in which nothing is markup, on one line, without control characters."""
    line = _BREAKS.sub(" ", text.strip())
    line = _SPECIAL.sub(r"\\\1", visible(line))
    return _OPENING.sub(r"\1\\", line)


def visible(text: str) -> str:
    """A text without the characters that nobody sees and that turn the direction of others."""
    return _UNSEEN.sub("", text)


def _parts(made: Report) -> Iterator[str]:
    yield f"# {plain(made.title)}"
    for mark in made.marks:
        yield f"**{plain(mark)}**"
    yield plain(made.subtitle)
    for section in made.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f"## {plain(section.heading)}"
    if section.prose:
        yield plain(section.prose)
    if section.columns:
        yield _table(section.columns, section.rows) if section.rows else "None."


def _table(columns: Row, rows: tuple[Row, ...]) -> str:
    lines = (columns, ("---",) * len(columns))
    head = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return "\n".join((head, *(f"| {' | '.join(map(plain, row))} |" for row in rows)))
