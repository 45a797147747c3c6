"""Claims, terms and assessments for the tests of what a contract pays."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from makegood.rules.calendar import Term, Unit
from makegood.rules.claim import Claim, ClaimKind, Parcel
from makegood.rules.coverage import Assessment, LineAssessment, ProvenValues, assess
from makegood.rules.filing import FilingVerdict, Timeliness
from makegood.rules.money import ExchangeRate, Money
from makegood.rules.terms import (
    AppealTerms,
    AuthorityMatrix,
    Coverage,
    DeficiencyTerms,
    Exclusion,
    NegotiationTerms,
    PaymentTerms,
    PayoutMethod,
    Terms,
    Unsupplied,
)

SDR_IN_VND = ExchangeRate("XDR", "VND", Decimal(34_711), "IMF", date(2026, 11, 2))
USD_IN_VND = ExchangeRate("USD", "VND", Decimal(25_000), "Vietcombank", date(2026, 11, 2))
DAYS = Unit("calendar_days")


def vnd(amount: int) -> Money:
    """That many dong."""
    return Money(Decimal(amount), "VND")


def a_parcel(number: str = "GHN1", declared: int | None = 3_000_000) -> Parcel:
    """A parcel of tea sets that cost 50,000 dong to send; other facts by `replace`."""
    return Parcel(
        tracking_number=number,
        declared_value=vnd(declared) if declared is not None else None,
        weight_g=2_500,
        goods="porcelain tea set",
        freight=vnd(50_000),
        shipped_on=date(2026, 11, 2),
        promised_on=date(2026, 11, 5),
    )


def a_claim(*parcels: Parcel, kind: ClaimKind = ClaimKind.LOST, claimed: int = 3_000_000) -> Claim:
    """A claim over those parcels, or over one like any other, received on 16 November 2026."""
    return Claim(
        claim_id="C-1",
        merchant_id="merchant-lotus",
        kind=kind,
        parcels=parcels or (a_parcel(),),
        claimed=vnd(claimed),
        incident_on=date(2026, 11, 6),
        received_on=date(2026, 11, 16),
        statement="The parcel never arrived.",
    )


def terms_with(
    coverage: Coverage,
    *,
    exclusions: tuple[Exclusion, ...] = (),
    rates: tuple[ExchangeRate, ...] = (SDR_IN_VND, USD_IN_VND),
) -> Terms:
    """The terms of a contract in dong with that coverage; the rest plays no part here."""
    week = Term(7, DAYS)
    return Terms(
        version="1",
        sha256="",
        contract="test",
        country="VN",
        currency="VND",
        coverage=replace(coverage, clause=coverage.clause or "art. 7"),
        deficiency=DeficiencyTerms(week, 1, Unsupplied.DECIDE),
        negotiation=NegotiationTerms(3, week),
        payment=PaymentTerms(PayoutMethod.TRANSFER, week, week, time(16), week),
        appeal=AppealTerms(week),
        authority=AuthorityMatrix(()),
        aftercare=week,
        exclusions=exclusions,
        rates=rates,
    )


TIMELY = FilingVerdict(Timeliness.TIMELY)
CAPPED = Coverage(per_parcel=vnd(5_000_000), freight_multiple=Decimal(4), clause="art. 7.1")
"""As GHN pays: declared value up to 5,000,000 VND, or four times the freight without an invoice."""
BY_WEIGHT = Coverage(per_kg=Money(Decimal(26), "XDR"), clause="Montreal Convention, art. 22.3")


def proven(amount: int, number: str = "GHN1") -> ProvenValues:
    """A legal invoice that proves the value of one parcel."""
    return ProvenValues(((number, vnd(amount)),), legal_invoice=True)


def assessed(
    claim: Claim,
    coverage: Coverage | Terms,
    values: ProvenValues = ProvenValues(),  # noqa: B008 - frozen
    findings: tuple[str, ...] = (),
) -> Assessment:
    """The assessment of a claim that is filed in time."""
    terms = terms_with(coverage) if isinstance(coverage, Coverage) else coverage
    return assess(claim, terms, values, findings, TIMELY)


def only_line(assessment: Assessment) -> LineAssessment:
    """The one line of a claim for one parcel."""
    (line,) = assessment.lines
    return line


def numbers(line: LineAssessment) -> list[int]:
    """The numbers of the reasons of a line."""
    return [reason.number for reason in line.reasons]
