"""One crisis from its alarm to its closing costs no more than the budget file allows."""

import pytest
import pytest_asyncio

from benchmarks.alarm_budget import spend, table
from benchmarks.anatomy import Anatomy
from benchmarks.budget import LIMITS, figures, limits
from tests.budget.test_budget import FIGURES, SLACK
from workflows.crisis import MOST_EVENTS


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def closed(tmp_path_factory: pytest.TempPathFactory) -> Anatomy:
    """The cost of a crisis that was closed, on a real server."""
    return await spend(tmp_path_factory.mktemp("closed-crisis"))


@pytest.mark.parametrize("figure", FIGURES)
def test_a_closed_crisis_stays_within_its_ceiling(closed: Anatomy, figure: str) -> None:
    assert figures(closed)[figure] <= limits("crisis")[figure], "\n".join(table(closed))


@pytest.mark.parametrize("figure", FIGURES)
def test_a_gain_is_kept_by_lowering_the_ceiling(closed: Anatomy, figure: str) -> None:
    now, ceiling = figures(closed)[figure], limits("crisis")[figure]

    assert ceiling <= now * (1 + SLACK) + 1, f"lower {figure} in {LIMITS.name} to {now}"


def test_the_crisis_measured_was_spoken_to_and_spoke(closed: Anatomy) -> None:
    parts = {part.kind: part.count for part in closed.parts}

    assert closed.actions["update"] == 27
    assert parts["activity task scheduled page"] == 4
    assert parts["activity task scheduled publish"] == 1
    assert sum(parts.values()) == closed.events


def test_a_crisis_of_a_day_fits_into_one_run(closed: Anatomy) -> None:
    assert closed.events * 10 < MOST_EVENTS
