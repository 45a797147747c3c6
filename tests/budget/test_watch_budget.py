"""A watch costs what its batches cost, however many mentions are in them; a storm few cases."""

from pathlib import Path

import pytest
import pytest_asyncio

from benchmarks.anatomy import Anatomy
from benchmarks.budget import LIMITS, figures, limits
from benchmarks.storm import measured
from benchmarks.storm import table as storm_table
from benchmarks.watch_budget import A_BATCH, BATCHES, spend, table
from tests.budget.test_budget import FIGURES, SLACK

A_FEW = 12
SMALL_STORM = 1_500


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def fed(tmp_path_factory: pytest.TempPathFactory) -> Anatomy:
    """The cost of a watch that took three batches in, on a real server."""
    return await spend(tmp_path_factory.mktemp("fed-watch"))


@pytest.mark.parametrize("figure", FIGURES)
def test_a_watch_stays_within_its_ceiling(fed: Anatomy, figure: str) -> None:
    assert figures(fed)[figure] <= limits("watch")[figure], "\n".join(table(fed))


@pytest.mark.parametrize("figure", FIGURES)
def test_a_gain_of_a_watch_is_kept_by_lowering_the_ceiling(fed: Anatomy, figure: str) -> None:
    now, ceiling = figures(fed)[figure], limits("watch")[figure]

    assert ceiling <= now * (1 + SLACK) + 1, f"lower {figure} in {LIMITS.name} to {now}"


def test_a_batch_is_one_step_and_no_mention_is_in_the_history(fed: Anatomy) -> None:
    parts = {part.kind: part.count for part in fed.parts}

    assert parts["activity task scheduled decide_mentions"] == BATCHES
    assert parts["workflow execution signaled"] == BATCHES
    assert fed.size < BATCHES * A_BATCH * 20, "less than any mention is long"


def test_a_storm_makes_a_handful_of_cases_and_few_words(tmp_path: Path) -> None:
    cost = measured(tmp_path, SMALL_STORM)

    assert cost.mentions > SMALL_STORM
    assert 1 <= cost.cases <= A_FEW
    assert cost.words <= A_FEW, "a case hears once of all that joined it in a step"
    assert "synthetic" in "\n".join(storm_table(cost))
