"""Puts the policy that a process starts with on the shelf of editions."""

from pathlib import Path

import structlog
from sqlalchemy import Engine

from makegood.messages.problems import Problem
from makegood.policy.edition import written_policy
from makegood.store.claims import utc_now
from makegood.store.policy_shelf import Edition, PolicyShelf

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def keep_edition(engine: Engine, folder: Path) -> None:
    """Keep it once; where the database is away, the next start does."""
    written = written_policy(folder)
    try:
        edition = Edition(written.sha256, written.version, utc_now())
        PolicyShelf(engine).keep(edition, written.files)
    except Problem as problem:
        log.warning("policy.not_kept", why=type(problem).__name__)
