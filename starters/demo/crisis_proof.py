"""The crises of the demonstration, held against policy, the outbox and what is out in public."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from makegood.gateways.rota_clocks import dated
from makegood.messages.crisis_status import StatementStatus
from makegood.messages.paging import PageEntry
from makegood.messages.publishing import Publication
from makegood.messages.records import TimelineEntry
from makegood.policy.crises import load_crises
from makegood.policy.rota import load_rotas
from makegood.rules.crisis.calling import PageReason, PageState
from makegood.rules.crisis.statement_book import statement_hash
from makegood.rules.crisis.words import Channel
from makegood.settings import Settings
from makegood.store.crisis_desk import CrisisFilter, CrisisLists
from makegood.store.engine import make_engine
from makegood.store.on_call_book import OnCallBook
from makegood.store.pages import PageBook
from makegood.store.publications import PublicationBook
from starters.crises import connect_crises
from starters.demo.asked import Ask, Telling
from starters.demo.crisis_report import CrisisEnd
from starters.demo.report import Proof
from starters.demo.secrecy import Trace, seen_by_all, seen_in_lists
from starters.policy_tables import tables
from starters.samples.crisis_moves import OUT

A_BLINK = timedelta(seconds=2)
"""How soon after it was asked for a page may be called off before it is made."""

CALLS_OFF = frozenset(
    {"acknowledged", "assessed", "closed", "contained", "ladder_stopped", "rejected",
     "statement_edited", "statement_sent_back", "task_done", "task_skipped", "update_posted"}
)  # fmt: skip
"""Lines of a timeline after which somebody who was to be paged need not be."""


@dataclass(frozen=True)
class Found:
    """A case that ended, with everything that it left behind."""

    end: CrisisEnd
    timeline: tuple[TimelineEntry, ...]
    pages: tuple[PageEntry, ...]
    publications: tuple[Publication, ...]
    asks: tuple[Ask, ...]


async def prove_crises(settings: Settings, ends: Sequence[CrisisEnd]) -> tuple[Proof, ...]:
    """Every promise about the crises, each with what was found."""
    engine = make_engine(settings.database_url)
    try:
        found = await asyncio.to_thread(lambda: tuple(_found(settings, engine, ends)))
        real = await asyncio.to_thread(
            lambda: CrisisLists(engine).cases(CrisisFilter(drill=False)).rows
        )
        traces = await _traces(settings, engine, ends)
    finally:
        engine.dispose()
    listed = {row.case_id for row in real}
    return (
        pages_are_as_asked(found),
        publications_are_approved(found, settings.var / "published"),
        restricted_is_untold(ends, traces),
        drills_are_apart(found, listed),
    )


def _found(settings: Settings, engine: Engine, ends: Iterable[CrisisEnd]) -> Iterator[Found]:
    folder, lists = tables(settings.policy_dir), CrisisLists(engine)
    book = load_crises(folder)
    rotas = OnCallBook(engine, dated(load_rotas(folder), datetime.now(UTC).date()))
    for end in ends:
        if end.status is None:
            continue
        timeline = lists.timeline(end.case_id, book.terms.members[0])
        yield Found(
            end,
            timeline,
            PageBook(engine).of_case(end.case_id),
            PublicationBook(engine).of_case(end.case_id),
            tuple(Telling(end.status, book, rotas).asks(timeline)),
        )


async def _traces(
    settings: Settings, engine: Engine, ends: Iterable[CrisisEnd]
) -> tuple[Trace, ...]:
    """Whatever anybody can see while there are cases with secrets."""
    secret = [end.case_id for end in ends if end.sample.secrets and end.status is not None]
    if not secret:
        return ()
    crises = await connect_crises(settings)
    seen = list(await asyncio.to_thread(lambda: seen_by_all(settings, engine)))
    for case_id in secret:
        seen += await seen_in_lists(await crises.handle(case_id).describe())
    return tuple(seen)


def pages_are_as_asked(found: Iterable[Found]) -> Proof:
    """Each page that policy asks for went out once, unless it was called off; and no other."""
    wrong: list[str] = []
    went = called_off = 0
    for case in found:
        wrong += _misdirected(case)
        went += sum(page.state in OUT for page in case.pages)
        called_off += sum(page.state is PageState.CANCELLED for page in case.pages)
    text = f"{went} went out once, to whom policy and rota name; {called_off} were called off"
    return Proof("pages", bool(went) and not wrong, "; ".join(wrong) or text)


def _misdirected(case: Found) -> Iterator[str]:
    name = case.end.case_id
    made = Counter((page.reason, page.person) for page in case.pages)
    asked = Counter((ask.reason, ask.person) for ask in case.asks)
    excused = Counter((ask.reason, ask.person) for ask in case.asks if _is_called_off(ask, case))
    for (reason, person), count in (made - asked).items():
        yield f"{name}: {person} was paged {count} times too often ({reason})"
    for (reason, person), count in (asked - made - excused).items():
        yield f"{name}: {person} was not paged, {count} times ({reason})"
    for page in case.pages:
        if page.state not in OUT and page.state is not PageState.CANCELLED:
            yield f"{name}: the page to {page.person} is {page.state} ({page.reason})"


def _is_called_off(ask: Ask, case: Found) -> bool:
    if ask.reason is PageReason.REVIEW:
        return False
    soon = ask.at + A_BLINK
    return any(line.what in CALLS_OFF and ask.at <= line.at <= soon for line in case.timeline)


def publications_are_approved(found: Iterable[Found], folder: Path) -> Proof:
    """Nothing is out but what was approved by its hash, as it was approved, and once."""
    cases = tuple(found)
    wrong = [one for case in cases for one in _unapproved(case, folder)]
    files = sum(path.is_file() for path in folder.rglob("*.txt"))
    booked = sum(len(case.publications) for case in cases)
    if files != booked:
        wrong.append(f"{files} texts are out, {booked} are booked")
    text = f"{booked} texts are out, each once and by the hash that was approved"
    return Proof("publications", not wrong, "; ".join(wrong) or text)


def _unapproved(case: Found, folder: Path) -> Iterator[str]:
    statements = case.end.status.statements if case.end.status else ()
    approved = {one.statement_hash: one for one in statements if _is_approved(one)}
    wanted = case.end.sample.expected.published
    if len(case.publications) != wanted:
        yield f"{case.end.case_id}: {len(case.publications)} publications, not {wanted}"
    for one in case.publications:
        statement = approved.get(one.sha256)
        path = folder / one.reference
        if statement is None or statement_hash(statement) != one.sha256:
            yield f"{case.end.case_id}: {one.key} was not approved as {one.sha256[:12]}"
        elif one.published_at is None or statement.text not in path.read_text(encoding="utf-8"):
            yield f"{case.end.case_id}: what is out is not the text of {one.key}"


def _is_approved(statement: StatementStatus) -> bool:
    signed = bool(statement.approvals) and all(
        one.decision == "approve" for one in statement.approvals
    )
    return signed or statement.preapproved


def restricted_is_untold(ends: Iterable[CrisisEnd], traces: Sequence[Trace]) -> Proof:
    """No secret of a case is to be read by who is not its member."""
    secrets = [secret for end in ends for secret in end.sample.secrets]
    told = sorted(
        {trace.where for trace in traces for secret in secrets if secret.lower() in trace.text}
    )
    text = f"in none of {len(traces)} rows, pages, letters, logs and attributes"
    return Proof(
        "restricted", bool(traces) and not told, f"told in {', '.join(told)}" if told else text
    )


def drills_are_apart(found: Iterable[Found], listed: set[str]) -> Proof:
    """A rehearsal is on pretend channels alone, and among no real cases."""
    wrong = [f"{case.end.case_id}: {told}" for case in found for told in _mixed_up(case, listed)]
    text = "on pretend channels alone, and among no real cases"
    return Proof("drills", not wrong, "; ".join(wrong) or text)


def _mixed_up(case: Found, listed: set[str]) -> Iterator[str]:
    drill = bool(case.end.status and case.end.status.drill)
    if (case.end.case_id in listed) is drill:
        yield "is counted as what it is not"
    if any(page.drill is not drill for page in case.pages):
        yield "a page does not say what it is"
    if drill and any(page.channel is not Channel.OUTBOX for page in case.pages):
        yield "somebody was paged in earnest"
    if any(one.reference.startswith("drill/") is not drill for one in case.publications):
        yield "a text is published where it does not belong"
