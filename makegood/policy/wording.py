"""The wording of letters, read from its file beside the tables, or every fault in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from makegood.policy.faults import PolicyError, PolicyFault
from makegood.policy.sheet import Sheet, read_sheet
from makegood.rules.letters import FIELDS, Wording, mistakes

NAME = "letters/en.yaml"
_POLICY = Path(__file__).parent


@dataclass(frozen=True)
class LettersSheet:
    """All letters in one language, and who stands behind the wording."""

    language: str
    status: str
    letters: dict[str, Wording]


def load_wording(tables: Path = _POLICY / "tables") -> dict[str, Wording]:
    """The wording beside those tables, or the one that ships; PolicyError with every fault."""
    sheet = _read(tables)
    faults = tuple(_faults(sheet))
    if faults or sheet.table is None:
        raise PolicyError(faults)
    return sheet.table.letters


def check_wording(tables: Path) -> list[PolicyFault]:
    """Every fault of the wording that goes with those tables."""
    return list(_faults(_read(tables)))


def _read(tables: Path) -> Sheet[LettersSheet]:
    own = tables.parent / NAME
    path = own if own.is_file() else _POLICY / NAME
    return read_sheet(NAME, path.read_text(encoding="utf-8"), LettersSheet)


def _faults(sheet: Sheet[LettersSheet]) -> Iterator[PolicyFault]:
    yield from sheet.faults
    letters = sheet.table.letters if sheet.table else {}
    for template, wording in letters.items():
        if template not in FIELDS:
            yield sheet.fault(f"letters.{template}", "there is no such letter")
            continue
        for part, message in mistakes(template, wording):
            yield sheet.fault(f"letters.{template}.{part}", message)
    if sheet.table is not None:
        for missing in sorted(FIELDS.keys() - letters.keys()):
            yield sheet.fault("letters", f"{missing} has no wording")
