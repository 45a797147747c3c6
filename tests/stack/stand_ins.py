"""Small processes that stand in for the services of a stack."""

import sys
from pathlib import Path

from makegood.settings import Settings
from starters.stack.services import Service, says

READY = "stand-in.ready"
SERVE = f"print('{READY}', flush=True)\nimport time\ntime.sleep(600)"
IGNORE_TERM = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{SERVE}"
WITH_A_CHILD = f"import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)\n{SERVE}"


def a_service(name: str = "clerk", code: str = SERVE, order: int = 0) -> Service:
    """A service that says it is ready, and then runs until it is stopped."""
    return Service(name, (sys.executable, "-c", code), ready=says(READY), order=order)


def a_job(name: str, code: str, order: int = 0) -> Service:
    """A service that runs once, before those of a higher order."""
    return Service(name, (sys.executable, "-c", code), order=order, once=True)


def settings_in(folder: Path) -> Settings:
    """Settings whose state lives in `folder`."""
    return Settings(var=folder)
