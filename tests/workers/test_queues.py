"""What each task queue runs: every step somewhere, each in one place, by its known name."""

import ast
import inspect
from collections import Counter
from pathlib import Path

import pytest
from temporalio import activity, workflow

from makegood.messages import names
from makegood.messages.names import Queue
from makegood.settings import Settings
from workers.queues import REGISTERS
from workers.sandbox import SHARED
from workers.toolbox import crisis_policy, policy_in_force, toolbox


def of_queue(queue: Queue, var: Path) -> list[str]:
    """The names under which Temporal knows the activities of a queue."""
    steps = REGISTERS[queue].activities(toolbox(Settings(var=var)))
    definitions = [activity._Definition.must_from_callable(step) for step in steps]
    return [definition.name or "" for definition in definitions]


def defined(root: Path) -> set[str]:
    """Every activity that is written down in the `activities` package."""
    return {
        function.name
        for path in (root / "activities").glob("*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and "activity.defn" in map(ast.unparse, function.decorator_list)
    }


WITH_THE_CASE = {"find_signer", "bury", "moment", "verify_seal"}
"""Short steps that claims and crises share: each runs where the workflow of its case does."""


def test_every_activity_is_served_by_one_queue_unless_its_case_takes_it_along(
    tmp_path: Path, root: Path
) -> None:
    served = Counter(name for queue in Queue for name in of_queue(queue, tmp_path))

    assert set(served) == defined(root)
    assert {name for name, count in served.items() if count > 1} == WITH_THE_CASE
    assert all(name in of_queue(Queue.CRISES, tmp_path) for name in WITH_THE_CASE)


@pytest.mark.parametrize(
    ("queue", "step"),
    [
        (Queue.DOCUMENTS, "read_documents"),
        (Queue.PAYMENTS, "submit_payment"),
        (Queue.NOTICES, "carry_notices"),
        (Queue.NOTICES, "publish"),
        (Queue.CLAIMS, "record_case"),
        (Queue.CRISES, "page"),
    ],
)
def test_what_is_slow_or_moves_money_has_a_queue_of_its_own(
    queue: Queue, step: str, tmp_path: Path
) -> None:
    assert step in of_queue(queue, tmp_path)


ROUNDS = (names.DIGESTS, names.DAILY, names.HOOKS)


def test_workflows_are_known_by_the_names_that_others_rely_on() -> None:
    served = [kind for register in REGISTERS.values() for kind in register.workflows]
    known = {workflow._Definition.must_from_class(kind).name for kind in served}

    assert known == {names.CLAIM, names.RECOVERY, names.NOTICES, names.CRISIS, names.WATCH, *ROUNDS}
    assert names.claim_workflow_id("C-1") == "claim-C-1"
    assert names.crisis_workflow_id("K-1") == "crisis-K-1"
    assert names.watch_workflow_id("acme") == "watch-acme"


def test_a_module_that_defines_a_workflow_is_never_shared_with_the_sandbox() -> None:
    served = [kind for register in REGISTERS.values() for kind in register.workflows]

    assert not {inspect.getmodule(kind).__name__ for kind in served} & set(SHARED)  # type: ignore[union-attr]
    assert {"makegood", "activities"} < set(SHARED)


def test_a_pace_makes_days_short_and_none_leaves_them_long(tmp_path: Path) -> None:
    real = policy_in_force(Settings(var=tmp_path))
    quick = policy_in_force(Settings(var=tmp_path, policy_pace=2.0))

    ages = [one.terms_for("merchant-lotus", KIND).aftercare.text() for one in (real, quick)]
    assert ages[0] == "30 calendar days"
    assert ages[1] != ages[0]
    assert (real.version, quick.version) == ("2026.11.1", "2026.11.1+paced.2s")


def test_hours_of_a_crisis_may_be_slower_than_the_days_of_claims(tmp_path: Path) -> None:
    quick = Settings(var=tmp_path, policy_pace=2.4)
    slower = quick.model_copy(update={"crisis_hour": 20.0, "crisis_day": 10.0})

    assert crisis_policy(quick).terms.version == "2026.11.1+paced.0.1s.2.4s"
    assert crisis_policy(slower).terms.version == "2026.11.1+paced.20s.10s"
    assert crisis_policy(Settings(var=tmp_path)).terms.version == "2026.11.1"


KIND = next(iter(policy_in_force(Settings()).contract_for("merchant-lotus").terms))[0]
