"""Statements on their way out: the word to publish, what the publisher answered, withdrawal."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.hearing import heard, require_active, require_reason
from makegood.rules.crisis.speaking import (
    first_held,
    lead_of,
    require_open,
    summon,
)
from makegood.rules.crisis.statement_book import (
    ON_ITS_WAY,
    by_hash,
    heard_by,
    is_genuine,
    named,
    put,
)
from makegood.rules.crisis.stating import Statement, StatementState
from makegood.rules.crisis.updates import stated
from makegood.rules.crisis.words import Role
from makegood.rules.refusals import Refused
from makegood.rules.signoff import void
from makegood.rules.subject import SHOWN

SPEAKERS = (Role.LEAD, Role.DEPUTY, Role.CUSTOMER_LIAISON)
"""Who gives the word for a text that was signed; for a holding statement it is the lead alone."""

PUBLISHER = "publisher"


def ask_publish(case: CrisisFile, act: Act, sha256: str) -> CrisisFile:
    """The case whose publisher is to publish exactly that version; once, however often it is said.

    Refuses `not_active`, `no_such_statement`, `stale_subject`, `not_approved`, `not_the_speaker`,
    `tampered`. Nothing but this command ever publishes: no silence, no clock.
    """
    statement = by_hash(case, sha256)
    if statement.state in (StatementState.PUBLISHING, StatementState.PUBLISHED):
        return case
    require_active(case)
    if statement.state is not StatementState.APPROVED:
        raise Refused("not_approved", f"Statement {statement.key} is {statement.state}.")
    _require_speaker(case, act, (Role.LEAD,) if statement.preapproved else SPEAKERS)
    if not is_genuine(statement):
        raise Refused("tampered", f"The text of {statement.key} is not the one that was approved.")
    asked = replace(statement, state=StatementState.PUBLISHING, publish_by=act.by)
    return _heard(put(case, asked), act, "statement_released", asked)


def to_publish(case: CrisisFile) -> tuple[Statement, ...]:
    """The statements that the publisher is to publish now."""
    return tuple(one for one in case.statements if one.state is StatementState.PUBLISHING)


def published(case: CrisisFile, sha256: str, reference: str, at: datetime) -> CrisisFile:
    """The case whose statement is out; the public has been told, and is promised the next word."""
    statement = by_hash(case, sha256)
    if statement.state is not StatementState.PUBLISHING:
        return case
    out = replace(statement, state=StatementState.PUBLISHED, published_at=at, reference=reference)
    act = Act(at, PUBLISHER, reference)
    case = _logged(put(case, out), act, "statement_published", out)
    if out.corrects:
        case = log(case, act, "statement_corrected", f"{out.corrects} by {out.key}")
    return stated(case, heard_by(out), at)


def publish_failed(case: CrisisFile, sha256: str, why: str, at: datetime) -> CrisisFile:
    """The case whose statement could not be published: it stays approved, and people are called."""
    statement = by_hash(case, sha256)
    if statement.state is not StatementState.PUBLISHING:
        return case
    case = put(case, replace(statement, state=StatementState.APPROVED))
    case = _logged(case, Act(at, PUBLISHER, why), "statement_not_published", statement)
    return _not_done(case, statement, why)


def withdraw(case: CrisisFile, act: Act, key: str) -> CrisisFile:
    """The case without that statement: taken back where it is out, dropped where it is not.

    Saying it again changes nothing. Refuses `no_such_statement`, `being_published`,
    `reason_missing`, `not_the_speaker`, `ended`.
    """
    statement = named(case, key)
    if statement.state is StatementState.WITHDRAWN or statement.withdrawing:
        return case
    require_open(case)
    require_reason(act, "withdraw a statement")
    if statement.state is StatementState.PUBLISHING:
        raise Refused("being_published", f"{key} is being published; withdraw it once it is out.")
    if statement.state in ON_ITS_WAY:
        return _dropped(case, statement, act)
    _require_speaker(case, act, SPEAKERS)
    taken = replace(statement, withdrawing=True)
    return _heard(put(case, taken), act, "withdrawal_asked", taken)


def to_withdraw(case: CrisisFile) -> tuple[Statement, ...]:
    """The published statements that the publisher is to take back now."""
    return tuple(one for one in case.statements if one.withdrawing)


def withdrawn(case: CrisisFile, key: str, at: datetime) -> CrisisFile:
    """The case whose statement has been taken back by the publisher."""
    statement = named(case, key)
    if not statement.withdrawing:
        return case
    gone = replace(statement, state=StatementState.WITHDRAWN, withdrawing=False, withdrawn_at=at)
    return _logged(put(case, gone), Act(at, PUBLISHER), "statement_withdrawn", gone)


def withdraw_failed(case: CrisisFile, key: str, why: str, at: datetime) -> CrisisFile:
    """The case whose statement is still out, though it should not be: people are called."""
    statement = named(case, key)
    if not statement.withdrawing:
        return case
    case = put(case, replace(statement, withdrawing=False))
    case = _logged(case, Act(at, PUBLISHER, why), "statement_not_withdrawn", statement)
    return _not_done(case, statement, why)


def _require_speaker(case: CrisisFile, act: Act, roles: tuple[Role, ...]) -> None:
    if act.by not in {case.holder(role) for role in roles} - {""}:
        who = " or ".join(role.replace("_", " ") for role in roles)
        raise Refused("not_the_speaker", f"{act.by} cannot give this word; the {who} can.")


def _dropped(case: CrisisFile, statement: Statement, act: Act) -> CrisisFile:
    round_ = void(statement.round, act.why, act.at) if statement.round else None
    gone = replace(statement, state=StatementState.WITHDRAWN, withdrawn_at=act.at, round=round_)
    return _heard(put(case, gone), act, "statement_dropped", gone)


def _not_done(case: CrisisFile, statement: Statement, why: str) -> CrisisFile:
    fields = (("statement", statement.key), ("why", why))
    case = notify(case, lead_of(case), "statement_failed", *fields)
    to = first_held(case, Role.CUSTOMER_LIAISON, Role.LEAD)
    return summon(case, PageReason.APPROVAL, statement.key, to)


def _heard(case: CrisisFile, act: Act, what: str, statement: Statement) -> CrisisFile:
    return heard(case, act, what, f"{statement.key} {statement.sha256[:SHOWN]}")


def _logged(case: CrisisFile, act: Act, what: str, statement: Statement) -> CrisisFile:
    return log(case, act, what, f"{statement.key} {statement.sha256[:SHOWN]}")
