"""The detectors of a watch: one is tried in shadow, compared, and approved by a named person."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import Engine

from makegood.messages.watch_views import DetectorKept, DetectorVersions, WatchDetectors
from makegood.policy.triggers import load_detection
from makegood.rules.detection.shadow import Comparison, compared
from makegood.rules.detection.standing import Change, ChangeKind, Pinned
from makegood.rules.detection.terms import DetectionTerms
from makegood.rules.refusals import Refused
from makegood.rules.terms import Directory
from makegood.store.claims import utc_now
from makegood.store.watch_detectors import BroughtPage, DetectorBook
from makegood.store.watch_lists import WatchLists
from makegood.store.watch_verdicts import VerdictBook
from starters.errors import BadInput, Denied
from starters.exits import Exit
from starters.watches import require_known

TERMS = TypeAdapter(DetectionTerms)
INSTALLED = "as installed"
LARGEST_MODEL = 2 * 1024 * 1024
"""Bytes of a model that is brought; the one that ships has fewer."""


def _any_version(_: int) -> None:
    """Whatever was done to them meanwhile."""


class Speaker(StrEnum):
    """How whoever says something is known: one who is only named must be of the policy."""

    NAMED = "named"
    PERSON = "person"
    SYSTEM = "system"


@dataclass(frozen=True)
class Said:
    """Who did something to the detectors of a watch, and why.

    `require` raises for a version of the detectors that will not do.
    """

    by: str
    reason: str = ""
    speaker: Speaker = Speaker.NAMED
    require: Callable[[int], None] = _any_version


class UnsafeDetector(BadInput):
    """A model is not what was written, or a watch could not live with it."""

    exit = Exit.FAILED
    code = "unsafe_model"


class DetectorReads:
    """Which detectors watches have, and how they differ; changes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._book = DetectorBook(engine)
        self._lists = WatchLists(engine)
        self._verdicts = VerdictBook(engine)

    def show(self, watch: str) -> WatchDetectors:
        """Which detector rules, which runs in shadow, and who said so."""
        now = self._book.standing(watch)
        told = WatchDetectors(watch=watch, ruling=self._versions(now.ruling))
        if now.approved:
            by = {"approved_by": now.approved.by, "approved_at": now.approved.at}
            told = told.model_copy(update=by)
        if now.shadow is None:
            return told
        shadow = {
            "shadow": self._versions(now.shadow.pinned),
            "shadow_by": now.shadow.by,
            "shadow_since": now.shadow.at,
        }
        return told.model_copy(update=shadow)

    def version(self, watch: str) -> int:
        """Which change of the watch's detectors was the last: higher after each, 0 before any."""
        return self._book.version_of(watch)

    def brought(self, cursor: str, limit: int) -> BroughtPage:
        """The models and policies that are kept here, the newest first."""
        return self._book.brought(cursor, limit)

    def compare(self, watch: str) -> Comparison:
        """What the ruling detector and the shadow decided on the same mentions, with verdicts."""
        shadow = self._book.standing(watch).shadow
        if shadow is None:
            raise Refused("no_shadow", "No detector runs in shadow on this watch.")
        pairs = self._lists.both(watch, str(shadow.number))
        verdicts = {one.mention_id: one for one in self._verdicts.judged(watch)}
        return compared((one for one, _ in pairs), (two for _, two in pairs), verdicts)

    def _versions(self, pinned: Pinned) -> DetectorVersions:
        return DetectorVersions(
            model=self._named(pinned.model),
            policy=self._named(pinned.policy),
            model_sha256=pinned.model,
            policy_sha256=pinned.policy,
        )

    def _named(self, sha256: str) -> str:
        return f"{self._book.version(sha256)} ({sha256[:12]})" if sha256 else INSTALLED


class DetectorRoom(DetectorReads):
    """Where detectors of watches are tried and approved; nothing that was said is taken back.

    Denied for somebody who is only named and whom policy does not know, Refused where it does not
    fit.
    """

    def __init__(
        self, engine: Engine, directory: Directory, now: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__(engine)
        self._directory = directory
        self._now = now

    def start(self, watch: str, model: Path | None, policy: Path | None, said: Said) -> None:
        """Let a detector run in shadow; without model and policy the one that is installed."""
        self._require_speaker(said)
        pinned = Pinned(
            self._kept_model(model) if model else "", self._kept_policy(policy) if policy else ""
        )
        self._change(watch, ChangeKind.SHADOW, said, pinned)

    def start_kept(self, watch: str, pinned: Pinned, said: Said) -> int:
        """The same with what is kept here already, by its content; the version after it.

        BadInput names what is not kept here.
        """
        self._require_speaker(said)
        self._require_kept("model", pinned.model)
        self._require_kept("policy", pinned.policy)
        return self._change(watch, ChangeKind.SHADOW, said, pinned)

    def stop(self, watch: str, said: Said) -> int:
        """Let the shadow go; what it decided is kept. The version after it."""
        self._require_speaker(said)
        return self._change(watch, ChangeKind.STOP, said)

    def approve(self, watch: str, said: Said) -> int:
        """Let the shadow rule the watch, from its next step on; a person does, and no system."""
        self._require_speaker(said)
        if said.speaker is Speaker.SYSTEM:
            raise Denied(f"{said.by} is a system; a person approves.", "person_needed")
        return self._change(watch, ChangeKind.APPROVE, said)

    def bring(self, content: bytes, name: str) -> DetectorKept:
        """Keep a model by its content, once; UnsafeDetector unless a watch can live with it."""
        from makegood.detector.model_file import loads
        from makegood.detector.packing import UnsafeModel
        from makegood.detector.trying import require_usable

        if len(content) > LARGEST_MODEL:
            raise UnsafeDetector(f"{name} has more than {LARGEST_MODEL} bytes.")
        try:
            detector = loads(content, name)
            require_usable(detector)
        except UnsafeModel as error:
            raise UnsafeDetector(str(error)) from error
        sha256 = self._kept("model", detector.version, content.decode())
        return DetectorKept(sha256=sha256, kind="model", version=detector.version)

    def _require_speaker(self, said: Said) -> None:
        if said.speaker is Speaker.NAMED:
            require_known(self._directory, said.by)

    def _require_kept(self, kind: str, sha256: str) -> None:
        if sha256 and self._book.kind(sha256) != kind:
            raise BadInput(f"No {kind} {sha256[:12]} is kept here; bring it first.", "not_kept")

    def _change(
        self, watch: str, kind: ChangeKind, said: Said, pinned: Pinned | None = None
    ) -> int:
        change = Change(0, kind, pinned or Pinned(), said.by, self._now(), said.reason)
        return self._book.change(watch, change, said.require)

    def _kept_model(self, path: Path) -> str:
        """The model of a file, kept by its content."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnsafeDetector(f"{path.name} cannot be read: {error.strerror}.") from error
        return self.bring(content, path.name).sha256

    def _kept_policy(self, folder: Path) -> str:
        """What the policy of a folder says of detection; PolicyError with every fault of it."""
        terms = load_detection(folder)
        return self._kept("policy", terms.version, TERMS.dump_json(terms).decode())

    def _kept(self, kind: str, version: str, content: str) -> str:
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        self._book.keep(sha256, kind, version, content, self._now())
        return sha256
