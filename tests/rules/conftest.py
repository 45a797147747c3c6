"""Every branch of the rules is reached by tests that leave nothing to chance."""

import pytest
from hypothesis import is_hypothesis_test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Examples made at random are not measured: what only chance reaches is not covered."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.no_cover)
