"""The whole of a policy checked: contracts, crises, rotas, roles and the wording of letters."""

from datetime import date
from pathlib import Path

from makegood.policy.access_sheet import access_faults, read_access
from makegood.policy.checks import check_sheet
from makegood.policy.contacts import contact_faults, read_contacts
from makegood.policy.crises import crisis_faults
from makegood.policy.crisis_folder import read_crisis_folder
from makegood.policy.faults import PolicyFault
from makegood.policy.folder import read_folder
from makegood.policy.loader import SHIPPED, faults_of
from makegood.policy.playbook_checks import overdue
from makegood.policy.reach_checks import reach_faults
from makegood.policy.rota import read_rotas, rota_faults
from makegood.policy.triggers import read_triggers, trigger_faults
from makegood.policy.wording import check_wording


def check(folder: Path = SHIPPED) -> list[PolicyFault]:
    """Every fault of the policy in a folder and of its letters; none when it can be used."""
    shared, rotas, contacts = read_folder(folder), read_rotas(folder), read_contacts(folder)
    crises = read_crisis_folder(folder, shared)
    return [
        *faults_of(shared),
        *crisis_faults(crises),
        *rota_faults(rotas, shared),
        *contact_faults(contacts, shared, rotas),
        *reach_faults(crises, contacts),
        *trigger_faults(read_triggers(folder)),
        *access_faults(read_access(folder), shared),
        *check_wording(folder),
    ]


def warnings(folder: Path, on: date) -> list[PolicyFault]:
    """What somebody should see to by that day, though it can be used: playbooks out of date."""
    return [
        fault
        for sheet in read_crisis_folder(folder).playbooks
        for fault in check_sheet(sheet, lambda table: overdue(table, on))
    ]
