"""In which order test processes share the files: the longest first, a server to one of them."""

from typing import TYPE_CHECKING

import pytest
from typing_extensions import override
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.remote import Producer

ALONE = ("tests/faults/test_crash_points.py", "tests/faults/test_kill_loop.py")
"""Tests of a folder that have a stack of their own, and may run beside the others."""

TOGETHER = ("tests/faults", "tests/stories", "tests/stories/crises")
"""Folders whose tests share a server: a second process would start a second one."""

LONGEST = (
    "tests/docs/test_howtos.py",
    "tests/stories",
    "tests/faults",
    *ALONE,
    "tests/stack/test_demo.py",
    "tests/docs/test_tutorial.py",
    "tests/budget/test_tools.py",
    "tests/stories/crises",
    "tests/house/test_environment.py",
    "tests/stack/test_exits.py",
    "tests/store/test_server_death.py",
)
"""What takes longest comes first, so that nobody waits for it in the end."""


def unit_of(nodeid: str) -> str:
    """What a test belongs to that one process runs whole: its file, or its folder."""
    file = nodeid.partition("::")[0]
    folder = file.rpartition("/")[0]
    return folder if folder in TOGETHER and file not in ALONE else file


def in_order(nodeids: list[str]) -> list[str]:
    """The tests, those of the longest units first, the others as they were."""
    rank = {unit: place for place, unit in enumerate(LONGEST)}
    return sorted(nodeids, key=lambda nodeid: rank.get(unit_of(nodeid), len(rank)))


class ByUnit(LoadScopeScheduling):  # type: ignore[misc] # it comes without types
    """Hands out one unit after the other, as the tests were collected."""

    def __init__(self, config: pytest.Config, log: "Producer | None" = None) -> None:
        """A scheduler that keeps the order of the collection."""
        super().__init__(config, log)
        config.option.loadscopereorder = False

    @override
    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
