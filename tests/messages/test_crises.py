"""Alarms and what is said to their cases: bounded, strict at the doors, tolerant in histories."""

from datetime import UTC, datetime

import pytest
from pydantic import BaseModel, ValidationError

from makegood.messages.crises import MOST_LINKS, CrisisFiling, CrisisRequest
from makegood.messages.crisis_commands import (
    AddEvidence,
    AddTask,
    CloseCase,
    PostUpdate,
    RecordCsat,
    StatementSignOff,
)
from makegood.messages.crisis_views import briefing_of, crisis_status_of, crisis_timeline_of
from makegood.rules.chronicle import log
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.crisis.words import SourceType
from tests.rules.crisis.cases import START, a_case, an_alert, by

ALARM: dict[str, object] = {
    "case_id": "K-7",
    "source": {"type": "legal_letter", "reference": "L-1"},
    "headline": "A letter",
    "triggers": ["legal_letter"],
    "injects": [{"after_seconds": 60, "what": "the press calls"}],
}


def faults(model: type[BaseModel], raw: dict[str, object]) -> str:
    with pytest.raises(ValidationError) as refusal:
        model.model_validate(raw)
    return str(refusal.value)


def a_restricted_case(**said: object) -> CrisisFile:
    """A case that only Uyen may see."""
    alert = an_alert(restricted=True, reported_by="legal.uyen", headline="Nguyen sues")
    case = log(a_case(alert=alert), by("legal.uyen", why="the reason"), "decided", "to settle")
    return CrisisFile(**{**vars(case), "members": ("legal.uyen",), **said})


def test_an_alarm_is_what_its_source_told() -> None:
    alert = CrisisFiling.model_validate({**ALARM, "severity": "SEV1"}).request().alert()

    assert (alert.case_id, alert.source.type) == ("K-7", SourceType.LEGAL_LETTER)
    assert (alert.triggers, alert.severity) == ((Trigger.LEGAL_LETTER,), Severity.SEV1)
    assert [one.after_seconds for one in alert.injects] == [60]
    assert alert.customer is None


@pytest.mark.parametrize(
    ("where", "raw"),
    [
        ("colour", {"colour": "red"}),
        ("source.colour", {"source": {"type": "ticket", "reference": "T", "colour": "red"}}),
        ("customer.name", {"customer": {"id": "c-1", "name": "Lan"}}),
        ("links.0.colour", {"links": [{"kind": "t", "reference": "1", "colour": "red"}]}),
        ("injects.0.colour", {"injects": [{"after_seconds": 1, "what": "x", "colour": 1}]}),
    ],
)
def test_a_field_that_nobody_knows_is_refused_at_a_door_and_tolerated_in_a_history(
    where: str, raw: dict[str, object]
) -> None:
    assert where in faults(CrisisFiling, {**ALARM, **raw})
    assert CrisisRequest.model_validate({**ALARM, **raw}).case_id == "K-7"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("case_id", "with spaces"),
        ("headline", ""),
        ("headline", "x" * 201),
        ("description", "x" * 4001),
        ("source", {"type": "ticket", "reference": ""}),
        ("source", {"type": "rumour", "reference": "R"}),
        ("language", "English"),
        ("reach", -1),
        ("links", [{"kind": "t", "reference": "1"}] * (MOST_LINKS + 1)),
        ("injects", [{"after_seconds": -1, "what": "x"}]),
    ],
)
def test_an_alarm_is_bounded(field: str, value: object) -> None:
    assert field in faults(CrisisFiling, {**ALARM, field: value})


@pytest.mark.parametrize(
    ("model", "raw", "field"),
    [
        (AddTask, {"by": "a", "key": "k k", "title": "t", "owner": "legal"}, "key"),
        (AddTask, {"by": "a", "key": "k", "title": "t", "owner": "cooks"}, "owner"),
        (AddEvidence, {"by": "a", "sha256": "1", "what": "w", "captured_at": START}, "sha256"),
        (CloseCase, {"by": "a", "resolution": "  "}, "resolution"),
        (RecordCsat, {"score": 6}, "score"),
        (
            PostUpdate,
            {"by": "a", "audience": "internal", "condition": "x", "next_at": "2026-01-01T00:00:00"},
            "next_at",
        ),
    ],
)
def test_a_command_says_what_it_lacks(
    model: type[BaseModel], raw: dict[str, object], field: str
) -> None:
    assert field in faults(model, raw)


def test_a_sign_off_without_an_id_counts_once_by_what_it_says() -> None:
    said = {"statement_hash": "ab12cd34ef", "team": "legal", "decision": "approve", "by": "l.v"}
    plain = StatementSignOff.model_validate(said)

    assert plain.once == StatementSignOff.model_validate({**said, "reason": "again"}).once
    assert plain.once != StatementSignOff.model_validate({**said, "decision": "reject"}).once
    assert StatementSignOff.model_validate({**said, "decision_id": "d-1"}).once == "d-1"


def test_a_restricted_case_answers_its_members_alone() -> None:
    case, now = a_restricted_case(), datetime(2026, 11, 2, 4, tzinfo=UTC)
    status = crisis_status_of(case, now)
    [line] = crisis_timeline_of(case).entries

    assert (status.headline, status.restricted) == ("", True)
    assert (line.what, line.why, line.evidence) == ("decided", "", "")
    stranger, member = (briefing_of(case, who, now) for who in ("desk.mai", "legal.uyen"))
    assert stranger.refused != "" == member.refused
    assert (stranger.status, stranger.timeline) == (None, None)
    assert member.status is not None
    assert member.timeline is not None
    assert member.status.headline == "Nguyen sues"
    assert member.timeline.entries[0].evidence == "to settle"
