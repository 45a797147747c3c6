"""Writes the reference of who may do what from the table itself."""

from collections.abc import Iterator

from makegood.policy.access import AccessBook, load_access
from makegood.policy.loader import SHIPPED
from makegood.rules.access import Condition, Role

HEAD = """# Who may do what

Made by `python -m makegood.policy.access_page` from `makegood/policy/tables/access.yaml`; a test
compares the two.

A role may do what is marked in its column. What nobody is marked for is allowed to nobody. Who may
sign, and how much, is the authority matrix's to say: this table only opens the door.
[How it is asked](../explanation/security.md).

| mark | the role may, |
|---|---|
| `yes` | whatever it is about |
| `merchant` | where it is the account's own merchant's |
| `team` | in the name of a team of one's own, or of one that was delegated on that day |
| `scope` | where the key was given for it |
"""
MARKS = {
    Condition.OWN_MERCHANT: "merchant",
    Condition.OWN_TEAM: "team",
    Condition.MEMBER: "member",
    Condition.SCOPE: "scope",
}


def page(book: AccessBook) -> Iterator[str]:
    """Yield the lines of the page."""
    yield HEAD
    yield f"| action | {' | '.join(role.replace('_', ' ') for role in Role)} |"
    yield "|---" * (len(Role) + 1) + "|"
    for action in actions(book):
        cells = (_mark(book, role, action) for role in Role)
        yield f"| `{action}` | {' | '.join(cells)} |"
    yield ""
    yield from _large(book)
    yield from _accounts(book)


def actions(book: AccessBook) -> list[str]:
    """Every action that somebody is granted by name."""
    return sorted({action for grant in book.table.grants for action in grant.actions})


def _mark(book: AccessBook, role: Role, action: str) -> str:
    kind = action.partition(".")[0]
    for grant in book.table.grants:
        if grant.role is role and {action, f"{kind}.*", "*"} & grant.actions:
            marks = (MARKS[one] for one in Condition if one in grant.conditions)
            return ", ".join(marks) or "yes"
    return ""


def _large(book: AccessBook) -> Iterator[str]:
    table = book.table
    limits = ", ".join(limit.text() for limit in table.step_up_over)
    minutes = int(table.step_up_within.total_seconds() // 60)
    named = ", ".join(f"`{action}`" for action in sorted(table.step_up_actions))
    yield "## Large amounts"
    yield ""
    yield f"{named} about more than {limits}, or in a currency without a limit, need a sign-in"
    yield f"of the last {minutes} minutes. Keys cannot do them."
    yield ""


def _accounts(book: AccessBook) -> Iterator[str]:
    yield "## Who has which role"
    yield ""
    yield "| account | roles | merchant |"
    yield "|---|---|---|"
    for name in book.accounts:
        actor = book.actor(name)
        assert actor is not None
        roles = ", ".join(role.replace("_", " ") for role in Role if role in actor.roles)
        yield f"| `{name}` | {roles} | {actor.merchant_id} |"


if __name__ == "__main__":
    print("\n".join(page(load_access(SHIPPED))))
