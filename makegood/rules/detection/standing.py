"""Which detector rules a watch, which runs in shadow beside it, and who said so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makegood.rules.refusals import Refused


class ChangeKind(StrEnum):
    """What somebody did to the detectors of a watch."""

    SHADOW = "shadow"
    STOP = "stop"
    APPROVE = "approve"


@dataclass(frozen=True)
class Pinned:
    """A detector by its content: SHA-256 of model and policy; empty: what is installed."""

    model: str = ""
    policy: str = ""


@dataclass(frozen=True)
class Change:
    """A change of the detectors of a watch; `since` is the last decision before it."""

    number: int
    kind: ChangeKind
    pinned: Pinned
    by: str
    at: datetime
    reason: str = ""
    since: int = 0


@dataclass(frozen=True)
class Standing:
    """The detector that rules, and the change that put one in shadow; None: there is none."""

    ruling: Pinned = Pinned()
    shadow: Change | None = None
    approved: Change | None = None


def standing(changes: Iterable[Change]) -> Standing:
    """How a watch stands after its changes, in their order."""
    now = Standing()
    for change in changes:
        now = _after(now, change)
    return now


def _after(now: Standing, change: Change) -> Standing:
    if change.kind is ChangeKind.SHADOW:
        return Standing(now.ruling, change, now.approved)
    if change.kind is ChangeKind.STOP:
        return Standing(now.ruling, None, now.approved)
    return Standing(change.pinned, None, change)


def require_fitting(now: Standing, kind: ChangeKind, by: str) -> None:
    """Refuses `shadow_running` where one runs already, `no_shadow` where there is none to end.

    Whoever put a detector into shadow does not approve it: that is refused as `own_shadow`.
    """
    if kind is ChangeKind.SHADOW and now.shadow:
        message = f"A shadow of {now.shadow.by} runs already; approve it or stop it first."
        raise Refused("shadow_running", message)
    if kind is not ChangeKind.SHADOW and now.shadow is None:
        raise Refused("no_shadow", "No detector runs in shadow on this watch.")
    if kind is ChangeKind.APPROVE and now.shadow and now.shadow.by == by:
        raise Refused("own_shadow", f"{by} put it into shadow; somebody else approves it.")
