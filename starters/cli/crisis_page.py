"""The page of one case, as `crisis show` lays it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from makegood.messages.crisis_status import Briefing, CrisisStatus, StatementStatus
from starters.cli.telling import cell, money, table

if TYPE_CHECKING:
    from rich.console import RenderableType


def page(status: CrisisStatus) -> Iterator[RenderableType]:
    """The case from its head to its actions; what there is none of is left out."""
    yield "\n".join(_head(status))
    if status.awaiting:
        rows = [(a.who, a.what, a.since, a.due_at) for a in status.awaiting]
        yield table(("awaits", "what", "since", "due"), rows)
    if status.roles:
        parts = [(r.role, r.person, r.since, r.offered_to) for r in status.roles]
        yield table(("role", "person", "since", "offered to"), parts)
    if status.tasks:
        tasks = [(t.key, t.title, t.owner, t.state, t.due_at, t.ended_by) for t in status.tasks]
        yield table(("task", "what", "owner", "state", "due", "by"), tasks)
    yield from _said(status)
    yield from _after(status)


def briefed(found: Briefing) -> Iterator[RenderableType]:
    """All of a case, for one of its members."""
    if found.status is not None:
        yield from page(found.status)
    for name, text in (
        ("source", " ".join(filter(None, (found.source_reference, found.source_url)))),
        ("description", found.description),
        ("resolution", found.resolution),
    ):
        if text:
            yield f"{name}\n  {text}"
    if found.mentions:
        rows = [(m.at, m.source_type, m.reference, m.reach, m.excerpt) for m in found.mentions]
        yield table(("at", "where", "reference", "reach", "excerpt"), rows)


def _head(status: CrisisStatus) -> Iterator[str]:
    drill = "DRILL " if status.drill else ""
    about = "restricted" if status.restricted and not status.headline else status.headline
    yield f"{drill}Case {status.case_id}: {status.severity}, {status.stage}: {about}"
    ladder = status.ladder
    place = f"{ladder.place}{', running' if ladder.running else ''}" if ladder else ""
    for name, value in (
        ("source", status.source_type),
        ("triggers", cell(status.triggers)),
        ("class", status.crisis_class),
        ("cluster", status.cluster),
        ("playbook", f"{status.playbook} {status.playbook_version}".strip()),
        ("ladder", place),
        ("seen by", cell(status.acknowledged_by)),
        ("mentions", str(status.mention_count or "")),
        ("opened", cell(status.opened_at)),
        ("closed", cell(status.closed_at)),
        ("parked", status.parked),
        ("claim", status.claim_id),
        ("merged into", status.merged_into),
        ("to be done", "; ".join(status.checklist)),
        ("csat", str(status.csat or "")),
    ):
        if value:
            yield f"  {name:<12}{value}"


def _said(status: CrisisStatus) -> Iterator[RenderableType]:
    """What is said outside: statements, promises, and the clocks of both."""
    if status.statements:
        rows = [
            (s.key, s.version, s.language, s.state, s.statement_hash[:12], _approvals(s), s.text)
            for s in status.statements
        ]
        yield table(("statement", "v", "in", "state", "hash", "signed", "text"), rows)
    if status.promises:
        promised = [(p.audience, p.due_at, p.state) for p in status.promises]
        yield table(("promised to", "due", "state"), promised)
    if status.clocks:
        clocks = [(c.name, c.kind, c.party, c.state, c.due_at, c.announced) for c in status.clocks]
        yield table(("clock", "kind", "of", "state", "due", "announced"), clocks)


def _approvals(statement: StatementStatus) -> str:
    if statement.preapproved:
        return "approved beforehand"
    return ", ".join(f"{one.team}: {one.decision or 'asked'}" for one in statement.approvals)


def _after(status: CrisisStatus) -> Iterator[RenderableType]:
    """What was decided, and what follows the case: learnings and actions."""
    if status.review_due:
        yield f"  review due  {cell(status.review_due)}"
    if status.decisions:
        decided = [
            (one.number, one.by, one.what, one.claim_id, money(one.total), one.grant)
            for one in status.decisions
        ]
        yield table(("no", "decided by", "what", "claim", "total", "goodwill"), decided)
    if status.learnings:
        learnt = [(one.number, one.text, one.playbook, one.decided) for one in status.learnings]
        yield table(("no", "learning", "playbook", "proposal"), learnt)
    if status.actions:
        rows = [(a.number, a.title, a.owner, a.due_at, a.done_at) for a in status.actions]
        yield table(("no", "action", "owner", "due", "done"), rows)
