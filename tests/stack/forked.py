"""A service to be forked: says what it finds, then waits, or ends with the status it is told."""

import json
import os
import sys
import time
from pathlib import Path

from tests.stack.stand_ins import READY

if __name__ == "__main__":
    found = {
        "argv": sys.argv[1:],
        "leads": os.getsid(0) == os.getpid(),
        "parent": os.getppid(),
        "said": os.environ.get("SAID", ""),
        "old": os.environ.get("OLD", ""),
        "stdin": sys.stdin.read(),
        "open": [path.name for path in Path("/proc/self/fd").iterdir()],
        "name": Path("/proc/self/comm").read_text("utf-8").strip(),
    }
    print(json.dumps(found), READY, sep="\n", flush=True)
    if sys.argv[1:] == ["stay"]:
        time.sleep(600)
    sys.exit(int(sys.argv[1]))
