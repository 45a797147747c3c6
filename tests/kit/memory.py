"""Where tests keep their files: in memory where there is room, for they are made and removed."""

import os
import shutil
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
"""The file system in memory that every Linux has; in a container it may be small."""


def in_memory(room: int) -> Path | None:
    """The folder in memory, if it has `room` bytes, takes files of ours and runs programs.

    On a disk, tests wait for each other: a database is some 300 files, a thousand of them are made
    and removed, and whoever syncs a file meanwhile waits for all of it.
    """
    if not SHARED_MEMORY.is_dir() or not os.access(SHARED_MEMORY, os.W_OK):
        return None
    if os.statvfs(SHARED_MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return SHARED_MEMORY if shutil.disk_usage(SHARED_MEMORY).free >= room else None
