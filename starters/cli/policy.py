"""`policy check`, `show`, `editions`, `difference`: the tables that the company works by."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from makegood.policy.book import Contract
from makegood.policy.difference import ChangedFile, ChangedLine, differences
from starters.cli import groups
from starters.cli.commands import command
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.errors import BadInput
from starters.exits import Exit
from starters.policy_tables import tables


@command(groups.policy, "check")
def check(
    visit: Visit,
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Without it, the policy in force.")
    ] = None,
) -> None:
    """Check a policy; every fault is named with its file, line and table.

    A playbook that should have been looked through by now is a warning, and no fault.
    """
    from makegood.policy.checking import check as faults_of
    from makegood.policy.checking import warnings

    place = tables(folder or visit.settings.policy_dir)
    if not place.is_dir():
        raise BadInput(f"{place}: there is no such folder")
    faults = faults_of(place)
    late = warnings(place, datetime.now(UTC).date())
    fine = f"The policy in {place.name} has no faults."
    visit.tell(
        {"folder": str(place), "faults": faults, "warnings": late},
        *(f"warning: {one.text()}" for one in late),
        *(fault.text() for fault in faults),
        f"{len(faults)} faults" if faults else fine,
    )
    if faults:
        raise typer.Exit(Exit.FAILED)


@command(groups.policy, "show")
def show(visit: Visit) -> None:
    """Show the policy in force: its version, contracts, people."""
    from makegood.policy.loader import load_policy

    policy = load_policy(tables(visit.settings.policy_dir))
    people = [(p.name, p.teams, p.level) for p in policy.directory.people]
    contracts = [_contract(each) for each in policy.contracts]
    visit.tell(
        {
            "version": policy.version,
            "sha256": policy.sha256,
            "contracts": contracts,
            "people": policy.directory.people,
        },
        f"Policy {policy.version} ({policy.sha256[:12]})",
        table(("contract", "merchant", "name", "country", "currency"), [
            (c.contract, c.merchant, c.name, c.country, c.currency) for c in policy.contracts
        ]),
        table(("person", "teams", "level"), people),
    )  # fmt: skip


@command(groups.policy, "editions")
def editions(visit: Visit) -> None:
    """The editions of the policy that the web process has started with, the newest first."""
    from makegood.policy.edition import written_policy
    from makegood.store.policy_shelf import PolicyShelf

    now = written_policy(visit.settings.policy_dir).sha256
    found = PolicyShelf(visit.engine).editions()
    rows = [
        (one.version, one.sha256[:12], one.seen_at, "in force" if one.sha256 == now else "")
        for one in found
    ]
    shown = table(("version", "sha256", "since", ""), rows)
    visit.tell({"in_force": now, "editions": found}, shown)


@command(groups.policy, "difference")
def difference(
    visit: Visit,
    old: Annotated[str, typer.Argument(metavar="OLD", help="Its sha256, or how that begins.")],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="The same; without it, the policy in force.")
    ] = "",
) -> None:
    """What has changed from one edition of the policy to another, file by file, line by line."""
    changed = differences(_files(visit, old), _files(visit, new) if new else _in_force(visit))
    lines = [line.text for one in changed for line in (_title(one), *one.lines)]
    visit.tell({"changed": changed}, *(lines or ["Nothing: the two are the same."]))


def _in_force(visit: Visit) -> dict[str, str]:
    from makegood.policy.edition import written_policy

    return written_policy(visit.settings.policy_dir).files


def _files(visit: Visit, beginning: str) -> dict[str, str]:
    from makegood.store.policy_shelf import PolicyShelf

    shelf = PolicyShelf(visit.engine)
    return shelf.files(shelf.named(beginning).sha256)


def _title(changed: ChangedFile) -> ChangedLine:
    return ChangedLine("place", f"{changed.name}: {changed.state}")


def _contract(contract: Contract) -> dict[str, object]:
    return {
        "contract": contract.contract,
        "merchant": contract.merchant,
        "name": contract.name,
        "country": contract.country,
        "currency": contract.currency,
        "kinds": [kind for kind, _ in contract.terms],
        "sources": contract.sources,
    }
