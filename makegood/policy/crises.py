"""What policy says of crises, loaded from its folder, or every fault in it."""

from collections.abc import Iterator
from pathlib import Path

from makegood.policy.checks import check_sheet
from makegood.policy.crisis_assembly import assembled
from makegood.policy.crisis_book import CrisisBook
from makegood.policy.crisis_checks import crisis_findings
from makegood.policy.crisis_folder import CrisisFolder, read_crisis_folder
from makegood.policy.faults import PolicyError, PolicyFault
from makegood.policy.loader import SHIPPED, faults_of
from makegood.policy.playbook_checks import playbook_findings, shelf_findings
from makegood.policy.statement_checks import (
    language_findings,
    misnamed,
    statement_findings,
)


def load_crises(folder: Path = SHIPPED) -> CrisisBook:
    """The crisis tables of the policy in a folder; PolicyError, with every fault, if any is."""
    read = read_crisis_folder(folder)
    faults = (*faults_of(read.shared), *crisis_faults(read))
    if faults:
        raise PolicyError(faults)
    return assembled(read)


def crisis_faults(folder: CrisisFolder) -> tuple[PolicyFault, ...]:
    """What is wrong with the crisis files, by file and line."""
    found = (*folder.faults(), *_found(folder))
    once = {(fault.file, fault.line, fault.cell, fault.message): fault for fault in found[::-1]}
    return tuple(sorted(once.values()))


def _found(folder: CrisisFolder) -> Iterator[PolicyFault]:
    people = folder.shared.people.table
    yield from check_sheet(folder.crises, lambda sheet: crisis_findings(sheet, folder))
    yield from check_sheet(folder.crises, lambda sheet: shelf_findings(sheet, folder))
    yield from check_sheet(folder.crises, lambda sheet: language_findings(sheet, folder))
    for playbook in folder.playbooks:
        yield from check_sheet(playbook, lambda sheet: playbook_findings(sheet, people))
    for texts in folder.statements:
        yield from check_sheet(texts, lambda sheet: statement_findings(sheet, folder))
    yield from misnamed(folder)
