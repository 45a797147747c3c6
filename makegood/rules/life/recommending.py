"""The recommendation: assessed, put to all who must sign it, made again after a send-back."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.authority import Need, required_sign_offs
from makegood.rules.casefile import Act, CaseFile, Stage, log, move, notify
from makegood.rules.claim import OWED_KINDS
from makegood.rules.coverage import Assessment, LineAssessment, assess
from makegood.rules.evidence import Verdict
from makegood.rules.filing import judge_filing
from makegood.rules.life import timing
from makegood.rules.life.closing import set_reserve, void_round
from makegood.rules.money import Money, total
from makegood.rules.refusals import Refused
from makegood.rules.signoff import Opening, Round, RoundSubject, awaiting, open_round
from makegood.rules.subject import Subject, subject_hash
from makegood.rules.terms import Mandate

Award = tuple[str, Money]
"""A tracking number, and what is recommended for it."""


def assess_claim(case: CaseFile, at: datetime) -> CaseFile:
    """The case with every line computed and explained, and money reserved for it."""
    failing = tuple(check.name for check in case.checks if check.verdict is Verdict.FAIL)
    timely = judge_filing(case.claim, case.terms.filing, case.desk)
    assessment = assess(case.claim, case.terms, case.proven, failing, timely)
    why = f"entitled to {assessment.entitlement.text()} of {assessment.claimed.text()}"
    case = log(replace(case, assessment=assessment), Act(at, "system", why), "assessed")
    return set_reserve(case, assessment.entitlement)


def recommend(case: CaseFile, act: Act) -> CaseFile:
    """The case with its recommendation put to all who must sign it, in parallel."""
    case = replace(case, recommended_by=_added(case.recommended_by, act.by), sent_back="")
    subject = RoundSubject.DENIAL if denies(case) else RoundSubject.RECOMMENDATION
    mandates = required_sign_offs(_need(case), case.terms.authority)
    act = replace(act, why=act.why or _summary(case))
    case = move(case, Stage.SIGNING_OFF, act, "recommended")
    return ask(case, subject, mandates, act.at)


def _need(case: CaseFile) -> Need:
    award = claimed_of(case) if denies(case) else approved(case)
    return Need(
        award=award,
        goodwill=goodwill(case),
        denial=denies(case),
        doubt=bool(case.doubts or case.flags),
        legal_risk=case.legal_risk,
        owed=case.claim.kind in OWED_KINDS,
    )


def _summary(case: CaseFile) -> str:
    return "nothing is due" if denies(case) else f"pay {approved(case).text()}"


def ask(
    case: CaseFile, subject: RoundSubject, mandates: tuple[Mandate, ...], at: datetime
) -> CaseFile:
    """The case with a round open on its present state, and every team asked at once."""
    barred = case.signed if subject is RoundSubject.PAYMENT else ()
    teams = sorted({mandate.team for mandate in mandates})
    clocks = tuple(clock for team in teams for clock in timing.team_clock(case, team, at))
    prepared = tuple(sorted({*case.recommended_by, *_editors(case, subject)}))
    opening = Opening(at, prepared, barred, clocks)
    round_ = open_round(subject, fingerprint(case, subject), mandates, opening)
    return _asked(replace(case, round=round_), round_, at)


def _editors(case: CaseFile, subject: RoundSubject) -> tuple[str, ...]:
    """Who touched the payee may not release a payment to it."""
    return case.payee_editors if subject is RoundSubject.PAYMENT else ()


def _asked(case: CaseFile, round_: Round, at: datetime) -> CaseFile:
    teams = awaiting(round_)
    said = Act(at, "system", ", ".join(teams))
    case = log(case, said, "sign_off_asked", round_.subject_hash[:16])
    for team in teams:
        case = notify(case, team, "sign_off_asked", ("subject", round_.subject))
    return case


def ask_again(case: CaseFile, at: datetime, why: str) -> CaseFile:
    """The case with its open round begun anew, because what was being signed has changed."""
    round_ = case.round
    if round_ is None or round_.subject_hash == fingerprint(case, round_.subject):
        return case
    case = void_round(case, at, why)
    return ask(case, round_.subject, round_.mandates, at)


def fingerprint(case: CaseFile, subject: RoundSubject) -> str:
    """The hash of all that a signature on this subject is bound to."""
    amounts = (
        ("claimed", case.claim.claimed),
        ("award", approved(case)),
        ("goodwill", goodwill(case)),
    )
    return subject_hash(
        Subject(
            what=subject,
            amounts=(*amounts, ("to_pay", payable(case))),
            lines=tuple((line.tracking_number, line.approved) for line in lines(case)),
            payee=case.payee,
            documents=tuple(document.sha256 for document in case.documents),
            policy_version=case.terms.version,
            extra=(str(_offer_version(case)),),
        )
    )


def _offer_version(case: CaseFile) -> int:
    return len(case.negotiation.offers) if case.negotiation else 0


def payable(case: CaseFile) -> Money:
    """The amount of the settlement that is being paid; zero before there is one."""
    return case.settlement.total if case.settlement else Money.zero(case.currency)


def lines(case: CaseFile) -> tuple[LineAssessment, ...]:
    """The lines as assessed; none before assessment."""
    return case.assessment.lines if case.assessment else ()


def approved(case: CaseFile) -> Money:
    """The total recommended for payment."""
    return total((line.approved for line in lines(case)), case.currency).rounded()


def goodwill(case: CaseFile) -> Money:
    """What is recommended above the entitlement; never below zero."""
    above = approved(case) - entitlement(case)
    return above if above.is_positive else Money.zero(case.currency)


def entitlement(case: CaseFile) -> Money:
    """What the contract grants."""
    return case.assessment.entitlement if case.assessment else Money.zero(case.currency)


def claimed_of(case: CaseFile) -> Money:
    """What is claimed, in the currency of the contract."""
    return case.assessment.claimed if case.assessment else case.claim.claimed


def denies(case: CaseFile) -> bool:
    """Whether the recommendation is to pay nothing."""
    return not approved(case).is_positive


def recommend_again(case: CaseFile, act: Act, awards: tuple[Award, ...] = ()) -> CaseFile:
    """The desk's new recommendation after a send-back or an appeal, with other amounts by line.

    Refuses outside those stages, an unknown parcel, a currency that is not the contract's, and more
    than was asked for the line.
    """
    if case.stage is not Stage.RECOMMENDING:
        raise Refused("nothing_to_recommend", f"The claim is {case.stage}, not with the desk.")
    case = void_round(case, act.at, "recommended again")
    if awards:
        case = replace(case, assessment=_with_awards(case, awards))
    return recommend(set_reserve(case, _reserved(case)), act)


def _reserved(case: CaseFile) -> Money:
    return approved(case)


def _with_awards(case: CaseFile, awards: tuple[Award, ...]) -> Assessment:
    if case.assessment is None:
        raise Refused("not_assessed", "The claim is not assessed yet.")
    wanted = dict(awards)
    unknown = sorted(set(wanted) - {line.tracking_number for line in case.assessment.lines})
    if unknown:
        raise Refused("unknown_parcel", f"Not a parcel of this claim: {', '.join(unknown)}.")
    changed = tuple(_awarded(line, wanted.get(line.tracking_number)) for line in lines(case))
    return replace(case.assessment, lines=changed)


def _awarded(line: LineAssessment, amount: Money | None) -> LineAssessment:
    if amount is None:
        return line
    if amount.currency != line.asked.currency:
        raise Refused(
            "other_currency", f"{line.tracking_number} is assessed in {line.asked.currency}."
        )
    if line.asked < amount or amount.amount < 0:
        raise Refused("above_claim", f"{line.tracking_number} asks {line.asked.text()} at most.")
    return replace(line, approved=amount)


def deny_all(case: CaseFile) -> CaseFile:
    """The case with nothing recommended on any line."""
    if case.assessment is None:
        return case
    zero = Money.zero(case.currency)
    none = tuple(replace(line, approved=zero) for line in case.assessment.lines)
    return replace(case, assessment=replace(case.assessment, lines=none))


def _added(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)
