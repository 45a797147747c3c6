"""The history can be read: a commit says in one line what it gives."""

import subprocess
from pathlib import Path

import pytest

from tests.house.sources import GIT

LONGEST_SUBJECT = 60


@pytest.mark.skipif(not GIT, reason="the files came without their history")
def test_every_subject_fits_in_a_line(root: Path) -> None:
    log = subprocess.check_output(["git", "log", "--no-merges", "--format=%s"], cwd=root, text=True)
    too_long = {subject for subject in log.splitlines() if len(subject) > LONGEST_SUBJECT}

    assert log
    assert too_long == set()
