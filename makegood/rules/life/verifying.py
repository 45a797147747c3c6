"""Documents against the contract: read, found complete or wanting, added to."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.casefile import Act, CaseFile, Stage, log
from makegood.rules.claim import HeldDocument
from makegood.rules.coverage import ProvenValues
from makegood.rules.documents import sufficiency
from makegood.rules.duplicates import Match, judge_duplicates
from makegood.rules.evidence import Check
from makegood.rules.life import timing
from makegood.rules.life.account import confirming_kinds
from makegood.rules.life.closing import void_round
from makegood.rules.life.deficiency import deficient
from makegood.rules.life.finding import after_find
from makegood.rules.life.holding import with_documents
from makegood.rules.life.receiving import begin_verification, flag
from makegood.rules.life.recommending import to_recommendation
from makegood.rules.life.settling import ask_release
from makegood.rules.refusals import Refused

TAKES_DOCUMENTS = frozenset(
    {Stage.VERIFYING, Stage.AWAITING_DOCUMENTS, Stage.RECOMMENDING, Stage.SIGNING_OFF}
)
"""Stages in which documents can still change the recommendation."""


@dataclass(frozen=True)
class Reading:
    """What was read: every check that did not pass, values proven, matches with other claims."""

    checks: tuple[Check, ...]
    proven: ProvenValues
    matches: tuple[Match, ...] = ()
    passed: int = 0


def verified(case: CaseFile, reading: Reading, at: datetime) -> CaseFile:
    """The case with its documents read: on to assessment, or a letter of deficiency.

    Where they were read to confirm an account, the payment is put to release, or the account is
    asked for again. A case that has left verification meanwhile stays as it is.
    """
    if case.stage is not Stage.VERIFYING:
        return case
    case = replace(case, checks=reading.checks, proven=reading.proven)
    case = flag(case, _flags(case, reading), at)
    why = f"{reading.passed} checks passed, {len(reading.checks)} did not"
    case = timing.finish(log(case, Act(at, "system", why), "documents_read"), at, "documents")
    held = sufficiency(case.claim, case.terms.documents, case.documents, case.checks)
    case = replace(case, doubts=tuple(f"{check.name}: {check.detail}" for check in held.doubts))
    if case.confirming:
        return after_find(ask_release(replace(case, confirming=False), at), at)
    if held.complete or case.appeal is not None:
        return to_recommendation(case, Act(at, "system"))
    return deficient(case, held, at)


def _flags(case: CaseFile, reading: Reading) -> tuple[str, ...]:
    """What a person must look at; a claim that is another one is not merged so late."""
    verdict = judge_duplicates(case.claim, reading.matches)
    same = (f"the same parcels as claim {verdict.merge_into}",) if verdict.merge_into else ()
    return (*same, *verdict.flags)


def add_documents(case: CaseFile, act: Act, documents: tuple[HeldDocument, ...]) -> CaseFile:
    """The case with more documents, to be read again; what was signed meanwhile does not count.

    A document that is held already adds nothing. While an account is awaited, the papers that
    confirm it count, once they are read. Refuses when documents change nothing any more.
    """
    if not _counts(case, documents):
        raise Refused(
            "too_late_for_documents",
            f"The claim is {case.stage}; documents count until sign-off, or with an appeal.",
        )
    after = with_documents(case, documents)
    new = after.documents[len(case.documents) :]
    if not new:
        return log(case, replace(act, why="nothing new was supplied"), "documents_known")
    evidence = ", ".join(document.sha256[:12] for document in new)
    case = log(after, act, "documents_supplied", evidence)
    return _read_again(case, act)


def _counts(case: CaseFile, documents: tuple[HeldDocument, ...]) -> bool:
    """Whether such documents still change anything; an account is confirmed by its own papers."""
    if case.stage is Stage.AWAITING_PAYEE or case.confirming:
        return all(document.kind in confirming_kinds(case) for document in documents)
    return case.stage in TAKES_DOCUMENTS


def _read_again(case: CaseFile, act: Act) -> CaseFile:
    confirming = case.confirming or case.stage is Stage.AWAITING_PAYEE
    case = replace(void_round(case, act.at, "new documents"), deficiency=None)
    return begin_verification(replace(case, confirming=confirming), act)
