"""The wording of letters, read from their files beside the tables, or every fault in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from makegood.policy.faults import PolicyError, PolicyFault
from makegood.policy.sheet import Sheet, read_sheet
from makegood.rules.crisis.letters import (
    CASE,
    CRISIS_DECIDING,
    CRISIS_FIELDS,
    OF_DUTY,
    OF_PLAYBOOKS,
)
from makegood.rules.letters import CLAIM, DECIDING, FIELDS, LINK, Wording, mistakes

_POLICY = Path(__file__).parent


@dataclass(frozen=True)
class LettersSheet:
    """All letters of one kind in one language, and who stands behind the wording."""

    language: str
    status: str
    letters: dict[str, Wording]


@dataclass(frozen=True)
class Kind:
    """Letters of one kind, of claims, say: their file, and the fields of each and of all.

    Those that are `deciding` may name the link too.
    """

    file: str
    fields: Mapping[str, frozenset[str]]
    always: frozenset[str]
    deciding: frozenset[str] = frozenset()

    def allowed(self, template: str) -> frozenset[str]:
        """The fields that the wording of a letter may name."""
        more = frozenset({LINK}) if template in self.deciding else frozenset[str]()
        return self.always | self.fields[template] | more


KINDS = (
    Kind("letters/en.yaml", FIELDS, frozenset({CLAIM}), DECIDING),
    Kind("letters/crisis-en.yaml", CRISIS_FIELDS, CASE, CRISIS_DECIDING),
    Kind("letters/playbooks-en.yaml", OF_PLAYBOOKS, frozenset()),
    Kind("letters/duty-en.yaml", OF_DUTY, frozenset()),
)


def load_wording(tables: Path = _POLICY / "tables") -> dict[str, Wording]:
    """The wording beside those tables, or the one that ships; PolicyError with every fault."""
    faults = tuple(check_wording(tables))
    if faults:
        raise PolicyError(faults)
    sheets = (_read(kind, tables).table for kind in KINDS)
    return {name: letter for one in sheets if one for name, letter in one.letters.items()}


def check_wording(tables: Path) -> list[PolicyFault]:
    """Every fault of the wording that goes with those tables."""
    return [fault for kind in KINDS for fault in _faults(kind, _read(kind, tables))]


def _read(kind: Kind, tables: Path) -> Sheet[LettersSheet]:
    own = tables.parent / kind.file
    path = own if own.is_file() else _POLICY / kind.file
    return read_sheet(kind.file, path.read_text(encoding="utf-8"), LettersSheet)


def _faults(kind: Kind, sheet: Sheet[LettersSheet]) -> Iterator[PolicyFault]:
    yield from sheet.faults
    letters = sheet.table.letters if sheet.table else {}
    for template, wording in letters.items():
        if template not in kind.fields:
            yield sheet.fault(f"letters.{template}", "there is no such letter")
            continue
        for part, message in mistakes(wording, kind.allowed(template)):
            yield sheet.fault(f"letters.{template}.{part}", message)
    if sheet.table is not None:
        for missing in sorted(kind.fields.keys() - letters.keys()):
            yield sheet.fault("letters", f"{missing} has no wording")
