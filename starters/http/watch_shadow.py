"""A detector in shadow beside the one that rules, as the API shows it."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Message
from makegood.messages.watch_views import WatchDetectors
from makegood.messages.watches import WatchName
from makegood.rules.access import Resource
from makegood.rules.crisis.severity import Severity
from makegood.rules.detection.decisions import Act, Decision
from makegood.rules.detection.shadow import Comparison, Difference
from makegood.rules.detection.verdicts import Load, Verdict
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json, etag
from starters.http.watch import TAG
from starters.watch_detectors import DetectorReads
from starters.web.house import House

READ = "watch.read"
Most = Annotated[int, Query(ge=0, le=1000, description="How many differences are listed.")]


class DetectorWorth(Message):
    """A detector on the same mentions: its alerts, and how right it was where somebody judged.

    `precision` and `recall` are absent where there is nothing to divide by.
    """

    alerts: int
    judged: int
    crises: int
    caught: int
    duplicates: int
    missed: int
    precision: float | None = None
    recall: float | None = None


class Decided(Message):
    """What a detector does with a mention, and why."""

    act: Act
    severity: Severity | None
    why: str


class DecidedApart(Message):
    """A mention on which the two would act differently; no `verdict`: nobody has judged it."""

    mention_id: str
    ruling: Decided
    shadow: Decided
    verdict: Verdict | None


class ShadowCompared(Message):
    """Both over the same mentions; of `differing` ones the first are listed."""

    mentions: int
    ruling: DetectorWorth
    shadow: DetectorWorth
    differing: int
    differences: tuple[DecidedApart, ...]


class WatchShadow(Message):
    """Which detector rules, which runs in shadow, and how they differ, where one does."""

    detectors: WatchDetectors
    comparison: ShadowCompared | None = None


class ShadowDoor:
    """Answers how a detector in shadow does."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._detectors = DetectorReads(house.engine)

    async def show(self, request: Request, name: WatchName, differences: Most = 50) -> Response:
        """Which detector rules, which runs in shadow, and where the two decide differently.

        The ETag is the version of the watch's detectors, for the `If-Match` of whoever approves or
        stops a shadow.
        """
        actor = await self._house.caller(request)
        self._house.require(actor, READ, Resource(kind="watch"))
        version = await run_in_threadpool(self._detectors.version, name)
        shown = await run_in_threadpool(self._shown, name, differences)
        return as_json(shown, {"etag": etag(version), **CACHING})

    def _shown(self, name: str, most: int) -> WatchShadow:
        found = self._detectors.show(name)
        if found.shadow is None:
            return WatchShadow(detectors=found)
        compared = _compared(self._detectors.compare(name), most)
        return WatchShadow(detectors=found, comparison=compared)


def _compared(found: Comparison, most: int) -> ShadowCompared:
    return ShadowCompared(
        mentions=found.mentions,
        ruling=_worth(found.ruling_alerts, found.ruling),
        shadow=_worth(found.shadow_alerts, found.shadow),
        differing=len(found.differences),
        differences=tuple(map(_apart, found.differences[:most])),
    )


def _worth(alerts: int, own: Load) -> DetectorWorth:
    return DetectorWorth(
        alerts=alerts,
        judged=own.alerts,
        crises=own.crises,
        caught=own.caught,
        duplicates=own.duplicates,
        missed=own.missed,
        precision=own.precision,
        recall=own.recall,
    )


def _apart(one: Difference) -> DecidedApart:
    return DecidedApart(
        mention_id=one.mention_id,
        ruling=_decided(one.ruling),
        shadow=_decided(one.shadow),
        verdict=one.verdict,
    )


def _decided(one: Decision) -> Decided:
    return Decided(act=one.act, severity=one.severity, why=one.why)


def add_watch_shadow(routes: Routes, door: ShadowDoor) -> None:
    """Declare what is asked about a detector in shadow."""
    summary, name = "A detector in shadow", "get_watch_shadow"
    routes.reads(Way("/watches/{name}/shadow", READ, name, summary, TAG, WatchShadow), door.show)
