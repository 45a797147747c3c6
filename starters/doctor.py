"""The doctor: whether everything that Makegood needs is there, and everything it promises holds."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError

from makegood.messages.names import Attribute, Queue
from makegood.messages.problems import Problem
from makegood.messages.rounds import DEAD, Walker
from makegood.settings import Settings
from makegood.store import doctor
from makegood.store.claims import ClaimRecords
from makegood.store.crisis_desk import CrisisFilter, CrisisLists
from makegood.store.engine import make_engine
from makegood.store.figures import figures, without_proof
from makegood.store.migrate import require_migrated
from makegood.store.seals import SealBook
from makegood.store.signs import Sign, last_page, signs
from starters.backlog import CONNECT_SECONDS, backlogs, parked_workflows, stuck_workflows
from starters.errors import Unreachable
from starters.server import reach

MOST_NAMED = 20

AWAITED = {
    Walker.DIGESTS: timedelta(minutes=10),
    Walker.DUTY: timedelta(hours=1),
    Walker.DAILY: timedelta(hours=26),
}
"""How long after its last sign of life a round is missed."""


class Verdict(StrEnum):
    """What was found: only WRONG makes the doctor fail; NOTE is for a person to look at."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, what was found, and what to do about it."""

    name: str
    verdict: Verdict
    found: str
    next: str = ""


async def check_up(settings: Settings) -> list[Check]:
    """Look at everything; what cannot be looked at is wrong too."""
    server = await _server(settings)
    database = await asyncio.to_thread(lambda: list(_database(settings)))
    return [*server, *database]


async def check_queue(settings: Settings, queue: Queue) -> list[Check]:
    """Look at what one worker needs: Temporal, its own queue, the database; cheap, for a probe."""
    server = await _reached(settings, lambda client: [_queues(client, (queue,))])
    return [*server, *await asyncio.to_thread(lambda: list(_database(settings, whole=False)))]


async def _server(settings: Settings) -> list[Check]:
    """Temporal: whether it answers, is prepared, has workers, and has no stuck workflow."""
    return await _reached(
        settings,
        lambda client: [_attributes(client), _queues(client), _stuck(client), parked(client)],
    )


Looks = Callable[[Client], Iterable[Awaitable[list[Check]]]]


async def _reached(settings: Settings, looks: Looks) -> list[Check]:
    where = settings.temporal_address
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            client = await reach(settings)
        found = await asyncio.gather(*looks(client))
    except (Unreachable, TimeoutError, RPCError) as error:
        said = str(error) or f"no answer at {where}"
        return [Check("temporal", Verdict.WRONG, said, "Start it: make up")]
    return [
        Check("temporal", Verdict.OK, f"answers at {where}"),
        *(c for each in found for c in each),
    ]


async def _attributes(client: Client) -> list[Check]:
    request = ListSearchAttributesRequest(namespace=client.namespace)
    known = await client.operator_service.list_search_attributes(request)
    missing = [name for name in Attribute if name not in known.custom_attributes]
    return [
        judged(
            "search attributes",
            missing,
            f"all {len(Attribute)} are registered",
            "Start a worker, which registers them: makegood worker run",
        )
    ]


async def idle_queues(client: Client, queues: Sequence[Queue] = tuple(Queue)) -> list[Queue]:
    """The queues that no worker polls; those of claims and crises for workflows as well."""
    return sorted({each.queue for each in await backlogs(client, queues) if not each.pollers})


async def _queues(client: Client, queues: Sequence[Queue] = tuple(Queue)) -> list[Check]:
    """A worker polls each queue."""
    idle = await idle_queues(client, queues)
    return [
        judged(
            "workers",
            idle,
            f"every queue is served: {', '.join(queues)}",
            "Start one: makegood worker run" + "".join(f" --queue {name}" for name in idle),
        )
    ]


async def _stuck(client: Client) -> list[Check]:
    """Workflows whose code fails again and again; Temporal says so after the second time."""
    found = await stuck_workflows(client)
    advice = "Read the last failure in the Temporal UI; a mended worker goes on by itself."
    return [judged("stuck workflows", found, "none", advice)]


