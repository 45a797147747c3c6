"""The statements of a case: found by key or by hash, put back, and what each hash covers."""

from dataclasses import replace
from typing import Protocol

from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.stating import Statement, StatementState
from makegood.rules.crisis.words import Audience
from makegood.rules.refusals import Refused
from makegood.rules.subject import SHOWN, Subject, same_subject, subject_hash

ON_ITS_WAY = (
    StatementState.DRAFT,
    StatementState.IN_APPROVAL,
    StatementState.SENT_BACK,
    StatementState.REJECTED,
    StatementState.APPROVED,
)
"""States in which a text may still be edited or dropped: nobody outside has seen it."""


SETTLED = (StatementState.PUBLISHED, StatementState.WITHDRAWN, StatementState.REJECTED)
"""States in which nothing is left to do for a statement, unless somebody asks for it."""


CUSTOMER_CHANNEL = "customer"
"""The channel of a statement that answers the customer alone; every other one is public."""


class Said(Protocol):
    """What a statement says, and to whom: whatever carries that can be hashed."""

    @property
    def key(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def corrects(self) -> str: ...


def statement_hash(said: Said) -> str:
    """The sha256 that is signed, in 64 hex digits; whatever a reader would see counts."""
    parts = (said.key, str(said.version), said.text, said.language, said.channel, said.corrects)
    return subject_hash(Subject("statement", extra=parts))


def is_genuine(statement: Statement) -> bool:
    """Whether its hash is still the hash of its content."""
    return statement.sha256 == statement_hash(statement)


def heard_by(statement: Statement) -> Audience:
    """Who hears a statement, by its channel."""
    to_customer = statement.channel == CUSTOMER_CHANNEL
    return Audience.CUSTOMER if to_customer else Audience.PUBLIC


def has_heard(case: CrisisFile, audience: Audience) -> bool:
    """Whether that audience has been told anything yet, by a statement or an update."""
    said = (one for one in case.statements if one.published_at is not None)
    by_statement = any(heard_by(one) is audience for one in said)
    return by_statement or any(one.audience is audience for one in case.updates)


def by_key(case: CrisisFile, key: str) -> Statement | None:
    """The statement of that key, or None."""
    return next((one for one in case.statements if one.key == key), None)


def named(case: CrisisFile, key: str) -> Statement:
    """The statement of that key; refuses `no_such_statement`."""
    found = by_key(case, key)
    if found is None:
        raise Refused("no_such_statement", f"The case has no statement {key!r}.")
    return found


def by_hash(case: CrisisFile, sha256: str) -> Statement:
    """The statement whose current version has that hash, whole or as shown.

    Refuses `stale_subject` for the hash of an earlier version, `no_such_statement` for any other.
    """
    for one in case.statements:
        if same_subject(sha256, one.sha256):
            return one
    for one in case.statements:
        if any(same_subject(sha256, past) for past in one.past):
            current = one.sha256[:SHOWN]
            raise Refused(
                "stale_subject", f"Statement {one.key} was edited since; read {current} instead."
            )
    raise Refused("no_such_statement", f"No statement of the case has the hash {sha256[:SHOWN]}.")


def put(case: CrisisFile, statement: Statement) -> CrisisFile:
    """The case with that statement in place of the one of its key, or after all others."""
    if by_key(case, statement.key) is None:
        return replace(case, statements=(*case.statements, statement))
    kept = tuple(statement if one.key == statement.key else one for one in case.statements)
    return replace(case, statements=kept)


def open_statements(case: CrisisFile) -> tuple[Statement, ...]:
    """Those that somebody has still to end, or the publisher has: they hinder the closing."""
    return tuple(one for one in case.statements if one.state not in SETTLED or one.withdrawing)
