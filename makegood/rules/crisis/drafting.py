"""Drafts of statements: a new text, an edit of one, or a text that was approved beforehand."""

import hashlib
from dataclasses import dataclass, replace

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis.approving import ask_approval
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.hearing import heard, require_active
from makegood.rules.crisis.speaking import lead_of
from makegood.rules.crisis.statement_book import (
    ON_ITS_WAY,
    by_key,
    named,
    put,
    statement_hash,
)
from makegood.rules.crisis.stating import Statement, StatementState
from makegood.rules.crisis.terms import HoldingStatement, Playbook
from makegood.rules.refusals import Refused
from makegood.rules.subject import SHOWN


@dataclass(frozen=True)
class Draft:
    """A text that somebody wants to say. The same key again is an edit of the same statement.

    With a `template` and no text, the text is the library's. `corrects` is the key of a statement
    that is out and that this one mends.
    """

    key: str
    text: str
    language: str
    channel: str
    template: str = ""
    corrects: str = ""


def draft(case: CrisisFile, act: Act, drafted: Draft) -> CrisisFile:
    """The case with the text as the newest version of its statement, and its approvers asked.

    An edit voids what was approved. A holding statement of the case's playbook, unchanged and in
    its language, was approved beforehand and waits for the lead alone; edited it is signed like
    any other. The same draft again changes nothing. Refuses `not_active`, `no_playbook`,
    `nothing_to_say`, `statement_is_out`, `nothing_to_correct`, `unchanged`, `nobody_to_sign`.
    """
    require_active(case)
    playbook = _playbook(case)
    drafted = _worded(drafted, playbook)
    earlier = by_key(case, drafted.key)
    if earlier is not None and _same(earlier, drafted):
        return _unchanged(case, earlier)
    _require_sayable(case, drafted, earlier)
    statement = _next_version(earlier, drafted, act)
    case = _voided(case, earlier, act)
    if _preapproved(statement, playbook):
        return _ready(case, statement, act)
    statement = replace(statement, approvers=playbook.approvers)
    return ask_approval(_drafted(case, statement, act), statement, act.at)


def _playbook(case: CrisisFile) -> Playbook:
    if case.playbook is None:
        raise Refused("no_playbook", "Take a playbook first: it names who approves statements.")
    return case.playbook


def _worded(drafted: Draft, playbook: Playbook) -> Draft:
    """The draft with its text; refuses `nothing_to_say` where neither draft nor library has one."""
    found = _held(playbook, drafted.template, drafted.language)
    text = drafted.text if drafted.text.strip() or found is None else found.text
    if not (text.strip() and drafted.key.strip() and drafted.channel.strip()):
        raise Refused("nothing_to_say", "A statement needs a key, a text and a channel.")
    return replace(drafted, text=text)


def _held(playbook: Playbook, template: str, language: str) -> HoldingStatement | None:
    wanted = (template, language)
    return next((s for s in playbook.statements if (s.key, s.language) == wanted), None)


def _same(earlier: Statement, drafted: Draft) -> bool:
    said = (drafted.text, drafted.language, drafted.channel, drafted.corrects)
    return said == (earlier.text, earlier.language, earlier.channel, earlier.corrects)


def _unchanged(case: CrisisFile, earlier: Statement) -> CrisisFile:
    if earlier.state in (StatementState.SENT_BACK, StatementState.REJECTED):
        raise Refused("unchanged", f"{earlier.key} was {earlier.state}: {earlier.sent_back}")
    return case


def _require_sayable(case: CrisisFile, drafted: Draft, earlier: Statement | None) -> None:
    if earlier is not None and earlier.state not in ON_ITS_WAY:
        raise Refused(
            "statement_is_out",
            f"{earlier.key} is {earlier.state}; draft another under a key of its own.",
        )
    if drafted.corrects and named(case, drafted.corrects).published_at is None:
        raise Refused("nothing_to_correct", f"{drafted.corrects} was never published.")


def _next_version(earlier: Statement | None, drafted: Draft, act: Act) -> Statement:
    """Everybody who ever wrote a version of it counts as its drafter."""
    writers = (*(earlier.drafted_by if earlier else ()), act.by)
    version = earlier.version + 1 if earlier else 1
    statement = Statement(
        key=drafted.key,
        version=version,
        text=drafted.text,
        language=drafted.language,
        channel=drafted.channel,
        sha256="",
        drafted_by=tuple(dict.fromkeys(reversed(writers)))[::-1],
        drafted_at=act.at,
        template=drafted.template,
        corrects=drafted.corrects,
        past=(*earlier.past, earlier.sha256) if earlier else (),
    )
    return replace(statement, sha256=statement_hash(statement))


def _voided(case: CrisisFile, earlier: Statement | None, act: Act) -> CrisisFile:
    round_ = earlier.round if earlier else None
    if earlier is None or round_ is None or not round_.decisions:
        return case
    signed = ", ".join(sorted({decision.team for decision in round_.decisions}))
    why = f"edited after {signed}"
    said = Act(act.at, act.by, why)
    return log(case, said, "approvals_voided", f"{earlier.key} {earlier.sha256[:SHOWN]}")


def _preapproved(statement: Statement, playbook: Playbook) -> bool:
    """Whether it is, to the letter, what was approved for this scenario in this language."""
    found = _held(playbook, statement.template, statement.language)
    if found is None or found.text != statement.text:
        return False
    return hashlib.sha256(found.text.encode()).hexdigest() == found.sha256


def _ready(case: CrisisFile, statement: Statement, act: Act) -> CrisisFile:
    statement = replace(statement, state=StatementState.APPROVED, preapproved=True)
    case = put(_drafted(case, statement, act), statement)
    fields = (("statement", statement.key), ("hash", statement.sha256[:SHOWN]))
    return notify(case, lead_of(case), "statement_ready", *fields)


def _drafted(case: CrisisFile, statement: Statement, act: Act) -> CrisisFile:
    kind = "correction" if statement.corrects else "statement"
    what = f"{kind}_edited" if statement.past else f"{kind}_drafted"
    how = f"approved beforehand as {statement.template}" if statement.preapproved else act.why
    said = Act(act.at, act.by, how)
    return heard(case, said, what, f"{statement.key} {statement.sha256[:SHOWN]}")
