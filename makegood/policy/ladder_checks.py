"""What must hold of a ladder, and of whoever it calls."""

from collections.abc import Iterator

from makegood.policy.checks import Finding
from makegood.policy.crisis_sheets import LadderRow
from makegood.rules.claim import Team
from makegood.rules.crisis.terms import Contact, ContactKind, Rung
from makegood.rules.crisis.words import Role
from makegood.rules.terms import Directory


def ladder_findings(row: LadderRow, people: Directory | None, path: str) -> Iterator[Finding]:
    """What is wrong with a ladder; it ends with authority, and begins with people, not roles."""
    if row.repeats < 0:
        yield f"{path}.repeats", "not fewer than none"
    if not row.rungs:
        yield f"{path}.rungs", "a ladder has one rung at least"
        return
    if not row.rungs[-1].hierarchic:
        yield f"{path}.rungs[{len(row.rungs) - 1}]", "the last rung is hierarchic: true"
    if all(contact.kind is ContactKind.ROLE for contact in row.rungs[0].contacts):
        yield f"{path}.rungs[0]", "calls a rota or a person: nobody holds a role yet"
    for place, rung in enumerate(row.rungs):
        yield from _rung(rung, people, f"{path}.rungs[{place}]")


def _rung(rung: Rung, people: Directory | None, path: str) -> Iterator[Finding]:
    if not 1 <= rung.acks_needed <= len(rung.contacts):
        yield f"{path}.acks_needed", f"{rung.acks_needed} of {len(rung.contacts)} contacts"
    if len(set(rung.contacts)) < len(rung.contacts):
        yield f"{path}.contacts", "somebody is called twice"
    for place, contact in enumerate(rung.contacts):
        yield from contact_findings(contact, people, f"{path}.contacts[{place}]")


def contact_findings(contact: Contact, people: Directory | None, path: str) -> Iterator[Finding]:
    """A finding where the contact reaches nobody that there is."""
    if contact.kind is ContactKind.ROLE:
        if contact.name not in set(Role):
            yield path, f"expected one of {', '.join(Role)}, not {contact.name}"
    elif contact.kind is ContactKind.ROTA and contact.name not in set(Team):
        yield path, f"expected one of {', '.join(Team)}, not {contact.name}"
    elif people and not _reached(contact, people):
        yield path, f"nobody in the directory is {contact.name}"


def _reached(contact: Contact, people: Directory) -> bool:
    if contact.kind is ContactKind.PERSON:
        return people.find(contact.name) is not None
    return any(contact.name in person.teams for person in people.people)
