"""A case under the policy that ships can be worked from its alert to its review."""

from datetime import UTC, date, datetime, timedelta

import pytest

from makegood.gateways.crisis_company import CrisisCompany
from makegood.policy.crises import load_crises
from makegood.rules.case_words import Act
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import Reachable
from makegood.rules.crisis.closing import checklist
from makegood.rules.crisis.contacting import contact_of, resolved
from makegood.rules.crisis.declaring import declare
from makegood.rules.crisis.drafting import Draft, draft
from makegood.rules.crisis.file import Alert, CrisisFile
from makegood.rules.crisis.opening import CrisisAdmission, opened
from makegood.rules.crisis.paging import called
from makegood.rules.crisis.roles import assign_role
from makegood.rules.crisis.severity import Impact, Severity, Trigger, Urgency
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.tasking import TaskState
from makegood.rules.crisis.tasks import complete_task
from makegood.rules.crisis.terms import ContactKind
from makegood.rules.crisis.ticking import next_moment, tick
from makegood.rules.crisis.triaging import Assessment, triage
from makegood.rules.crisis.words import Channel, Role, Source, SourceType

START = datetime(2026, 11, 2, 3, tzinfo=UTC)
LEAD = "desk.dung"
COMPANY = CrisisCompany(load_crises())
NAMES = [playbook.name for playbook in COMPANY.playbooks]


def a_case(*triggers: Trigger) -> CrisisFile:
    """A case that has just come in, and shows those triggers."""
    source = Source(SourceType.SOCIAL_POST, "post-1")
    alert = Alert("K-1", source, "Charger bursts into flames", triggers=triggers)
    calendars = COMPANY.calendars(date(2026, 11, 1), date(2027, 12, 31))
    return opened(alert, CrisisAdmission(COMPANY.terms(), calendars), START)


def a_crisis(playbook: str) -> CrisisFile:
    """A declared crisis of SEV1 with a lead, under that playbook."""
    act = Act(START, LEAD, "as seen")
    worst = Assessment(Impact.EXTENSIVE, Urgency.CRITICAL, playbook=COMPANY.playbook(playbook))
    case = assign_role(a_case(), act, Role.LEAD, LEAD)
    return declare(triage(case, act, worst), act)


def left_alone(case: CrisisFile, until: datetime) -> tuple[set[str], CrisisFile]:
    """Whom a case calls while everybody is reached and nobody answers, and the case then."""
    named: set[str] = set()
    now = START
    while now < until:
        for wanted in case.calls:
            contacts = resolved(case, wanted.contacts)
            named |= set(contacts)
            found = tuple(Reachable(each, each, (Channel.OUTBOX,)) for each in contacts)
            case = called(case, wanted, found, now)
        moment = next_moment(case, now)
        assert moment is not None, "the case waits for nobody"
        now = max(now, moment[0])
        case = tick(case, now)
    return named, case


@pytest.mark.parametrize("name", NAMES)
def test_the_tasks_of_a_playbook_can_all_be_done(name: str) -> None:
    case = a_crisis(name)
    assert case.tasks
    while opened_now := [task for task in case.tasks if task.state is TaskState.OPEN]:
        case = complete_task(case, Act(START, LEAD, "done"), opened_now[0].key)

    assert {task.state for task in case.tasks} == {TaskState.DONE}
    assert not any(point.startswith("task ") for point in checklist(case))


@pytest.mark.parametrize("language", ["en", "vi", "id"])
@pytest.mark.parametrize("name", NAMES)
def test_a_holding_statement_as_it_stands_needs_no_other_signature(
    name: str, language: str
) -> None:
    said = Draft("first", "", language, "social", template="public")

    case = draft(a_crisis(name), Act(START, "pr.kim", "as it stands"), said)

    (statement,) = case.statements
    assert statement.preapproved
    assert statement.state is StatementState.APPROVED


def test_a_holding_statement_that_was_edited_is_signed_by_every_team_of_the_playbook() -> None:
    playbook = COMPANY.playbook("data-leak")
    assert playbook is not None
    said = Draft("first", "Nothing leaked.", "en", "social", template="public")

    case = draft(a_crisis("data-leak"), Act(START, "pr.kim", "shorter"), said)

    (statement,) = case.statements
    assert statement.state is StatementState.IN_APPROVAL
    assert statement.round is not None
    assert {mandate.team for mandate in statement.round.mandates} == {
        Team.LEGAL, Team.PR, Team.OPERATIONS, Team.MANAGEMENT,
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_everybody_whom_a_crisis_left_alone_calls_is_somebody(name: str) -> None:
    named, _ = left_alone(a_crisis(name), START + timedelta(hours=4))

    contacts = [contact_of(text) for text in named]
    people = {each.name for each in contacts if each.kind is ContactKind.PERSON}
    rotas = {each.name for each in contacts if each.kind is ContactKind.ROTA}

    assert rotas <= set(Team)
    assert all(COMPANY.directory.find(person) for person in people)
    assert "rota:management:1" in named


def test_a_case_that_nobody_looks_at_reaches_the_directors_within_the_hour() -> None:
    case = a_case(Trigger.SAFETY)

    named, after = left_alone(case, START + timedelta(hours=1))

    assert after.severity is Severity.SEV1
    assert {"rota:service_desk:1", "rota:legal:1", "rota:pr:1"} <= named
    assert {"person:dir.mai", "person:dir.nam"} <= named
