"""The whole of a policy checked: contracts, crises, rotas and the wording of letters."""

from datetime import date
from pathlib import Path

from makegood.policy.checks import check_sheet
from makegood.policy.crises import crisis_faults
from makegood.policy.crisis_folder import read_crisis_folder
from makegood.policy.faults import PolicyFault
from makegood.policy.folder import read_folder
from makegood.policy.loader import SHIPPED, faults_of
from makegood.policy.playbook_checks import overdue
from makegood.policy.rota import read_rotas, rota_faults
from makegood.policy.wording import check_wording


def check(folder: Path = SHIPPED) -> list[PolicyFault]:
    """Every fault of the policy in a folder and of its letters; none when it can be used."""
    shared = read_folder(folder)
    return [
        *faults_of(shared),
        *crisis_faults(read_crisis_folder(folder, shared)),
        *rota_faults(read_rotas(folder), shared),
        *check_wording(folder),
    ]


def warnings(folder: Path, on: date) -> list[PolicyFault]:
    """What somebody should see to by that day, though it can be used: playbooks out of date."""
    return [
        fault
        for sheet in read_crisis_folder(folder).playbooks
        for fault in check_sheet(sheet, lambda table: overdue(table, on))
    ]
