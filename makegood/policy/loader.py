"""The policy loaded from its folder, or every fault in it."""

from pathlib import Path
from typing import TypeVar

from makegood.policy.assembly import Tables, assembled
from makegood.policy.book import Policy
from makegood.policy.checks import check_shared
from makegood.policy.contract_checks import check_contracts
from makegood.policy.faults import PolicyError, PolicyFault
from makegood.policy.folder import Folder, read_folder
from makegood.policy.sheet import Sheet

SHIPPED = Path(__file__).parent / "tables"
"""The policy that ships: three contracts written after public terms."""

Table = TypeVar("Table")


def load_policy(folder: Path = SHIPPED) -> Policy:
    """The policy in a folder; PolicyError, with every fault, when it cannot be used."""
    read = read_folder(folder)
    faults = faults_of(read)
    if faults:
        raise PolicyError(faults)
    return assembled(_tables(read))


def faults_of(folder: Folder) -> tuple[PolicyFault, ...]:
    """By file and line; a row that others refer to is at fault once, not once for each."""
    found = (*folder.faults(), *check_shared(folder), *check_contracts(folder))
    once = {(fault.file, fault.line, fault.cell, fault.message): fault for fault in found[::-1]}
    return tuple(sorted(once.values()))


def _tables(folder: Folder) -> Tables:
    return Tables(
        policy=_table(folder.policy),
        rates=_table(folder.rates),
        calendars=_table(folder.calendars),
        authority=_table(folder.authority),
        targets=_table(folder.targets),
        exclusions=_table(folder.exclusions),
        documents=_table(folder.documents),
        people=_table(folder.people),
        contracts=tuple(_table(sheet) for sheet in folder.contracts),
        sha256=folder.sha256,
    )


def _table(sheet: Sheet[Table]) -> Table:
    assert sheet.table is not None, f"{sheet.name} has no table and no fault"
    return sheet.table
