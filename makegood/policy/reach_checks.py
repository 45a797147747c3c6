"""What must hold between whoever is named to be called in a crisis and the channels of people."""

from collections.abc import Iterator

from makegood.policy.checks import Finding, check_sheet
from makegood.policy.contacts import ContactsSheet
from makegood.policy.crisis_folder import CrisisFolder
from makegood.policy.faults import PolicyFault
from makegood.policy.sheet import Sheet
from makegood.policy.walk import cells
from makegood.rules.crisis.terms import Contact, ContactKind


def reach_faults(folder: CrisisFolder, contacts: Sheet[ContactsSheet]) -> Iterator[PolicyFault]:
    """A fault for everybody whom a ladder or a playbook calls by name, and nothing reaches."""
    if contacts.table is None:
        return
    reached = {row.name for row in contacts.table.people}
    yield from check_sheet(folder.crises, lambda sheet: _unreached(sheet, reached))
    for playbook in folder.playbooks:
        yield from check_sheet(playbook, lambda sheet: _unreached(sheet, reached))


def _unreached(sheet: object, reached: set[str]) -> Iterator[Finding]:
    for path, contact in cells(sheet, Contact):
        if contact.kind is ContactKind.PERSON and contact.name not in reached:
            yield path, f"{contact.name} has no channel in contacts.yaml"
