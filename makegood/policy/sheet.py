"""A YAML file read into frozen tables, which knows the line of each of its cells."""

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache
from types import UnionType
from typing import Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from makegood.policy.cells import CELLS, UNREADABLE, Cell
from makegood.policy.faults import PolicyFault

Table = TypeVar("Table")
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where the wheel carries it: ten times faster, with the same lines."""
NULL = "tag:yaml.org,2002:null"


class _Bad:
    """What stands for a value that could not be read; its fault is noted already."""


BAD = _Bad()


@dataclass(frozen=True)
class Sheet(Generic[Table]):
    """A file: its table, absent when a fault prevents it, and the line of each cell."""

    name: str
    table: Table | None
    lines: dict[str, int]
    faults: tuple[PolicyFault, ...]

    def fault(self, table: str, message: str) -> PolicyFault:
        """A fault at a cell, or at the nearest table around it that is written down."""
        around = table
        while around and around not in self.lines:
            around = around[: max(around.rfind("."), around.rfind("["), 0)]
        return PolicyFault(self.name, self.lines.get(around, 1), table, message)


def read_sheet(name: str, text: str, kind: type[Table]) -> Sheet[Table]:
    """The sheet in a file's text; every fault is collected, none is raised."""
    plain: type = kind
    reader, table = _read(name, text, plain)
    found = table if isinstance(table, kind) else None
    return Sheet(name, found, dict(reader.lines), tuple(reader.faults))


@lru_cache(maxsize=128)
def _read(name: str, text: str, kind: type) -> tuple["_Reader", object]:
    """What a text reads as; whoever starts asks several times for the same."""
    reader = _Reader(name)
    return reader, reader.read_text(text, kind)


@cache
def _hints(kind: type) -> dict[str, object]:
    """What each field of a table is to be."""
    return get_type_hints(kind)


@dataclass
class _Reader:
    name: str
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[PolicyFault] = field(default_factory=list)

    def read_text(self, text: str, kind: type) -> object:
        try:
            root = yaml.compose(text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.faults.append(PolicyFault(self.name, line, "", f"not YAML: {error.problem}"))
            return BAD
        if root is None:
            self.faults.append(PolicyFault(self.name, 1, "", "the file is empty"))
            return BAD
        return self.read(root, kind, "")

    def read(self, node: yaml.Node, hint: object, path: str) -> object:
        """The value of a node as its type hint says; BAD, with a fault noted, when it cannot be."""
        self.lines[path] = node.start_mark.line + 1
        origin, inner = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            return None if node.tag == NULL else self.read(node, inner[0], path)
        if origin is tuple:
            return self._sequence(node, inner[0], path)
        if origin is dict:
            return self._mapping(node, inner, path)
        if is_dataclass(hint) and isinstance(hint, type) and hint not in CELLS:
            return self._dataclass(node, hint, path)
        return self._cell(node, hint, path)

    def _bad(self, node: yaml.Node, path: str, message: str) -> _Bad:
        self.faults.append(PolicyFault(self.name, node.start_mark.line + 1, path, message))
        return BAD

    def _cell(self, node: yaml.Node, hint: object, path: str) -> object:
        read, expected = _cell_of(hint)
        if not isinstance(node, yaml.ScalarNode) or node.tag == NULL:
            return self._bad(node, path, f"expected {expected}")
        try:
            return read(node.value)
        except UNREADABLE:
            return self._bad(node, path, f"expected {expected}, not {node.value!r}")

    def _sequence(self, node: yaml.Node, hint: object, path: str) -> object:
        if not isinstance(node, yaml.SequenceNode):
            return self._bad(node, path, "expected a list")
        values = [self.read(item, hint, f"{path}[{n}]") for n, item in enumerate(node.value)]
        return BAD if BAD in values else tuple(values)

    def _mapping(self, node: yaml.Node, hints: tuple[object, ...], path: str) -> object:
        table: dict[object, object] = {}
        for key, value in self._rows(node, path):
            inside = _joined(path, key.value)
            table[self._cell(key, hints[0], inside)] = self.read(value, hints[1], inside)
        return BAD if BAD in {*table} or BAD in table.values() else table

    def _dataclass(self, node: yaml.Node, kind: type, path: str) -> object:
        before = len(self.faults)
        hints = _hints(kind)
        values: dict[str, object] = {}
        for key, value in self._rows(node, path):
            if key.value not in hints:
                self._bad(key, _joined(path, key.value), _unknown(key.value, list(hints)))
                continue
            values[key.value] = self.read(value, hints[key.value], _joined(path, key.value))
        for name in _required(kind):
            if name not in values:
                self._bad(node, _joined(path, name), "is missing")
        return BAD if len(self.faults) > before else self._built(node, kind, values, path)

    def _built(self, node: yaml.Node, kind: type, values: dict[str, object], path: str) -> object:
        try:
            return kind(**values)
        except (ValueError, TypeError) as error:
            return self._bad(node, path, str(error))

    def _rows(self, node: yaml.Node, path: str) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        """The keys and values of a mapping; a key that comes twice is a fault."""
        if not isinstance(node, yaml.MappingNode):
            self._bad(node, path, "expected a table of keys and values")
            return
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                self._bad(key, path, "a key is one word, and comes once")
                continue
            seen.add(key.value)
            yield key, value


def _cell_of(hint: object) -> Cell:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint, f"one of {', '.join(hint)}"
    return CELLS[hint]


def _required(kind: type) -> list[str]:
    return [
        each.name
        for each in fields(kind)
        if each.default is MISSING and each.default_factory is MISSING
    ]


def _unknown(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(sorted(known))}"
    return f"unknown key; {hint}"


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
