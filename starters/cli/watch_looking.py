"""`watch list`, `show`, `decisions` and `explain`: what the watches see, and why."""

from collections.abc import Iterator
from typing import Annotated

import typer

from makegood.messages.watches import WatchStatus
from starters.cli.commands import command
from starters.cli.groups import watch
from starters.cli.telling import cell, table
from starters.cli.visit import Visit
from starters.cli.watch_words import MentionOf, Name, NameOption
from starters.cli.words import Cursor, Limit


@command(watch, "list")
def list_(visit: Visit) -> None:
    """Every watch: how much it has seen, and how much of that called somebody."""
    rows = visit.watches(lambda watches: watches.list())
    lines = [
        (one.name, one.mentions, one.waiting, one.opened, one.raised, cell(one.last_mention_at))
        for one in rows
    ]
    columns = ("watch", "mentions", "waiting", "cases opened", "raised", "last mention")
    visit.tell({"watches": rows}, table(columns, lines))


@command(watch, "show")
def show(visit: Visit, name: Name) -> None:
    """How a watch stands: counts, open cases, lag, and which versions decide."""
    found = visit.watches(lambda watches: watches.status(name))
    visit.tell(found, *_standing(found))


def _standing(found: WatchStatus) -> Iterator[str]:
    tally, last = found.tally, found.last
    yield f"Watch {found.name}: {tally.decided} mentions decided, {last.waiting} waiting"
    yield (
        f"  opened {tally.opened}, joined {tally.joined}, raised {tally.raised}, "
        f"ignored {tally.ignored}, missed {found.missed}"
    )
    yield f"  open cases    {last.open_cases}"
    yield f"  last mention  {cell(last.last_mention_at) or 'none yet'}"
    yield f"  behind by     {found.lag_seconds:.0f} s"
    yield f"  decided by    model {last.model or 'unknown'}, policy {last.policy or 'unknown'}"
    if last.shadow:
        yield f"  in shadow     {last.shadow}"
    if found.trouble:
        yield f"  trouble       {found.trouble}"


@command(watch, "decisions")
def decisions(
    visit: Visit,
    name: Name,
    act: Annotated[
        str | None, typer.Option("--act", help="open, join, raise or ignore alone.")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", help="Of one case alone.")] = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> None:
    """What a watch decided and why, the newest first."""
    from makegood.store.watch_lists import DecisionFilter

    which = DecisionFilter(act=act, case_id=case)
    page = visit.watches(lambda watches: watches.decisions(name, which, cursor, limit))
    lines = [
        (cell(one.at), one.mention_id, one.act, one.severity, one.case_id, one.why)
        for one in page.rows
    ]
    columns = ("at", "mention", "", "severity", "case", "why")
    more = (f"More: --cursor {page.cursor}",) if page.cursor else ()
    visit.tell(page, table(columns, lines), *more)


@command(watch, "explain")
def explain(visit: Visit, mention: MentionOf, name: NameOption) -> None:
    """One mention: what was decided, every part of its score, and what people said of it."""
    found = visit.watches(lambda watches: watches.explain(name, mention))
    decided = found.decision
    case = f", case {decided.case_id}" if decided.case_id else ""
    said = [(one.verdict, one.by, cell(one.at), one.note, one.case_id) for one in found.verdicts]
    visit.tell(
        found,
        found.text,
        f"{decided.act} {decided.severity}{case}: {decided.why}",
        f"model {decided.model or 'none'}, policy {decided.policy}",
        *(f"  {line}" for line in found.why),
        *((table(("verdict", "by", "at", "note", "case"), said),) if said else ()),
    )
