"""The page of one claim, as `claim show` lays it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from makegood.messages.records import Amounts
from makegood.messages.status import PayoutStatus, Status
from starters.cli.telling import cell, money, table

if TYPE_CHECKING:
    from rich.console import RenderableType


def page(status: Status) -> Iterator[RenderableType]:
    """The claim from its head to its payments; what there is none of is left out."""
    yield "\n".join(_head(status))
    yield table(tuple(Amounts.model_fields), [_amounts(status.amounts)])
    if status.awaiting:
        rows = [(a.who, a.what, a.since, a.due_at) for a in status.awaiting]
        yield table(("awaits", "what", "since", "due"), rows)
    if status.lines:
        lines = [
            (each.tracking_number, *map(money, (each.asked, each.entitled, each.approved)),
             each.reasons)
            for each in status.lines
        ]  # fmt: skip
        yield table(("parcel", "asked", "entitled", "approved", "reasons"), lines)
    yield from _course(status)


def _head(status: Status) -> Iterator[str]:
    outcome = f", {status.outcome}" if status.outcome else ""
    yield f"Claim {status.claim_id}: {status.kind} of {status.merchant_id}, {status.stage}{outcome}"
    for name, value in (
        ("owner", status.assignee),
        ("policy", status.policy_version),
        ("opened", cell(status.opened_at)),
        ("closed", cell(status.closed_at)),
        ("to sign", f"{status.subject} {status.subject_hash}".strip()),
        ("parked", status.parked),
        ("on hold", "yes, by Legal" if status.on_hold else ""),
        ("payout", _payout(status.payout)),
        ("missing", cell(status.missing)),
        ("sent back", status.sent_back),
        ("merged into", status.merged_into),
        ("flags", cell(status.flags)),
    ):
        if value:
            yield f"  {name:<12}{value}"


def _payout(payout: PayoutStatus | None) -> str:
    if payout is None:
        return ""
    if payout.value_date is not None:
        came = "on time" if payout.on_time else "late"
        return f"value date {payout.value_date}, {came} (due by {payout.due_on})"
    return f"due by value date {payout.due_on}; hand in before {cell(payout.submit_by)}"


def _amounts(amounts: Amounts) -> list[str]:
    return [money(getattr(amounts, name)) for name in Amounts.model_fields]


def _course(status: Status) -> Iterator[RenderableType]:
    """What runs: clocks, offers, payments."""
    if status.clocks:
        clocks = [(c.name, c.kind, c.party, c.state, c.due_at, c.announced) for c in status.clocks]
        yield table(("clock", "kind", "of", "state", "due", "announced"), clocks)
    if status.offers:
        offers = [(o.version, money(o.total), o.state, o.valid_until) for o in status.offers]
        yield table(("offer", "total", "state", "valid until"), offers)
    if status.payments:
        paid = [(p.key, p.method, money(p.amount), p.state, p.code) for p in status.payments]
        yield table(("payment", "method", "amount", "state", "code"), paid)
