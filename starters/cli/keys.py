"""`key create`, `list`, `revoke` and `scopes`: how other systems are let in, and kept out."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from starters.cli import groups
from starters.cli.commands import command
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.words import By

if TYPE_CHECKING:
    from starters.key_desk import KeyDesk

Name = Annotated[str, typer.Argument(metavar="NAME", help="The system that the key is of.")]


def desk(visit: Visit) -> "KeyDesk":
    """Where keys are given, by the policy in force."""
    from makegood.policy.access import load_access
    from makegood.policy.loader import load_policy
    from starters.key_desk import KeyDesk
    from starters.policy_tables import tables

    folder = tables(visit.settings.policy_dir)
    merchants = load_policy(folder).merchants()
    return KeyDesk(visit.engine, load_access(folder), merchants, visit.doors.now)


@command(groups.key, "create")
def create(
    visit: Visit,
    name: Name,
    scope: Annotated[
        list[str],
        typer.Option("--scope", metavar="ACTION", help="What it may do; as often as needed."),
    ],
    by: By,
    days: Annotated[
        int, typer.Option("--days", min=1, max=366, help="After how many days it ends.")
    ] = 90,
    merchant: Annotated[
        str, typer.Option("--merchant", help="Only what is this merchant's; any without it.")
    ] = "",
) -> None:
    """Make a key for another system; it is shown now and never again."""
    from starters.key_desk import Wanted

    wanted = Wanted(name, tuple(scope), timedelta(days=days), merchant)
    key = desk(visit).create(wanted, by)
    visit.tell(
        {"name": name, "key": key, "scopes": scope, "merchant": merchant, "days": days},
        key,
        f"Keep it now: it is not shown again. It ends in {days} days.",
    )


@command(groups.key, "list")
def list_(visit: Visit) -> None:
    """List every key there is or was; what opens anything is not kept."""
    entries = desk(visit).all()
    now = visit.doors.now()
    columns = ("name", "key", "may", "merchant", "until", "last used", "works", "made by")
    rows = [
        (
            *(one.name, f"mg_{one.id}_...", " ".join(one.scopes), one.merchant_id or "any"),
            *(one.ends_at, one.used_at, "yes" if one.works(now) else "no", one.made_by),
        )
        for one in entries
    ]
    visit.tell({"keys": entries}, table(columns, rows))


@command(groups.key, "revoke")
def revoke(visit: Visit, name: Name, by: By) -> None:
    """Take a key away, at once and for ever."""
    entry = desk(visit).revoke(name, by)
    visit.tell(entry, f"The key of {name} opens nothing any more.")


@command(groups.key, "scopes")
def scopes(visit: Visit) -> None:
    """List every action that a key may be given for."""
    found = desk(visit).scopes()
    visit.tell({"scopes": found}, *found)
