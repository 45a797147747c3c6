"""The letter of deficiency: what is missing, its own countdown, and what follows from silence."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from makegood.rules.casefile import Act, CaseFile, Deficiency, Outcome, Stage, log, move, notify
from makegood.rules.documents import Sufficiency, deficiency_letter
from makegood.rules.life import timing
from makegood.rules.life.closing import close
from makegood.rules.life.recommending import to_recommendation
from makegood.rules.life.timing import Moment
from makegood.rules.terms import Unsupplied

OTHERWISE = {
    Unsupplied.LAPSE: "your claim lapses",
    Unsupplied.DECIDE: "we decide on what we hold",
}
"""What silence leads to, as a letter says it."""


def deficient(case: CaseFile, held: Sufficiency, at: datetime) -> CaseFile:
    """The case with a letter sent, as often as the contract says; nothing lapses while on hold."""
    exhausted = case.deficiency_rounds >= case.terms.deficiency.rounds
    if exhausted and case.hold is None:
        return _unsupplied(case, at, "asked for as often as the contract says")
    letter = _letter(case, deficiency_letter(held), at)
    case = replace(case, deficiency=letter, deficiency_rounds=letter.round)
    asked = Act(at, "system", "; ".join(letter.missing))
    case = move(case, Stage.AWAITING_DOCUMENTS, asked, "deficiency_letter_sent")
    return notify(
        timing.aligned(case, at),
        case.claim.merchant_id,
        "deficiency",
        ("missing", "\n".join(letter.missing)),
        ("answer_by", letter.answer_by.isoformat()),
        ("clause", case.terms.deficiency.clause),
        ("otherwise", OTHERWISE[case.terms.deficiency.then]),
    )


def _letter(case: CaseFile, missing: tuple[str, ...], at: datetime) -> Deficiency:
    terms = case.terms.deficiency
    answer_by = case.desk.due(at, terms.answer_within)
    moments = tuple(
        case.desk.fraction_point(at, answer_by, Decimal(percent) / 100)
        for percent in sorted(terms.reminders_percent)
    )
    return Deficiency(case.deficiency_rounds + 1, missing, at, answer_by, moments)


def remind_documents(case: CaseFile, now: datetime) -> CaseFile:
    """The case with every reminder that is due sent, and, past the date, lapsed or gone on."""
    letter = case.deficiency
    if case.stage is not Stage.AWAITING_DOCUMENTS or letter is None:
        return case
    if now >= letter.answer_by:
        return _unsupplied(case, now, "not supplied in time")
    due = [moment for moment in letter.reminders if moment <= now]
    for number in range(letter.reminded + 1, len(due) + 1):
        case = _reminded(case, replace(letter, reminded=number), now)
    return case


def _reminded(case: CaseFile, letter: Deficiency, now: datetime) -> CaseFile:
    case = log(case, Act(now, "clock", "; ".join(letter.missing)), "documents_reminded")
    case = replace(case, deficiency=letter)
    until = ("answer_by", letter.answer_by.isoformat())
    return notify(case, case.claim.merchant_id, "documents_reminder", until)


def _unsupplied(case: CaseFile, at: datetime, why: str) -> CaseFile:
    if case.terms.deficiency.then is Unsupplied.LAPSE:
        return close(case, Outcome.LAPSED, Act(at, "clock", f"documents {why}"))
    decide = Act(at, "clock", f"decided on what is held: documents {why}")
    return to_recommendation(case, decide)


def next_document_moment(case: CaseFile) -> Moment | None:
    """The next reminder or the end of the merchant's time to supply documents."""
    letter = case.deficiency
    if case.stage is not Stage.AWAITING_DOCUMENTS or letter is None or case.hold is not None:
        return None
    left = letter.reminders[letter.reminded :]
    if left:
        return left[0], "remind the merchant of documents"
    return letter.answer_by, "documents are due"
