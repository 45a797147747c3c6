"""`python -m benchmarks.restarts`: how late a crisis is when what it waits on is killed."""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from benchmarks.alarm_house import WORKERS, House, a_house
from benchmarks.alarm_watch import Begun, missing, too_much
from benchmarks.waits import SECONDS, slow
from starters.exits import leave

LONGEST = 120.0
TWIN = "-2"
NOTHING: tuple[str, ...] = ()
VICTIMS = {
    "nothing": NOTHING,
    "one worker of two": WORKERS,
    "every worker": (*WORKERS, *(f"{name}{TWIN}" for name in WORKERS)),
    "the server": ("temporal",),
}
"""What is killed: first nothing, to see what a wait costs anyway."""

Late = Mapping[str, float]
"""Seconds between the end of a wait and what it brings, by the kind of wait."""


async def lateness(house: House, mark: str, victims: tuple[str, ...]) -> tuple[Late, float]:
    """How late each kind is when the victims die while it waits, and how long they were away.

    Raises TimeoutError when something is lost, RuntimeError when something comes too often.
    """
    waits = await house.begun(await house.prepared(mark))
    away = await killed(house, waits, *victims)
    await house.over(waits, LONGEST)
    if more := too_much(waits, house.watch):
        raise RuntimeError(f"too much: {more}, missing: {missing(waits, house.watch)}")
    late = {begun.wait.kind: _late(house, begun) for begun in waits if not slow(begun.wait)}
    return late, away


async def killed(house: House, waits: list[Begun], *victims: str) -> float:
    """Kill when every wait has begun but the last moment; the seconds until all serve again."""
    await asyncio.sleep(waits[0].after + SECONDS - 1 - time.time())
    since = time.perf_counter()
    for victim in victims:
        house.stack.kill(victim)
    await asyncio.gather(*map(house.stack.serves, victims))
    return time.perf_counter() - since


def _late(house: House, begun: Begun) -> float:
    seen = house.watch.due_of(begun)
    assert seen is not None
    return max(0.0, seen - (begun.before + SECONDS))


async def measured(rounds: int) -> dict[str, list[tuple[Late, float]]]:
    """Every victim in turn, so many times, in one house."""
    found: dict[str, list[tuple[Late, float]]] = {name: [] for name in VICTIMS}
    with tempfile.TemporaryDirectory(prefix="makegood-") as folder:
        async with a_house(Path(folder), marks=("", TWIN)) as house:
            for number in range(rounds):
                for name, victims in VICTIMS.items():
                    found[name].append(
                        await lateness(house, f"{name.replace(' ', '-')}-{number}", victims)
                    )
    return found


def table(found: Mapping[str, list[tuple[Late, float]]]) -> Iterator[str]:
    """The lines of the report, in Markdown."""
    names = list(found)
    yield f"| seconds late when this is killed | {' | '.join(names)} |"
    yield f"|---|{'---:|' * len(names)}"
    for kind in found[names[0]][0][0]:
        each = (max(late[kind] for late, _ in found[name]) for name in names)
        yield f"| {kind} | {' | '.join(f'{worst:.1f}' for worst in each)} |"
    for what, of in (("median", median), ("latest", max)):
        pooled = ([one for late, _ in found[name] for one in late.values()] for name in names)
        yield f"| **{what} of all** | {' | '.join(f'{of(one):.1f}' for one in pooled)} |"
    away = (max(gone for _, gone in found[name]) for name in names)
    yield f"| until all serve again | {' | '.join(f'{gone:.1f}' for gone in away)} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.restarts", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="kills of each victim")
    found = asyncio.run(measured(parser.parse_args().rounds))
    print("\n".join(table(found)))
    leave(0)


if __name__ == "__main__":
    main()
