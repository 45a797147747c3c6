"""One claim paid within contract costs no more than the budget file allows."""

import pytest
import pytest_asyncio

from benchmarks.budget import LIMITS, Spent, figures, limits, spend, table

FIGURES = ("events", "transitions", "bytes", "actions")
OURS = (
    "grpc_QueryWorkflow",
    "grpc_UpdateWorkflowExecutionOptions",
    "grpc_RecordActivityTaskHeartbeat",
)
"""What is not in the history: questions and the order to pass over time, which the measurement
causes, and heartbeats, whose number depends on the speed of the machine."""

SLACK = 0.1
"""A ceiling that stands further above what is measured has been forgotten, and is lowered."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def paid(tmp_path_factory: pytest.TempPathFactory) -> Spent:
    """The cost of a claim whose money has arrived, on a real server."""
    return await spend(tmp_path_factory.mktemp("paid"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def closed(tmp_path_factory: pytest.TempPathFactory) -> Spent:
    """The cost of the same claim after its windows of return and appeal have passed."""
    return await spend(tmp_path_factory.mktemp("closed"), to_the_end=True)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_paid_claim_stays_within_its_ceiling(paid: Spent, figure: str) -> None:
    account = "\n".join(table(paid))

    assert figures(paid.claim)[figure] <= limits("ceilings")[figure], account


@pytest.mark.parametrize("figure", FIGURES)
def test_a_closed_claim_stays_within_its_ceiling(closed: Spent, figure: str) -> None:
    account = "\n".join(table(closed))

    assert figures(closed.claim)[figure] <= limits("closed")[figure], account


@pytest.mark.parametrize("figure", FIGURES)
def test_a_gain_is_kept_by_lowering_the_ceiling(paid: Spent, figure: str) -> None:
    now, ceiling = figures(paid.claim)[figure], limits("ceilings")[figure]

    assert ceiling <= now * (1 + SLACK) + 1, f"lower {figure} in {LIMITS.name} to {now}"


def test_the_server_bills_what_the_histories_say(paid: Spent, closed: Spent) -> None:
    for spent in (paid, closed):
        recovery = spent.recovery.billed if spent.recovery else 0
        billed = sum(count for what, count in spent.counted.items() if what not in OURS)

        assert billed == spent.claim.billed + recovery, spent.counted


def test_the_claim_measured_has_heard_five_times_and_paid_once(paid: Spent) -> None:
    parts = {part.kind: part.count for part in paid.claim.parts}

    assert paid.claim.actions["update"] == 5
    assert parts["activity task scheduled submit_payment"] == 1


def test_no_part_of_the_history_is_left_out_of_the_account(closed: Spent) -> None:
    assert sum(part.count for part in closed.claim.parts) == closed.claim.events
    assert sum(part.size for part in closed.claim.parts) == closed.claim.size
