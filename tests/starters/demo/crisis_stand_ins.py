"""A crisis case that says what it is told to say, and notes what is said to it."""

from datetime import timedelta

from pydantic import BaseModel

from makegood.messages.crises import CrisisFiling
from makegood.messages.crisis_commands import CaseReceipt
from makegood.messages.crisis_status import CrisisStatus, CrisisTimeline
from makegood.messages.paging import PageEntry
from makegood.messages.publishing import Publication
from makegood.messages.records import TimelineEntry
from makegood.rules.crisis.statement_book import statement_hash
from makegood.rules.crisis.stating import Statement
from starters.crises import Opened
from starters.demo.crisis_report import CrisisEnd
from starters.samples.crisis_sample import CrisisSample
from starters.samples.viral_post import viral_post
from tests.starters.demo.stand_ins import NOON

VIRAL = viral_post()
PAGE = {
    "key": "viral-post:ladder:1.0.0:desk.an:push", "person": "desk.an", "channel": "push",
    "reason": "ladder", "state": "sent", "at": NOON, "rung": 1, "round": 1,
}  # fmt: skip
STATEMENT = {
    "key": "answer", "version": 1, "language": "en", "channel": "social", "state": "published",
    "text": "We are sorry.", "drafted_by": ("pr.kim",), "published_at": NOON,
    "approvals": ({"team": "legal", "decision": "approve", "by": "legal.vinh"},),
    "reference": "social-1.txt",
}  # fmt: skip


def a_case(stage: str = "detected", **told: object) -> CrisisStatus:
    """A case in a stage; nothing else is known of it but what is told."""
    usual: dict[str, object] = {
        "case_id": VIRAL.case_id, "source_type": "social_post", "headline": "A film",
        "severity": "SEV2", "triggers": (), "cluster": "", "crisis_class": "",
        "playbook": "viral-post", "playbook_version": "1", "drill": False, "restricted": False,
        "awaiting": (), "roles": (), "tasks": (), "statements": (), "promises": (), "clocks": (),
        "pages": (), "policy_version": "1", "opened_at": NOON, "version": 1,
    }  # fmt: skip
    return CrisisStatus.model_validate({**usual, "stage": stage, **told})


def a_page(person: str = "desk.an", rung: int = 1, **told: object) -> dict[str, object]:
    """A page of the ladder that went out."""
    key = f"viral-post:ladder:1.0.{rung - 1}:{person}:push"
    return {**PAGE, "key": key, "person": person, "rung": rung, **told}


def a_statement(**told: object) -> dict[str, object]:
    """A statement with the hash of what it says."""
    made = {**STATEMENT, **told}
    said = Statement(
        str(made["key"]), 1, str(made["text"]), "en", str(made["channel"]), "", (), NOON
    )
    return {"statement_hash": statement_hash(said), **made}


def a_role(role: str, person: str) -> dict[str, object]:
    """Somebody who plays a part."""
    return {"role": role, "person": person, "since": NOON}


def a_line(what: str, *, by: str = "clock", after: float = 0, **told: str) -> TimelineEntry:
    """A line of the timeline, so many seconds after noon."""
    at = NOON + timedelta(seconds=after)
    return TimelineEntry(number=1, at=at, by=by, what=what, **told)


def a_booked_page(person: str = "desk.an", **told: object) -> PageEntry:
    """A page in the page book that went out."""
    usual: dict[str, object] = {
        "number": 1, "key": f"k:{person}", "case_id": VIRAL.case_id, "person": person,
        "channel": "push", "reason": "ladder", "severity": "SEV2", "state": "sent",
        "state_at": NOON, "made_at": NOON, "text": "SEV2 case",
    }  # fmt: skip
    return PageEntry.model_validate({**usual, **told})


def a_publication(sha256: str, **told: object) -> Publication:
    """A statement in the publication book."""
    usual: dict[str, object] = {
        "case_id": VIRAL.case_id, "sha256": sha256, "key": "answer", "version": 1,
        "language": "en", "channel": "social", "released_by": "desk.an", "drill": False,
        "reference": "social-1.txt", "ordered_at": NOON, "published_at": NOON,
    }  # fmt: skip
    return Publication.model_validate({**usual, **told})


def an_end(status: CrisisStatus, *lines: TimelineEntry, sample: CrisisSample = VIRAL) -> CrisisEnd:
    """A sample that ended so."""
    return CrisisEnd(sample, status, CrisisTimeline(case_id=sample.case_id, entries=lines))


class OneCase:
    """A door behind which one case goes through what it is told, a step a look."""

    def __init__(self, *looks: CrisisStatus | Exception) -> None:
        self.opened: list[str] = []
        self.said: list[tuple[str, BaseModel]] = []
        self._looks = list(looks)

    async def open(self, filing: CrisisFiling) -> Opened:
        """Take the alarm in."""
        self.opened.append(filing.case_id)
        return Opened(case_id=filing.case_id, workflow_id="w", already=False)

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> CaseReceipt:
        """Note what is said."""
        self.said.append((command, message))
        return CaseReceipt(stage="detected", severity="SEV2", version=1)

    async def status(self, case_id: str) -> CrisisStatus:
        """The next look; the last one stays."""
        look = self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]
        if isinstance(look, Exception):
            raise look
        return look
