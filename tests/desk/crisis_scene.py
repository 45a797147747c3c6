"""Crises in the middle of a working day: a film that spreads, a letter, a secret, a drill."""

from datetime import datetime, timedelta

from sqlalchemy import insert

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.crisis_status import (
    ActionStatus,
    ApprovalStatus,
    CrisisStatus,
    DecisionStatus,
    LadderStatus,
    LearningStatus,
    MentionStatus,
    PageStatus,
    PromiseStatus,
    RoleStatus,
    StatementStatus,
    TaskStatus,
)
from makegood.messages.records import Awaited
from makegood.messages.status import ClockStatus
from makegood.rules.crisis.review_report import Report, Section
from makegood.store.engine import writing
from makegood.store.page_tables import PAGE
from tests.desk.moment import NOON
from tests.desk.world import World
from tests.starters.cli.crisis_hand import a_crisis
from tests.store.builders import vnd
from tests.store.crisis_builders import a_crisis_row

FILM, LETTER, SECRET, DRILL = "K-2026-005", "K-2026-006", "K-2026-007", "K-2026-008"
HEADLINE = "Film of parcels thrown from a van, 400,000 views"
TEXT = (
    "We have seen the post that many of you are sharing, and we take it seriously. We are finding "
    "out what happened and are in touch with the customer."
)

DRAFT = Report(
    f"Post-incident review: {HEADLINE}",
    f"Case {FILM}, a draft made of its history",
    (),
    (
        Section("Summary", "A driver throws parcels; a film of it was seen 400,000 times."),
        Section(
            "Times",
            "Detection counts from the earliest evidence; all else from the opening of the case.",
            ("Until", "Time"),
            (("Acknowledge", "4 min"), ("Declare", "9 min"), ("First response", "54 min")),
        ),
        Section("Resolution", "Not closed yet."),
        Section("What went well", "To be written by the review."),
    ),
)


def furnish_crises(world: World) -> None:
    """Put the crises into the lists, and let their cases answer."""
    world.keep_crises(*_rows())
    with writing(world.engine) as connection:
        connection.execute(insert(PAGE), _pages_kept())
    world.crises.statuses |= {
        FILM: _film(),
        LETTER: a_crisis(LETTER, headline="Letter of a lawyer", severity="SEV2", stage="detected"),
        SECRET: _secret(),
        DRILL: a_crisis(DRILL, headline="Drill: a letter of a regulator", drill=True),
    }
    world.crises.mentions = tuple(
        MentionStatus(
            source_type="social_post",
            reference=f"post-{number}",
            at=_at(-74 * (1 - number / 60) ** 2),
            reach=900 * (number % 7),
            excerpt="They throw the parcels like rubbish." if number % 20 == 19 else "",
        )
        for number in range(60)
    )
    world.crises.review = DRAFT


def _at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def _waits(*waiting: tuple[str, str, float]) -> tuple[Awaited, ...]:
    return tuple(
        Awaited(who=who, what=what, since=NOON, due_at=_at(due)) for who, what, due in waiting
    )


def _film_waits() -> tuple[Awaited, ...]:
    return _waits(
        ("legal", "sign holding", 11),
        ("desk.dung", "tell management", 25),
        ("operations", "task verify", 44),
    )


def _rows() -> tuple[CrisisRow, ...]:
    return (
        a_crisis_row(
            FILM,
            headline=HEADLINE,
            lead="desk.dung",
            opened_at=_at(-74),
            due_at=_at(11),
            playbook="viral-post",
            awaiting=_film_waits(),
        ),
        a_crisis_row(
            LETTER,
            headline="Letter of a lawyer about spoilt vaccines",
            source_type="legal_letter",
            severity="SEV2",
            stage="detected",
            lead="",
            opened_at=_at(-6),
            due_at=_at(-1),
            playbook="",
            awaiting=_waits(("legal.vinh", "acknowledge", 4), ("service_desk", "triage", -1)),
        ),
        a_crisis_row(
            SECRET,
            headline="",
            restricted=True,
            severity="SEV2",
            source_type="management_alert",
            lead="dir.mai",
            stage="contained",
            members=("dir.mai",),
            opened_at=_at(-600),
            due_at=_at(400),
            awaiting=_waits(("dir.mai", "stabilise", 400)),
        ),
        a_crisis_row(
            DRILL,
            headline="Drill: a letter of a regulator",
            drill=True,
            severity="SEV3",
            source_type="regulator",
            lead="desk.chi",
            opened_at=_at(-30),
            due_at=_at(40),
            awaiting=(),
        ),
        a_crisis_row(
            "K-2026-003",
            headline="The sorting hall stands still",
            severity="SEV2",
            stage="reviewed",
            active=False,
            lead="desk.dung",
            opened_at=_at(-9000),
            closed_at=_at(-8600),
            ended_at=_at(-3000),
            awaiting=(),
        ),
    )


def _pages_kept() -> list[dict[str, object]]:
    paged = (
        (FILM, "desk.dung", "push", "read", -70),
        (FILM, "legal.vinh", "sms", "delivered", -3),
        (LETTER, "legal.vinh", "push", "delivered", -5),
        (LETTER, "legal.thao", "sms", "failed", -4),
        (SECRET, "dir.mai", "voice", "read", -590),
    )
    return [
        {
            "key": f"{case_id}:{person}:{channel}",
            "case_id": case_id,
            "person": person,
            "channel": channel,
            "reason": "ladder",
            "severity": "SEV1",
            "text": "",
            "state": state,
            "detail": "",
            "restricted": case_id == SECRET,
            "drill": False,
            "made_at": _at(at),
            "state_at": _at(at),
            "until": None,
            "sent_at": _at(at),
            "acknowledged_at": None,
        }
        for case_id, person, channel, state, at in paged
    ]


