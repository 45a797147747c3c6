"""`seal new`, `list`, `retire`, `refused` and `verify-seals`: the keys of doors, and the proof."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from makegood.messages.names import claim_workflow_id, crisis_workflow_id
from starters.cli import groups
from starters.cli.commands import command
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.words import ClaimId
from starters.errors import BadInput
from starters.exits import Exit

if TYPE_CHECKING:
    from makegood.gateways.seal_keys import KeyFile
    from starters.proofs import Proof as Proven

Door = Annotated[str, typer.Option("--door", metavar="NAME", help="The door that it is for.")]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the private half goes.")]
Says = Annotated[
    list[str] | None,
    typer.Option("--may-say", metavar="COMMAND", help="A command it may seal; without it, all."),
]
Names = Annotated[
    list[str] | None,
    typer.Option("--for", metavar="WHO", help="Who it may speak for, as fin.* ; without it, all."),
]
KeyId = Annotated[str, typer.Argument(metavar="KEY", help="The id of the key.")]
CaseId = Annotated[str, typer.Argument(metavar="ID", help="The case.")]


@dataclass(frozen=True)
class Proof:
    """A sealed message of a case, and whether its seal proves it."""

    at: datetime
    command: str
    by: str
    door: str
    key: str
    verdict: str


@command(groups.seal, "new")
def new(visit: Visit, door: Door, out: Out, may_say: Says = None, for_: Names = None) -> None:
    """Make a key for a door: the private half to a file, the public one to those workers know."""
    from makegood.gateways.seal_keys import ANY, keep_private, new_door_key, public_half

    if out.exists():
        raise BadInput(f"{out} is there already; a key is never written over.")
    now, known = visit.doors.now(), _known(visit)
    key = new_door_key(door, now)
    keep_private(key, out)
    known.add(public_half(key, now, may_say or (ANY,), for_ or (ANY,)))
    told = {"key": key.kid, "door": door, "private": str(out), "public": str(known.path)}
    visit.tell(told, f"{key.kid}: private half in {out}, public half in {known.path}")


@command(groups.seal, "list")
def list_keys(visit: Visit) -> None:
    """List the keys that workers know, with what each may say, and since when it may not."""
    keys = _known(visit).read()
    rows = [(k.kid, k.iss, k.cmds, k.accounts, k.made_at, k.retired_at) for k in keys]
    shown = table(("key", "door", "may say", "for", "made", "retired"), rows)
    visit.tell({"keys": keys}, shown, f"{len(keys)} keys")


@command(groups.seal, "retire")
def retire(visit: Visit, key: KeyId) -> None:
    """Let cases take nothing more under a key; what was sealed with it before stays proven."""
    retired = _known(visit).retire(key, visit.doors.now())
    told = {"key": retired.kid, "retired_at": retired.retired_at}
    visit.tell(told, f"{retired.kid} is retired.")


@command(groups.seal, "refused")
def refused(visit: Visit) -> None:
    """List decisions whose seal did not hold, the newest first: somebody may be forging."""
    from makegood.store.seals import SealBook

    found = SealBook(visit.engine).refused()
    rows = [(s.at, s.workflow_id, s.command, s.by, s.code, s.reason) for s in found]
    shown = table(("at", "case", "command", "in the name of", "code", "why"), rows)
    visit.tell({"refused": found}, shown, f"{len(found)} refused")


@command(groups.claim, "verify-seals")
def verify_claim(visit: Visit, claim_id: ClaimId) -> None:
    """Verify the seal of every decision on a claim again; fails when one does not hold."""
    _verify(visit, claim_workflow_id(claim_id))


@command(groups.crisis, "verify-seals")
def verify_case(visit: Visit, case_id: CaseId) -> None:
    """Verify the seal of every decision on a crisis again; fails when one does not hold."""
    _verify(visit, crisis_workflow_id(case_id))


def _verify(visit: Visit, workflow_id: str) -> None:
    from starters.proofs import known_keys, proofs

    found = proofs(visit.engine, known_keys(visit.settings), workflow_id)
    proven = [_shown(one) for one in found]
    hold = sum(one.holds for one in found)
    rows = [(p.at, p.command, p.by, p.door, p.key, p.verdict) for p in proven]
    shown = table(("at", "command", "by", "door", "key", "verdict"), rows)
    said = f"{hold} of {len(found)} seals hold"
    visit.tell({"case": workflow_id, "seals": proven, "hold": hold == len(found)}, shown, said)
    if hold < len(found):
        raise typer.Exit(Exit.FAILED)


def _shown(proof: "Proven") -> Proof:
    seal = proof.kept
    return Proof(seal.at, seal.command, seal.by, seal.issuer, seal.key_id, proof.verdict)


def _known(visit: Visit) -> "KeyFile":
    from starters.proofs import known_keys

    return known_keys(visit.settings)
