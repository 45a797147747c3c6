"""A walk through frozen tables, to look at or to change every cell of one sort."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

Table = TypeVar("Table")
Cell = TypeVar("Cell")


def cells(table: object, kind: type[Cell], path: str = "") -> Iterator[tuple[str, Cell]]:
    """Every value of that class in the table, with the path to it, in the order of the fields."""
    if isinstance(table, kind):
        yield path, table
    for name, inner in _inside(table):
        yield from cells(inner, kind, f"{path}{name}".lstrip("."))


def _inside(table: object) -> Iterator[tuple[str, object]]:
    if is_dataclass(table):
        yield from ((f".{each.name}", getattr(table, each.name)) for each in fields(table))
    elif isinstance(table, dict):
        yield from ((f".{key}", inner) for key, inner in table.items())
    elif isinstance(table, tuple):
        yield from ((f"[{place}]", inner) for place, inner in enumerate(table))


def changed(table: Table, kind: type[Cell], change: Callable[[Cell], Cell]) -> Table:
    """The same table, with every value of that class changed."""
    result = _changed(table, kind, change)
    assert isinstance(result, type(table))
    return result


def _changed(table: object, kind: type[Cell], change: Callable[[Cell], Cell]) -> object:
    if isinstance(table, kind):
        return change(table)
    if isinstance(table, tuple):
        return tuple(_changed(inner, kind, change) for inner in table)
    if is_dataclass(table) and not isinstance(table, type):
        inner = {each.name: getattr(table, each.name) for each in fields(table)}
        return replace(table, **{n: _changed(value, kind, change) for n, value in inner.items()})
    return table
