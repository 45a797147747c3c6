"""What a contract pays for each parcel of a claim, and why."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from makegood.rules.claim import Claim, ClaimKind
from makegood.rules.exclusions import exclusions_of
from makegood.rules.filing import FilingVerdict, Timeliness
from makegood.rules.limits import limits_of
from makegood.rules.line import PERCENT, Line, ProvenValues, as_contract_money
from makegood.rules.money import Money, allocate, least, total
from makegood.rules.reasons import Because, Reason
from makegood.rules.shares import asked_by_line, proven_by_line
from makegood.rules.terms import Terms

__all__ = ["Assessment", "LineAssessment", "ProvenValues", "Reason", "assess"]


@dataclass(frozen=True)
class LineAssessment:
    """One parcel: what is asked, what the contract gives, what is approved, and the reasons."""

    tracking_number: str
    asked: Money
    entitled: Money
    approved: Money
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Assessment:
    """A claim, assessed line by line; the entitlement is the sum of its lines."""

    lines: tuple[LineAssessment, ...]
    claimed: Money
    entitlement: Money

    @property
    def open_questions(self) -> tuple[Reason, ...]:
        """What could not be known, and so needs a person before anything is decided."""
        return tuple(reason for line in self.lines for reason in line.reasons if reason.is_open)


def assess(
    claim: Claim,
    terms: Terms,
    proven: ProvenValues,
    findings: Collection[str],
    timely: FilingVerdict,
) -> Assessment:
    """The entitlement of a claim under its contract, explained line by line.

    A line is never above what is asked, proven, declared, capped or limited by weight; it is
    rounded once, where it is payable. A finding is a name, or `name:tracking_number` for one line.
    Refused (`currency`) when the claim is in a currency that the terms hold no rate for.
    """
    lines = tuple(
        _assess_line(line, exclusions_of(line, findings) or _untimely(timely.of_line(place)))
        for place, line in enumerate(_lines(claim, terms, proven))
    )
    capped = _within_claim_cap(lines, terms)
    entitlement = total((line.entitled for line in capped), terms.currency)
    return Assessment(capped, as_contract_money(claim.claimed, terms), entitlement)


def _lines(claim: Claim, terms: Terms, proven: ProvenValues) -> tuple[Line, ...]:
    asked, values = asked_by_line(claim, terms), proven_by_line(claim, terms, proven)
    return tuple(
        Line(claim.kind, parcel, terms, asked[place], values[place], proven.legal_invoice)
        for place, parcel in enumerate(claim.parcels)
    )


def _assess_line(line: Line, against: tuple[Reason, ...]) -> LineAssessment:
    if any(not reason.is_open for reason in against):
        return _assessed(line, Money.zero(line.terms.currency), against)
    level, reasons = _level(line)
    for adjusted in (_for_missing_share, _with_freight):
        level, more = adjusted(line, level)
        reasons += more
    if line.asked < level:
        reasons += (_asked(line),)
    return _assessed(line, least(level, line.asked).rounded(), (*reasons, *against))


def _assessed(line: Line, entitled: Money, reasons: tuple[Reason, ...]) -> LineAssessment:
    return LineAssessment(line.parcel.tracking_number, line.asked, entitled, entitled, reasons)


def _level(line: Line) -> tuple[Money, tuple[Reason, ...]]:
    """The limit that binds with the open questions; what is asked, where nothing limits."""
    found = limits_of(line)
    limits = [(limit.amount, limit) for limit in found if limit.amount is not None]
    otherwise = (line.asked, _asked(line))
    level, binding = min(limits, key=lambda limit: limit[0], default=otherwise)
    beside = tuple(reason for reason in found if reason.is_open and reason is not binding)
    return level, (binding, *beside)


def _asked(line: Line) -> Reason:
    return line.because(Because.ASKED, "never more than is asked", line.asked)


def _for_missing_share(line: Line, level: Money) -> tuple[Money, tuple[Reason, ...]]:
    """A partial loss is paid by the part of the contents that is gone, by mass."""
    if line.kind is not ClaimKind.MISSING_ITEMS:
        return level, ()
    share = line.parcel.missing_share
    if share is None:
        text = "which part of the contents is gone is not known"
        return level, (line.because(Because.SHARE_UNKNOWN, text),)
    part = level * (share * PERCENT)
    text = f"{share} % of the contents are gone"
    return part, (line.because(Because.MISSING_SHARE, text, part),)


def _with_freight(line: Line, level: Money) -> tuple[Money, tuple[Reason, ...]]:
    freight = line.freight if line.coverage.freight_refunded else None
    if freight is None:
        return level, ()
    text = f"and the freight of {freight.text()} is refunded"
    return level + freight, (line.because(Because.FREIGHT_REFUNDED, text, freight),)


def _untimely(filing: FilingVerdict) -> tuple[Reason, ...]:
    number_and_text = {
        Timeliness.TIMELY: None,
        Timeliness.UNKNOWN: (Because.FILING_UNKNOWN, "the filing window cannot be dated"),
        Timeliness.TOO_EARLY: (Because.FILED_TOO_EARLY, f"filing opens on {filing.opens_on}"),
        Timeliness.TOO_LATE: (Because.FILED_TOO_LATE, f"filing closed on {filing.closes_on}"),
    }[filing.verdict]
    if number_and_text is None:
        return ()
    return (Reason(*number_and_text, filing.clause),)


def _within_claim_cap(
    lines: tuple[LineAssessment, ...], terms: Terms
) -> tuple[LineAssessment, ...]:
    """The lines shared out of the cap of a claim, by their entitlement, where they exceed it."""
    cap, sums = terms.coverage.per_claim, total((line.entitled for line in lines), terms.currency)
    if cap is None or sums <= cap:
        return lines
    shares = allocate(cap, [line.entitled.amount for line in lines])
    return tuple(_cut(line, share, terms) for line, share in zip(lines, shares, strict=True))


def _cut(line: LineAssessment, share: Money, terms: Terms) -> LineAssessment:
    cap = terms.coverage.per_claim
    text = f"its share of at most {cap.text() if cap else share.text()} a claim"
    reason = Reason(Because.CLAIM_CAP, text, terms.coverage.clause, share)
    return replace(line, entitled=share, approved=share, reasons=(*line.reasons, reason))
