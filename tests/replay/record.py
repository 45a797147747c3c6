"""`python -m tests.replay.record`: run every story anew and keep the histories that it leaves."""

import os
import sys

import pytest

from tests.replay.histories import COMMANDS_FILE, kept, written
from tests.stories.conftest import RECORD


def main() -> int:
    """Run the stories, one process only; returns pytest's exit status."""
    os.environ[RECORD] = "1"
    status = int(pytest.main(["tests/stories", "-q", "-p", "no:cacheprovider"]))
    COMMANDS_FILE.write_text(written(dict(kept())), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
