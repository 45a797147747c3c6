"""The recommendation: assessed, put to all who must sign it, made again after a send-back."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.casefile import Act, CaseFile, Stage, log, move
from makegood.rules.coverage import LineAssessment, assess
from makegood.rules.evidence import Verdict
from makegood.rules.filing import judge_filing
from makegood.rules.life import timing
from makegood.rules.life.asking import ask, prepared, recommendation_mandates
from makegood.rules.life.closing import set_reserve, void_round
from makegood.rules.life.figures import approved, denies, lines
from makegood.rules.life.settling import ask_release
from makegood.rules.money import Money
from makegood.rules.refusals import Refused
from makegood.rules.signoff import RoundSubject

Award = tuple[str, Money]
"""A tracking number, and what is recommended for it."""


def to_recommendation(case: CaseFile, act: Act) -> CaseFile:
    """The case assessed on what is held, and recommended, unless the desk is to do that itself."""
    case = move(replace(case, deficiency=None), Stage.RECOMMENDING, act, "assessment_started")
    case = timing.aligned(assess_claim(case, act.at), act.at)
    return case if case.sent_back else recommend(case, Act(act.at, case.assignee))


def assess_claim(case: CaseFile, at: datetime) -> CaseFile:
    """The case with every line computed and explained, and money reserved for it."""
    failing = tuple(check.name for check in case.checks if check.verdict is Verdict.FAIL)
    timely = judge_filing(case.claim, case.terms.filing, case.desk)
    assessment = assess(case.claim, case.terms, case.proven, failing, timely)
    why = f"entitled to {assessment.entitlement.text()} of {assessment.claimed.text()}"
    case = log(replace(case, assessment=assessment), Act(at, "system", why), "assessed")
    return without_found(case)


def without_found(case: CaseFile) -> CaseFile:
    """The case with nothing recommended for parcels that have turned up."""
    zero = Money.zero(case.currency)
    return with_awards(case, tuple((number, zero) for number in case.found))


def recommend(case: CaseFile, act: Act) -> CaseFile:
    """The case with its recommendation put to all who must sign it, in parallel."""
    case = replace(prepared(case, act.by), sent_back="")
    subject = RoundSubject.DENIAL if denies(case) else RoundSubject.RECOMMENDATION
    said = replace(act, why=act.why or _summary(case))
    case = move(case, Stage.SIGNING_OFF, said, "recommended")
    return ask(case, subject, recommendation_mandates(case), act.at)


def _summary(case: CaseFile) -> str:
    return "nothing is due" if denies(case) else f"pay {approved(case).text()}"


def recommend_again(case: CaseFile, act: Act, awards: tuple[Award, ...] = ()) -> CaseFile:
    """The desk's new recommendation after a send-back or an appeal, with other amounts by line.

    A payment that was sent back is put to release again, as agreed. Refuses elsewhere, an unknown
    or found parcel, a currency that is not the contract's, and more than was asked for the line.
    """
    if case.stage is Stage.PAYMENT_APPROVAL and case.round is None:
        return _requested_again(case, act, awards)
    if case.stage is not Stage.RECOMMENDING:
        raise Refused("nothing_to_recommend", f"The claim is {case.stage}, not with the desk.")
    case = void_round(case, act.at, "recommended again")
    _require_payable(case, awards)
    return recommend(with_awards(case, awards), act)


def _requested_again(case: CaseFile, act: Act, awards: tuple[Award, ...]) -> CaseFile:
    if awards:
        raise Refused("agreed_already", "The amount is agreed; the payment alone is asked again.")
    case = log(prepared(case, act.by), act, "payment_recommended")
    return ask_release(case, act.at)


def _require_payable(case: CaseFile, awards: tuple[Award, ...]) -> None:
    asked = {line.tracking_number: line.asked for line in lines(case)}
    for number, amount in awards:
        if number not in asked:
            raise Refused("unknown_parcel", f"Not a parcel of this claim: {number}.")
        if number in case.found and amount.is_positive:
            raise Refused("parcel_found", f"{number} was found: there is nothing to pay for it.")
        if amount.currency != case.currency:
            raise Refused("other_currency", f"{number} is assessed in {case.currency}.")
        if not Money.zero(case.currency) <= amount <= asked[number]:
            raise Refused("above_claim", f"{number} asks {asked[number].text()} at most.")
        if amount != amount.rounded():
            raise Refused("not_payable", f"{amount.text()} cannot be paid; name a whole amount.")


def with_awards(case: CaseFile, awards: tuple[Award, ...]) -> CaseFile:
    """The case with these amounts recommended by line, and as much reserved as that makes."""
    if case.assessment is None:
        return case
    wanted = dict(awards)
    changed = tuple(_awarded(line, wanted) for line in lines(case))
    case = replace(case, assessment=replace(case.assessment, lines=changed))
    return set_reserve(case, approved(case))


def _awarded(line: LineAssessment, wanted: dict[str, Money]) -> LineAssessment:
    return replace(line, approved=wanted.get(line.tracking_number, line.approved))


def deny_all(case: CaseFile) -> CaseFile:
    """The case with nothing recommended on any line, to be put to sign-off.

    Refuses where the desk has nothing to recommend: money that is agreed stays owed.
    """
    if case.stage is not Stage.RECOMMENDING:
        raise Refused("nothing_to_recommend", f"The claim is {case.stage}, not with the desk.")
    zero = Money.zero(case.currency)
    return with_awards(case, tuple((line.tracking_number, zero) for line in lines(case)))
