"""`python -m benchmarks [--quick]`: what a claim costs beside a bare floor, in Markdown."""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from temporalio.client import WorkflowHistory

from benchmarks import contest, memory, replaying, steps
from benchmarks.budget import spend, table
from benchmarks.contest import Arena, Contestant, Load
from benchmarks.steps import Took
from makegood.messages.records import CaseRecord
from starters.exits import leave

HISTORIES = 10


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small: to see that it works")
    parser.add_argument("--runs", type=int, default=100, help="runs of a round")
    parser.add_argument("--at-once", type=int, default=50, help="runs at the same time")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the median counts")
    parser.add_argument("--open-claims", type=int, default=500, help="claims whose memory counts")
    parser.add_argument("--profile", action="store_true", help="say where a replay spends its time")
    return parser.parse_args()


async def main(asked: argparse.Namespace) -> None:
    """Measure all, one thing after the other, and print each when it is known."""
    load = Load(asked.runs, asked.at_once, asked.rounds)
    open_claims = asked.open_claims
    if asked.quick:
        load, open_claims = Load(10, 5, 1), 20
    with tempfile.TemporaryDirectory(prefix="makegood-") as folder:
        rooms = {name: Path(folder) / name for name in ("budget", "arena", "steps", "memory")}
        for room in rooms.values():
            room.mkdir()
        tell("What one claim costs, exactly", table(await spend(rooms["budget"])))
        async with contest.arena(rooms["arena"]) as field:
            await against_floor(field, load, profiled=asked.profile)
        claim_id = contest.claim_name(field.claims.played[0])
        measure_steps(rooms["steps"], steps.written_down(rooms["arena"], claim_id), load.runs)
        kilobytes = await memory.per_claim(rooms["memory"], open_claims)
        tell("Memory", [f"{kilobytes:.0f} kB a claim that is open ({open_claims} of them)"])


async def against_floor(field: Arena, load: Load, *, profiled: bool) -> None:
    """Claims and floors in turns, then the calls, then the replay of what they left."""
    await contest.contest(field, load)
    title = f"{load.rounds} rounds of {load.runs}, {load.at_once} at once"
    tell(f"Against the floor ({title})", standings(field))
    repeated = f"{field.calls.repeated} calls had to be repeated."
    tell("Calls under that load", [*spans(calls(field)), "", repeated])
    field.calls.took.clear()
    for _ in range(min(load.runs, 20)):
        await field.claims.play(next(contest.NUMBERS))
    tell("Calls with one claim at a time", spans(calls(field)))
    await tell_replay(field, profiled=profiled)


def calls(field: Arena) -> list[Took]:
    """What the people of the claims have waited for."""
    return [
        Took(what, tuple(one * 1_000 for one in taken)) for what, taken in field.calls.took.items()
    ]


async def tell_replay(field: Arena, *, profiled: bool) -> None:
    """The replay of claims beside that of the floor."""
    lines = ["| history | events | CPU ms | CPU ms an event |", "|---|---|---|---|"]
    for contestant in (*field.floors, field.claims):
        got = await replaying.replay(await histories(field, contestant))
        lines.append(
            f"| {contestant.name} | {got.events} | {got.cpu_ms:.0f} "
            f"| {got.cpu_ms / got.events:.2f} |"
        )
    tell("Replay", lines)
    if profiled:
        print(await replaying.profile(await histories(field, field.claims)))


async def histories(field: Arena, contestant: Contestant) -> Sequence[WorkflowHistory]:
    """The histories of the last runs of a contestant."""
    last = contestant.played[-HISTORIES:]
    names = [contestant.workflow_id(number) for number in last]
    return [await field.client.get_workflow_handle(name).fetch_history() for name in names]


def measure_steps(room: Path, written: tuple[CaseRecord, ...], runs: int) -> None:
    """The steps by themselves, with the records that a claim has left."""
    tell("Records on SQLite", spans(steps.records(room, written, runs)))
    took, cpu = steps.parsing(room, max(runs // 10, 3))
    tell("Documents", [*spans([took]), "", f"CPU of the child process: {cpu:.0f} ms a claim"])


def standings(field: Arena) -> Iterator[str]:
    """The table of all contestants, with our ratio to each floor."""
    yield "| | runs/s | CPU ms | server | worker | events | bytes | transitions | actions |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for each in (*field.floors, field.claims):
        cost = each.anatomy
        assert cost is not None
        exact = f"{cost.events} | {cost.size} | {cost.transitions} | {cost.billed}"
        yield f"| {each.name} | {contest_figures(each)} | {exact} |"
    for floor in field.floors:
        speed = contest.ratio(field.claims, floor, lambda one: one.per_second)
        cpu = contest.ratio(field.claims, floor, lambda one: one.cpu_ms)
        yield f"| claim as a multiple of the {floor.name} | {speed:.2f} | {cpu:.2f} | | | | | | |"


def contest_figures(each: Contestant) -> str:
    """The medians of the rounds of a contestant."""
    figures = (
        f"{contest.middle(each, lambda one: one.per_second):.1f}",
        f"{contest.middle(each, lambda one: one.cpu_ms):.0f}",
        f"{contest.middle(each, lambda one: one.server / one.runs * 1_000):.0f}",
        f"{contest.middle(each, lambda one: one.worker / one.runs * 1_000):.0f}",
    )
    return " | ".join(figures)


def spans(took: Sequence[Took]) -> Iterator[str]:
    """A table of spans."""
    yield "| | times | p50 ms | p95 ms |\n|---|---|---|---|"
    for each in took:
        yield f"| {each.what} | {len(each.spans)} | {each.middle:.1f} | {each.late:.1f} |"


def tell(title: str, lines: Sequence[str] | Iterator[str]) -> None:
    """Print a part of the report."""
    print(f"\n### {title}\n", *lines, sep="\n", flush=True)


if __name__ == "__main__":
    asyncio.run(main(arguments()))
    leave(0)