async def parked(client: Client) -> list[Check]:
    """Workflows that wait for an operator, those at the door included, which no list has yet."""
    found = await parked_workflows(client)
    if not found:
        return [Check("parked workflows", Verdict.OK, "none")]
    advice = "See the reason: makegood claim show, makegood crisis show"
    return [Check("parked workflows", Verdict.NOTE, ", ".join(found), advice)]


def _database(settings: Settings, *, whole: bool = True) -> Iterator[Check]:
    """The application database: whether it answers, has its tables, and keeps every promise."""
    engine = make_engine(settings.database_url)
    try:
        require_migrated(engine)
        yield Check("database", Verdict.OK, "answers, and has the tables of this version")
        yield from _kept(engine) if whole else ()
    except Problem as error:
        yield Check("database", Verdict.WRONG, str(error), "Prepare it: makegood database migrate")
    finally:
        engine.dispose()


def _kept(engine: Engine) -> Iterator[Check]:
    yield from _promises(engine)
    yield _notes("parked claims", figures(engine).parked, "makegood claim parked")
    crises = CrisisLists(engine).cases(CrisisFilter(parked=True)).rows
    unproven = len(without_proof(engine))
    yield _notes("payments without proof", unproven, "makegood claim parked")
    yield _notes("parked crises", len(crises), "makegood crisis list --parked")
    yield from living(signs(engine), last_page(engine), datetime.now(UTC))
    letters = ClaimRecords(engine).dead_letters()
    yield _notes("dead letters", len(letters), "makegood dead-letters list")
    forged = SealBook(engine).refused_lately()
    yield _notes("refused seals", forged, "makegood seal refused")


def living(known: Mapping[Walker, Sign], paged_at: datetime | None, now: datetime) -> list[Check]:
    """Whether everything that runs all the time has given a sign of life, and pages arrive."""
    rounds = [_lives(name, known.get(name), now - longest) for name, longest in AWAITED.items()]
    out = f"went out at {_clock(paged_at)}" if paged_at else "none ever went out"
    return [*rounds, _canary(known.get(Walker.CANARY)), Check("last page", Verdict.OK, out)]


def _lives(name: Walker, sign: Sign | None, latest: datetime) -> Check:
    if sign is None:
        return Check(name, Verdict.OK, "has not been yet")
    if sign.at < latest:
        advice = f"Start a worker: makegood worker run --queue {Queue.CRISES}"
        return Check(name, Verdict.WRONG, f"not since {_clock(sign.at)}", advice)
    return Check(name, Verdict.OK, f"last at {_clock(sign.at)}")


def _canary(sign: Sign | None) -> Check:
    """What the last daily test page found; a dead channel is for whoever runs the system."""
    if sign is None:
        return Check(Walker.CANARY, Verdict.OK, "has not flown yet")
    if sign.detail.startswith(DEAD):
        advice = "Mend the channel: see MAKEGOOD_PAGER_..._URL and contacts.yaml"
        return Check(Walker.CANARY, Verdict.WRONG, f"{sign.detail}, at {_clock(sign.at)}", advice)
    return Check(Walker.CANARY, Verdict.OK, f"{sign.detail}, at {_clock(sign.at)}")


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _promises(engine: Engine) -> Iterator[Check]:
    """Each invariant of the database by its name, with what breaks it."""
    broken: dict[str, list[str]] = {}
    for finding in doctor.examine(engine, datetime.now(UTC)):
        broken.setdefault(finding.invariant, []).append(finding.subject)
    for invariant in doctor.INVARIANTS:
        yield judged(
            invariant, broken.get(invariant, []), "holds", "An engineer must look at this."
        )


def judged(name: str, wrong: Sequence[str], fine: str, advice: str) -> Check:
    """Wrong when there is anything that is, and then by name."""
    if not wrong:
        return Check(name, Verdict.OK, fine)
    more = f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
    return Check(name, Verdict.WRONG, ", ".join(wrong[:MOST_NAMED]) + more, advice)


def _notes(name: str, count: int, command: str) -> Check:
    if not count:
        return Check(name, Verdict.OK, "none")
    return Check(name, Verdict.NOTE, f"{count} wait for a person", f"Look: {command}")


def is_well(checks: Iterable[Check]) -> bool:
    """Whether nothing is wrong."""
    return all(check.verdict is not Verdict.WRONG for check in checks)
