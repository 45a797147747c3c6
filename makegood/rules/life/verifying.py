"""Documents against the contract: complete, or asked for by a letter that pauses our promises."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from makegood.rules.casefile import Act, CaseFile, Deficiency, Outcome, Stage, log, move, notify
from makegood.rules.claim import HeldDocument
from makegood.rules.coverage import ProvenValues
from makegood.rules.documents import Sufficiency, deficiency_letter, sufficiency
from makegood.rules.duplicates import Match, judge_duplicates
from makegood.rules.evidence import Check
from makegood.rules.life import timing
from makegood.rules.life.closing import close, void_round
from makegood.rules.life.receiving import flag
from makegood.rules.life.recommending import assess_claim, recommend
from makegood.rules.refusals import Refused
from makegood.rules.terms import Unsupplied

TAKES_DOCUMENTS = frozenset(
    {
        Stage.VERIFYING,
        Stage.AWAITING_DOCUMENTS,
        Stage.RECOMMENDING,
        Stage.SIGNING_OFF,
    }
)


@dataclass(frozen=True)
class Reading:
    """What was read: every check that did not pass, values proven, matches with other claims."""

    checks: tuple[Check, ...]
    proven: ProvenValues
    matches: tuple[Match, ...] = ()
    passed: int = 0


def verified(case: CaseFile, reading: Reading, at: datetime) -> CaseFile:
    """The case with its documents read: on to assessment, or a letter of deficiency."""
    case = replace(case, checks=reading.checks, proven=reading.proven)
    case = flag(case, judge_duplicates(case.claim, reading.matches).flags, at)
    why = f"{reading.passed} checks passed, {len(reading.checks)} did not"
    case = log(case, Act(at, "system", why), "documents_read")
    held = _sufficiency(case)
    case = replace(case, doubts=tuple(f"{check.name}: {check.detail}" for check in held.doubts))
    if held.complete:
        return to_recommendation(case, Act(at, "system"))
    return _deficient(case, held, at)


def _sufficiency(case: CaseFile) -> Sufficiency:
    return sufficiency(case.claim, case.terms.documents, case.documents, case.checks)


def to_recommendation(case: CaseFile, act: Act) -> CaseFile:
    """The case assessed on what is held, and recommended, unless the desk is to do that itself."""
    case = move(case, Stage.RECOMMENDING, act, "assessment_started")
    case = assess_claim(replace(case, deficiency=None), act.at)
    return case if case.sent_back else recommend(case, Act(act.at, case.assignee))


def _deficient(case: CaseFile, held: Sufficiency, at: datetime) -> CaseFile:
    if case.deficiency_rounds >= case.terms.deficiency.rounds:
        return _unsupplied(case, at, "asked for as often as the contract says")
    letter = deficiency_letter(held)
    case = replace(
        case,
        deficiency=_letter(case, letter, at),
        deficiency_rounds=case.deficiency_rounds + 1,
    )
    said = Act(at, "system", "; ".join(letter))
    case = move(case, Stage.AWAITING_DOCUMENTS, said, "deficiency_letter_sent")
    case = timing.pause_promises(case, at, "documents owed by the merchant", "system")
    return notify(case, case.claim.merchant_id, "deficiency", ("missing", "\n".join(letter)))


def _letter(case: CaseFile, missing: tuple[str, ...], at: datetime) -> Deficiency:
    terms = case.terms.deficiency
    answer_by = case.desk.due(at, terms.answer_within)
    moments = tuple(
        case.desk.fraction_point(at, answer_by, Decimal(percent) / 100)
        for percent in terms.reminders_percent
    )
    return Deficiency(case.deficiency_rounds + 1, missing, at, answer_by, moments)


def add_documents(case: CaseFile, act: Act, documents: tuple[HeldDocument, ...]) -> CaseFile:
    """The case with more documents, to be read again; what was signed meanwhile does not count.

    A document that is held already adds nothing. Refuses when documents change nothing any more.
    """
    if case.stage not in TAKES_DOCUMENTS:
        raise Refused(
            "too_late_for_documents",
            f"The claim is {case.stage}; documents count until sign-off, or with an appeal.",
        )
    held = {document.sha256 for document in case.documents}
    new = tuple(document for document in documents if document.sha256 not in held)
    if not new:
        return log(case, replace(act, why="nothing new was supplied"), "documents_known")
    case = void_round(case, act.at, "new documents")
    case = replace(case, documents=(*case.documents, *new), deficiency=None)
    case = timing.resume_promises(case, act.at)
    evidence = ", ".join(document.sha256[:12] for document in new)
    case = log(case, act, "documents_supplied", evidence)
    return move(case, Stage.VERIFYING, act, "verification_started")


def remind_documents(case: CaseFile, now: datetime) -> CaseFile:
    """The case with every reminder that is due sent, and, past the date, lapsed or gone on."""
    letter = case.deficiency
    if case.stage is not Stage.AWAITING_DOCUMENTS or letter is None:
        return case
    for moment in letter.reminders[letter.reminded :]:
        if moment <= now < letter.answer_by:
            case = _reminded(case, now)
    if now < letter.answer_by:
        return case
    return _unsupplied(timing.resume_promises(case, now), now, "not supplied in time")


def _reminded(case: CaseFile, now: datetime) -> CaseFile:
    letter = case.deficiency
    assert letter is not None
    case = log(case, Act(now, "clock", "; ".join(letter.missing)), "documents_reminded")
    case = replace(case, deficiency=replace(letter, reminded=letter.reminded + 1))
    answer_by = letter.answer_by.isoformat()
    return notify(case, case.claim.merchant_id, "documents_reminder", ("answer_by", answer_by))


def _unsupplied(case: CaseFile, at: datetime, why: str) -> CaseFile:
    if case.terms.deficiency.then is Unsupplied.LAPSE:
        return close(case, Outcome.LAPSED, Act(at, "clock", f"documents {why}"))
    decide = Act(at, "clock", f"decided on what is held: documents {why}")
    return to_recommendation(case, decide)


def next_document_moment(case: CaseFile) -> tuple[datetime, str] | None:
    """The next reminder or the end of the merchant's time to supply documents."""
    letter = case.deficiency
    if case.stage is not Stage.AWAITING_DOCUMENTS or letter is None:
        return None
    left = letter.reminders[letter.reminded :]
    if left:
        return left[0], "remind the merchant of documents"
    return letter.answer_by, "documents are due"
