"""Sign-offs asked for: of whom, about what exactly, kept apart from those who did the work."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.authority import Need, required_sign_offs
from makegood.rules.casefile import Act, CaseFile, log, notify
from makegood.rules.claim import OWED_KINDS
from makegood.rules.life import timing
from makegood.rules.life.closing import void_round
from makegood.rules.life.figures import approved, claimed_of, denies, entitlement, goodwill, lines
from makegood.rules.life.payments import to_send
from makegood.rules.money import Money, total
from makegood.rules.reasons import Reason
from makegood.rules.signoff import Opening, Round, RoundSubject, awaiting, open_round
from makegood.rules.subject import SHOWN, Subject, subject_hash
from makegood.rules.terms import Mandate


def need(case: CaseFile, award: Money, above: Money) -> Need:
    """What decides who must sign: the amount, the goodwill in it, and what is known of the case."""
    return Need(
        award=award,
        goodwill=above,
        denial=denies(case),
        doubt=bool(case.doubts or case.flags or _unanswered(case)),
        legal_risk=case.legal_risk,
        owed=case.claim.kind in OWED_KINDS,
    )


def _unanswered(case: CaseFile) -> tuple[Reason, ...]:
    """What the assessment could not know, and a person must look at."""
    return case.assessment.open_questions if case.assessment else ()


def recommendation_mandates(case: CaseFile) -> tuple[Mandate, ...]:
    """Who must sign the recommendation; to deny, whoever could grant what is claimed."""
    award = claimed_of(case) if denies(case) else approved(case)
    return required_sign_offs(need(case, award, goodwill(case)), case.terms.authority)


def prepared(case: CaseFile, name: str) -> CaseFile:
    """The case with one more person who did its work, and so signs none of it, whoever owns it."""
    if name in case.recommended_by:
        return case
    return replace(case, recommended_by=(*case.recommended_by, name))


def ask(
    case: CaseFile, subject: RoundSubject, mandates: tuple[Mandate, ...], at: datetime
) -> CaseFile:
    """The case with a round open on its present state, and every team asked at once."""
    is_payment = subject is RoundSubject.PAYMENT
    teams = sorted({mandate.team for mandate in mandates})
    clocks = tuple(clock for team in teams for clock in timing.team_clock(case, team, at))
    editors = case.payee_editors if is_payment else ()
    barred = case.signed if is_payment and not case.all_sign else ()
    workers = tuple(sorted({case.claim.submitted_by, *case.recommended_by, *editors} - {""}))
    seen = subject_of(case, subject)
    round_ = open_round(subject, subject_hash(seen), mandates, Opening(at, workers, barred, clocks))
    case = replace(case, round=round_, shown=seen if case.sealed else None)
    return timing.aligned(_asked(case, round_, at), at)


def _asked(case: CaseFile, round_: Round, at: datetime) -> CaseFile:
    teams = awaiting(round_)
    said = Act(at, "system", ", ".join(teams))
    case = log(case, said, "sign_off_asked", round_.subject_hash[:SHOWN])
    for team in teams:
        case = notify(case, team, "sign_off_asked", ("subject", round_.subject))
    return case


def ask_again(case: CaseFile, at: datetime, why: str) -> CaseFile:
    """The case with its open round begun anew, where what was being signed has changed."""
    round_ = case.round
    if round_ is None or round_.subject_hash == fingerprint(case, round_.subject):
        return case
    return ask(void_round(case, at, why), round_.subject, round_.mandates, at)


def fingerprint(case: CaseFile, subject: RoundSubject) -> str:
    """The hash of all that a signature on this subject is bound to."""
    return subject_hash(subject_of(case, subject))


def subject_of(case: CaseFile, subject: RoundSubject) -> Subject:
    """All that a signature on this subject is bound to, as the case stands."""
    talks = case.negotiation
    offer = talks.latest if talks else None
    nothing = Money.zero(case.currency)
    return Subject(
        what=subject,
        amounts=(
            ("claimed", case.claim.claimed),
            ("entitlement", entitlement(case)),
            ("award", approved(case)),
            ("offered", offer.total if offer else nothing),
            ("to_pay", total((attempt.amount for attempt in to_send(case)), case.currency)),
        ),
        lines=tuple((line.tracking_number, line.approved) for line in lines(case)),
        payee=case.payee,
        documents=tuple(document.sha256 for document in case.documents),
        policy_version=case.terms.version,
        extra=(str(offer.version if offer else 0), *(a.key for a in to_send(case))),
    )