def _film() -> CrisisStatus:
    return a_crisis(
        FILM,
        headline=HEADLINE,
        opened_at=_at(-74),
        triggers=("press", "staff_misconduct"),
        playbook="viral-post",
        acknowledged_by=("desk.dung",),
        mention_count=212,
        reach=400_000,
        awaiting=_film_waits(),
        roles=(
            RoleStatus(role="lead", person="desk.dung", since=NOON, offered_to="desk.giang"),
            RoleStatus(role="scribe", person="desk.chi", since=NOON),
        ),
        tasks=_tasks(),
        statements=_statements(),
        promises=(
            _promise(1, "management", -30, "kept"),
            _promise(2, "public", -20, "missed"),
            _promise(3, "management", 25, "open"),
        ),
        clocks=(
            _clock("acknowledge", "service_desk", -70, "met"),
            _clock("first_response", "pr", -10, "breached"),
            _clock("containment", "service_desk", 120, "running"),
        ),
        pages=_pages(),
        checklist=("task verify is open", "management is promised an update"),
        decisions=_decisions(),
        ladder=LadderStatus(
            name="sev1", place="rung 1 of 4, round 1", running=True, next_at=_at(3)
        ),
        learnings=(
            LearningStatus(
                number=1,
                text="Vans carry no number that a film shows",
                playbook="viral-post",
                proposal="Ask the hub for the list of plates within ten minutes",
            ),
        ),
        actions=(
            ActionStatus(number=1, title="Number the vans", owner="ops.minh", due_at=_at(9000)),
        ),
    )


def _tasks() -> tuple[TaskStatus, ...]:
    return (
        TaskStatus(
            key="verify",
            title="Find the van and the driver",
            owner="operations",
            state="open",
            due_at=_at(44),
        ),
        TaskStatus(
            key="monitor",
            title="Watch where it spreads",
            owner="pr",
            state="open",
            due_at=_at(-4),
        ),
        TaskStatus(
            key="customer",
            title="Call the customer whose parcel it was",
            owner="key_account",
            state="blocked",
            after=("verify",),
        ),
        TaskStatus(
            key="counsel",
            title="Ask counsel about the film",
            owner="legal",
            state="done",
            ended_at=_at(-20),
            ended_by="legal.vinh",
            note="it may be shown",
        ),
    )


def _decisions() -> tuple[DecisionStatus, ...]:
    return (
        DecisionStatus(
            number=1,
            at=_at(-40),
            by="desk.dung",
            what="Refund every parcel of the tour",
            why="We broke them",
        ),
        DecisionStatus(
            number=2,
            at=_at(-12),
            by="desk.dung",
            what="Settle the customer's claim at six million",
            why="He was told that nothing had happened",
            claim_id="C-2026-0121",
            total=vnd(6_000_000),
            grant="signing",
        ),
    )


def _statements() -> tuple[StatementStatus, ...]:
    said = (ApprovalStatus(team="pr", decision="approve", by="pr.duy", at=_at(-9)),)
    return (
        StatementStatus(
            key="holding",
            version=2,
            language="en",
            channel="social",
            statement_hash="81e4b6e56860b0ec010e14f3a112800e" * 2,
            state="in_approval",
            text=TEXT,
            drafted_by=("desk.chi",),
            approvals=(*said, ApprovalStatus(team="legal", due_at=_at(11))),
        ),
        StatementStatus(
            key="reply",
            version=1,
            language="vi",
            channel="customer",
            statement_hash="5d1f0c77" * 8,
            state="approved",
            text="Cảm ơn bạn đã cho chúng tôi biết. Chúng tôi rất tiếc về điều bạn mô tả.",
            drafted_by=("desk.chi",),
            preapproved=True,
        ),
    )


def _promise(number: int, audience: str, due: float, state: str) -> PromiseStatus:
    return PromiseStatus(
        number=number, audience=audience, made_at=_at(-70), due_at=_at(due), state=state
    )


def _clock(name: str, party: str, due: float, state: str) -> ClockStatus:
    return ClockStatus(
        name=name,
        kind="sla",
        party=party,
        started_at=_at(-74),
        due_at=_at(due),
        state=state,
        announced=(),
    )


def _pages() -> tuple[PageStatus, ...]:
    paged = (
        ("desk.dung", "push", "ladder", "read", ""),
        ("pr.duy", "push", "task", "delivered", "monitor"),
        ("ops.minh", "push", "task", "deferred", "verify"),
        ("legal.thao", "voice", "approval", "failed", "holding"),
        ("legal.vinh", "sms", "approval", "delivered", "holding"),
    )
    return tuple(
        PageStatus(
            key=f"{FILM}:{place}",
            person=person,
            channel=channel,
            reason=reason,
            state=state,
            subject=subject,
            at=_at(-70 + 15 * place),
            rung=1,
        )
        for place, (person, channel, reason, state, subject) in enumerate(paged)
    )


def _secret() -> CrisisStatus:
    return a_crisis(
        SECRET,
        headline="",
        restricted=True,
        severity="SEV2",
        stage="contained",
        crisis_class="",
        tasks=(),
        statements=(),
        learnings=(),
        actions=(),
    )
