"""A case file put into the docket of those who decide it."""

from datetime import datetime

from makegood.messages.docket import (
    CheckStatus,
    Docket,
    FiledStatus,
    PaperStatus,
    ParcelStatus,
    SignatureStatus,
)
from makegood.messages.views import negotiation_of, status_of
from makegood.rules.casefile import CaseFile
from makegood.rules.life import views
from makegood.rules.rounds import Decision, Round, outstanding, state
from makegood.rules.terms import Mandate


def docket_of(case: CaseFile, now: datetime) -> Docket:
    """The claim whole, as it stands now."""
    round_ = case.round
    return Docket(
        status=status_of(case, now),
        talks=negotiation_of(case),
        filed=_filed(case),
        sentences=views.explain(case, now),
        signatures=_signatures(case, round_) if round_ else (),
        round_state=state(round_) if round_ else "",
        prepared_by=round_.prepared_by if round_ else (),
        payee=f"{case.payee.masked()}, {case.payee.bank_code}" if case.payee else "",
        checks=tuple(CheckStatus(**vars(check)) for check in case.checks),
        papers=tuple(PaperStatus(**vars(held)) for held in case.documents),
    )


def _filed(case: CaseFile) -> FiledStatus:
    claim = case.claim
    return FiledStatus(
        statement=claim.statement,
        incident_on=claim.incident_on,
        received_on=claim.received_on,
        submitted_by=claim.submitted_by,
        channel=claim.channel,
        parcels=tuple(
            ParcelStatus(
                tracking_number=parcel.tracking_number,
                goods=parcel.goods,
                declared_value=parcel.declared_value,
                asked=parcel.asked,
            )
            for parcel in claim.parcels
        ),
    )


def _signatures(case: CaseFile, round_: Round) -> tuple[SignatureStatus, ...]:
    """What has been given, in the order of giving, then what is still asked."""
    levels = case.terms.authority.levels
    given = tuple(_given(decision, levels) for decision in round_.decisions)
    return (*given, *(_asked(mandate, levels) for mandate in outstanding(round_)))


def _given(decision: Decision, levels: tuple[str, ...]) -> SignatureStatus:
    return SignatureStatus(
        team=decision.team,
        level=decision.level,
        rank=levels[decision.level - 1],
        decision=decision.decision,
        by=decision.by,
        acting_for=decision.acting_for,
        at=decision.at,
        reason=decision.reason,
    )


def _asked(mandate: Mandate, levels: tuple[str, ...]) -> SignatureStatus:
    return SignatureStatus(team=mandate.team, level=mandate.level, rank=levels[mandate.level - 1])
