"""How a command speaks: JSON for programs, tables and sentences for people, never markup."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from makegood.rules.money import Money

WIDE = 200
"""Columns of a table that goes into a file or a pipe."""


def answer(value: object, shown: Sequence[RenderableType], *, as_json: bool) -> None:
    """Say the value as JSON, or what is shown in its place to people, on standard output."""
    _write(sys.stdout, as_json_text(value) if as_json else as_text(shown, sys.stdout))


def failure(code: str, message: str, following: str, *, as_json: bool) -> None:
    """Say what went wrong and what to do next: to programs on standard output, as JSON."""
    if as_json:
        error = {"code": code, "message": message, "next": following}
        _write(sys.stdout, as_json_text({"error": error}))
    else:
        _write(sys.stderr, f"error: {message}\n" + (f"next:  {following}\n" if following else ""))


def as_json_text(value: object) -> str:
    """The value as JSON: amounts as strings, moments in UTC, letters as they are."""
    from pydantic_core import to_jsonable_python

    return json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=2) + "\n"


def as_text(shown: Iterable[RenderableType], stream: TextIO) -> str:
    """What people see, as wide as their terminal."""
    from rich.console import Console

    terminal = stream.isatty()
    paper = io.StringIO()
    console = Console(
        file=paper,
        force_terminal=terminal,
        width=None if terminal or "COLUMNS" in os.environ else WIDE,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for each in shown:
        console.print(each, soft_wrap=isinstance(each, str))
    return paper.getvalue()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> Table:
    """A table; what is absent is an empty cell."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(*columns, title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
    for row in rows:
        made.add_row(*(Text(cell(value)) for value in row))
    return made


def cell(value: object) -> str:
    """A value as a table shows it: amounts grouped, moments to the minute in UTC."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}Z"
    if isinstance(value, tuple):
        return ", ".join(map(cell, value))
    return str(value)


def money(amount: Money | None) -> str:
    """An amount as people read it; nothing where it is not decided."""
    return amount.text() if amount else ""


def _write(stream: TextIO, text: str) -> None:
    """Write, and do not mind a reader that has gone away."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
