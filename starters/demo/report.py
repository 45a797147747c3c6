"""How the demonstration ended: tables of the cases, the proofs, and what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from makegood.messages.names import claim_workflow_id
from makegood.messages.status import ClaimResult
from makegood.rules.money import Money
from starters.demo.crisis_report import CrisisEnd, tell_crises
from starters.demo.room import Room
from starters.samples.sample import Sample

WIDE_ENOUGH = 170
"""Columns from which on the table has room for links that are written out."""


@dataclass(frozen=True)
class End:
    """How a sample ended, and what of that is wrong; no result where it did not end."""

    sample: Sample
    result: ClaimResult | None
    wrong: tuple[str, ...] = ()

    @property
    def claim_id(self) -> str:
        """The claim."""
        return self.sample.claim_id

    @property
    def is_well(self) -> bool:
        """Whether it ended as the sample says."""
        return self.result is not None and not self.wrong


@dataclass(frozen=True)
class Proof:
    """A promise about the books, and what was found of it."""

    name: str
    holds: bool
    found: str


@dataclass(frozen=True)
class Told:
    """All that is told in the end."""

    claims: Sequence[End]
    crises: Sequence[CrisisEnd] = ()
    proofs: Sequence[Proof] = ()


def tell(console: Console, room: Room, told: Told) -> None:
    """Say how everything ended."""
    is_wide = console.width >= WIDE_ENOUGH
    console.print(_table(room, told.claims, with_links=is_wide))
    if told.crises:
        tell_crises(console, room, told.crises, wide=is_wide)
    if not is_wide:
        pattern = room.link(claim_workflow_id("<claim>"))
        console.print(Text(f"In the Temporal UI: click a case, or {pattern}\n"), soft_wrap=True)
    for proof in told.proofs:
        mark = Text("holds ", "green") if proof.holds else Text("BROKEN", "bold red")
        console.print(mark, Text(f"{proof.name}: {proof.found}"))
    _tell_what_is_wrong(console, told)
    console.print(_count(told.claims, "claims"))
    if told.crises:
        console.print(_count(told.crises, "crises"))


def _tell_what_is_wrong(console: Console, told: Told) -> None:
    ends = (
        *((end.claim_id, end.sample.title, end.wrong) for end in told.claims),
        *((end.case_id, end.sample.title, end.wrong) for end in told.crises),
    )
    for key, title, found in ends:
        for wrong in found:
            console.print(Text("WRONG ", "bold red"), Text(f"{key} ({title}): {wrong}"))


def _count(ends: Sequence[End] | Sequence[CrisisEnd], what: str) -> str:
    well = sum(end.is_well for end in ends)
    return f"{well} of {len(ends)} {what} ended as they should."


def _table(room: Room, ends: Sequence[End], *, with_links: bool) -> Table:
    title = "What became of the claims"
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=title, title_justify="left")
    table.add_column("claim", no_wrap=True)
    table.add_column("outcome")
    for heading in ("claimed", "entitled", "paid", "sign-offs", "time"):
        table.add_column(heading, justify="right")
    if with_links:
        table.add_column("in the Temporal UI", no_wrap=True)
    for end in ends:
        url = room.link(claim_workflow_id(end.claim_id))
        written_out = (Text(url),) if with_links else ()
        table.add_row(Text(end.claim_id, f"link {url}"), *_cells(end), *written_out)
    return table


def _cells(end: End) -> tuple[Text, ...]:
    result, outcome = end.result, Text("not ended", "bold red")
    if result is None:
        return (outcome, *[Text("")] * 5)
    amounts = result.amounts
    outcome = Text(result.outcome.replace("_", " "), "green" if end.is_well else "bold red")
    figures = (
        *map(_money, (amounts.claimed, amounts.entitlement, amounts.paid)),
        str(result.sign_offs),
        f"{(result.closed_at - result.opened_at).total_seconds():.0f} s",
    )
    return (outcome, *map(Text, figures))


def _money(money: Money | None) -> str:
    return money.text() if money is not None else ""
