"""The sample crises themselves: whole, and at one with the playbooks that they play."""

import pytest

from makegood.policy.crises import load_crises
from makegood.rules.crisis.words import CrisisStage
from starters.samples.all import samples
from starters.samples.crisis_sample import CrisisSample
from starters.samples.crisis_samples import crisis_samples
from starters.samples.crisis_tasks import DOERS
from starters.samples.private_crises import VIP_CASE
from tests.starters.demo.crisis_stand_ins import a_case
from tests.starters.demo.stand_ins import TODAY

BOOK = load_crises()
PLAYBOOKS = {
    "viral-post": "viral-post",
    "legal-letter": "legal-letter",
    "vip-claim": "vip-complaint",
    "outage-drill": "service-outage",
}
WITH_TASKS = [one for one in crisis_samples() if one.case_id in PLAYBOOKS]


def test_there_is_one_sample_of_each_that_matters() -> None:
    found = {sample.case_id: sample.expected.stage for sample in crisis_samples()}

    assert found == {
        "viral-post": CrisisStage.REVIEWED,
        "legal-letter": CrisisStage.REVIEWED,
        "vip-claim": CrisisStage.REVIEWED,
        "false-alarm": CrisisStage.REJECTED,
        "outage-drill": CrisisStage.REVIEWED,
    }


def test_no_crisis_has_the_id_of_a_claim() -> None:
    claims = {sample.claim_id for sample in samples(TODAY)}

    assert claims.isdisjoint(sample.case_id for sample in crisis_samples())


def test_the_claim_that_escalates_becomes_the_case_that_is_played() -> None:
    [claim] = [one for one in samples(TODAY) if one.claim_id == "escalated"]

    assert claim.moves[0].message(None).case_id == VIP_CASE  # type: ignore[arg-type, attr-defined]


@pytest.mark.parametrize("sample", WITH_TASKS, ids=lambda sample: sample.case_id)
def test_every_task_of_the_playbook_is_done_or_skipped(sample: CrisisSample) -> None:
    playbook = BOOK.shelf.find(PLAYBOOKS[sample.case_id])
    assert playbook is not None
    status = a_case(tasks=tuple(_open(task.key, task.owner) for task in playbook.tasks))

    ended = [_key(move.message(status)) for move in sample.moves if move.command in ENDS_TASKS]

    assert sorted(ended) == sorted(task.key for task in playbook.tasks)


@pytest.mark.parametrize("sample", WITH_TASKS, ids=lambda sample: sample.case_id)
def test_its_source_or_its_triggers_lead_to_that_playbook(sample: CrisisSample) -> None:
    filing = sample.filing
    if filing is not None:
        found = BOOK.playbook_for(filing.triggers, filing.source.type)
        assert found == PLAYBOOKS[sample.case_id]


def test_whoever_does_the_tasks_of_a_team_is_of_that_team() -> None:
    for team, person in DOERS.items():
        found = BOOK.directory.find(person)
        assert found is not None
        assert team in found.teams


def test_only_the_restricted_case_has_secrets_and_its_filing_is_full_of_them() -> None:
    [letter] = [sample for sample in crisis_samples() if sample.secrets]

    assert letter.filing is not None
    assert letter.filing.restricted
    for secret in letter.secrets:
        assert secret in letter.filing.headline
        assert secret in letter.filing.description


ENDS_TASKS = ("complete_task", "skip_task")


def _open(key: str, owner: str) -> dict[str, object]:
    return {"key": key, "title": key, "owner": owner, "state": "open"}


def _key(message: object) -> str:
    return message.key  # type: ignore[attr-defined, no-any-return]
