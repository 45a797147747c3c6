"""Whom a call is for: written down as text, and found among the people of the case."""

from makegood.rules.claim import Team
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.terms import Contact, ContactKind
from makegood.rules.crisis.words import Role
from makegood.rules.refusals import Refused

LAST_RESORT = 0
"""The layer of a rota's fallback person, who is called when everybody else has been."""

FIRST_OF_DESK = Contact(ContactKind.ROTA, Team.SERVICE_DESK)
FALLBACK = Contact(ContactKind.ROTA, Team.SERVICE_DESK, LAST_RESORT)
DUTY_MANAGER = Contact(ContactKind.ROTA, Team.MANAGEMENT)


def contact_text(contact: Contact) -> str:
    """The contact as a call carries it: `rota:legal:1`, `person:desk.mai` or `role:lead`."""
    layer = f":{contact.layer}" if contact.kind is ContactKind.ROTA else ""
    return f"{contact.kind}:{contact.name}{layer}"


def contact_of(text: str) -> Contact:
    """The contact in its text; refuses `no_contact` where it is none."""
    kind, _, name = text.partition(":")
    name, _, layer = name.partition(":")
    if kind not in set(ContactKind) or not name or not (layer or "1").isdecimal():
        raise Refused("no_contact", f"{text!r} names nobody: expected rota:team:layer or the like.")
    return Contact(ContactKind(kind), name, int(layer or "1"))


def resolved(case: CrisisFile, contacts: tuple[str, ...]) -> tuple[str, ...]:
    """The contacts with each role as the person who holds it now; the desk's rota where none does.

    Nobody is named twice.
    """
    found = (_person_of(case, contact_of(text)) for text in contacts)
    return tuple(dict.fromkeys(map(contact_text, found)))


def _person_of(case: CrisisFile, contact: Contact) -> Contact:
    if contact.kind is not ContactKind.ROLE:
        return contact
    holder = case.holder(Role(contact.name)) if contact.name in set(Role) else ""
    return Contact(ContactKind.PERSON, holder) if holder else FIRST_OF_DESK
