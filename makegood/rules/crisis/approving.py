"""The approval of statements: who is asked in parallel, and who decides."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.authority import Signer, SigningRequest
from makegood.rules.case_words import Act
from makegood.rules.clocks import Clock, ClockKind
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.contacting import contact_text
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.hearing import heard
from makegood.rules.crisis.speaking import lead_of, shown, summon
from makegood.rules.crisis.statement_book import by_hash, put
from makegood.rules.crisis.stating import Statement, StatementState
from makegood.rules.crisis.terms import Approver, Contact, ContactKind
from makegood.rules.local_time import local_at
from makegood.rules.refusals import Refused
from makegood.rules.rounds import (
    Decide,
    Decision,
    Opening,
    Round,
    RoundState,
    RoundSubject,
    outstanding,
    state,
)
from makegood.rules.signoff import decide, open_round
from makegood.rules.subject import SHOWN

SAID = {Decide.APPROVE: "approved", Decide.REJECT: "rejected", Decide.SEND_BACK: "sent_back"}
ENDS = {
    RoundState.APPROVED: StatementState.APPROVED,
    RoundState.REJECTED: StatementState.REJECTED,
    RoundState.SENT_BACK: StatementState.SENT_BACK,
}


def ask_approval(case: CrisisFile, statement: Statement, at: datetime) -> CrisisFile:
    """The case in which every approver is asked at once, each with a clock of its own.

    Refuses `nobody_to_sign` where the playbook names no approver.
    """
    clocks = tuple(_clock(approver, at) for approver in statement.approvers)
    mandates = tuple(approver.mandate for approver in statement.approvers)
    opening = Opening(at, statement.drafted_by, asked=clocks)
    round_ = open_round(RoundSubject.STATEMENT, statement.sha256, mandates, opening)
    asked = replace(statement, round=round_, state=StatementState.IN_APPROVAL)
    case = put(case, asked)
    for position, approver in enumerate(asked.approvers):
        case = _asked_first(case, asked, position, approver)
    return case


def _clock(approver: Approver, at: datetime) -> Clock:
    team = approver.mandate.team
    return Clock(f"approval.{team}", ClockKind.ola, team, at, approver.within, "desk")


def _asked_first(
    case: CrisisFile, statement: Statement, position: int, approver: Approver
) -> CrisisFile:
    team = approver.mandate.team
    fields = (("statement", statement.key), ("hash", statement.sha256[:SHOWN]))
    case = notify(case, team, "statement_asked", *fields)
    first = Contact(ContactKind.ROTA, team)
    return summon(case, PageReason.APPROVAL, statement.key, contact_text(first), step=position)


def signing_request(case: CrisisFile, decision: Decision) -> SigningRequest | None:
    """Whose signature is wanted of that team, to look the signer up; None where nobody is asked."""
    round_ = by_hash(case, decision.subject_hash).round
    wanted = [m for m in outstanding(round_) if m.team is decision.team] if round_ else []
    if round_ is None or not wanted:
        return None
    signed = {name for d in round_.decisions for name in (d.by, d.acting_for)} - {""}
    return SigningRequest(
        mandate=min(wanted, key=lambda mandate: mandate.level),
        on=local_at(case.desk.offsets, decision.at).date(),
        prepared_by=frozenset(round_.prepared_by),
        signed_by=frozenset(signed),
    )


def sign(case: CrisisFile, decision: Decision, signer: Signer) -> CrisisFile:
    """The case with the decision on a statement taken in; the last one decides the round.

    Refuses `no_such_statement`, `stale_subject`, `nothing_to_sign`, and what the sign-off rules
    refuse: whoever drafted any version of a text never approves it.
    """
    statement = by_hash(case, decision.subject_hash)
    if statement.round is None:
        raise Refused("nothing_to_sign", f"Nobody is asked to sign statement {statement.key}.")
    after = decide(statement.round, decision, signer)
    if after == statement.round:
        return case
    acting = f" for {signer.acting_for}" if signer.acting_for else ""
    why = f"{decision.team}{acting}: {decision.reason}".rstrip(": ")
    act, what = Act(decision.at, decision.by, why), f"statement_{SAID[decision.decision]}"
    case = heard(case, act, what, f"{statement.key} {statement.sha256[:SHOWN]}")
    return _concluded(case, replace(statement, round=after), after, act)


def _concluded(case: CrisisFile, statement: Statement, round_: Round, act: Act) -> CrisisFile:
    ended = ENDS.get(state(round_))
    if ended is None:
        return put(case, statement)
    why = "" if ended is StatementState.APPROVED else act.why
    case = put(case, replace(statement, state=ended, sent_back=why))
    fields = (("statement", statement.key), ("outcome", ended), ("why", shown(case, why)))
    for to in dict.fromkeys((statement.drafted_by[-1], lead_of(case))):
        case = notify(case, to, "statement_decided", *fields)
    return case
