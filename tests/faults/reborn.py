"""A worker that is born again where it was killed: what it has loaded need not be loaded anew."""

import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

PASSED_ON = (signal.SIGTERM, signal.SIGINT)


class Nest:
    """Serves in a child, and in the next one when that is killed; it ends as its child ends."""

    def __init__(self, serve: Callable[[], None]) -> None:
        self._serve = serve
        self._child = 0
        self._told_to_stop = False

    def live(self) -> NoReturn:
        """Until a child ends by itself, or because it was told to."""
        gc.freeze()
        for number in PASSED_ON:
            signal.signal(number, self._pass_on)
        status = -signal.SIGKILL
        while status == -signal.SIGKILL and not self._told_to_stop:
            self._child = os.fork() or self._born()
            status = os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])
        sys.exit(max(status, 0))

    def _pass_on(self, number: int, _: FrameType | None) -> None:
        self._told_to_stop = True
        if self._child:
            os.kill(self._child, number)

    def _born(self) -> NoReturn:
        for number in PASSED_ON:
            signal.signal(number, signal.SIG_DFL)
        status = 1
        try:
            self._serve()
            status = 0
        except BaseException:  # noqa: BLE001 - told as the interpreter would tell it
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
