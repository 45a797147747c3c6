"""The short steps of a claim that touch the application database or the policy."""

import hashlib
from dataclasses import asdict
from datetime import date, datetime, timedelta
from json import dumps

from temporalio import activity

from activities.ports import CALENDAR_SPAN, CaseRecords, Offsets, Policies, Receivables
from makegood.messages.opening import opened_case
from makegood.messages.problems import Malformed
from makegood.messages.records import CaseRecord
from makegood.messages.steps import DeadLetter, InvoiceQuery, OpenOrder, SignerAnswer, SignerQuery
from makegood.messages.views import record_of
from makegood.rules.authority import resolve_signer
from makegood.rules.claim import Claim, Team
from makegood.rules.life.receiving import Admission
from makegood.rules.line import as_contract_money
from makegood.rules.payout import Invoice
from makegood.rules.refusals import Refused
from makegood.rules.terms import Directory, Terms

LONGEST_AGO = timedelta(days=3 * 365)
"""Incidents longer ago are beyond every filing window."""


class Casework:
    """Idempotent: a claim is opened by its id, a record applied by its keys; the rest reads."""

    def __init__(
        self,
        records: CaseRecords,
        policies: Policies,
        receivables: Receivables,
        offsets: Offsets,
        *,
        sealed: bool = False,
    ) -> None:
        self._records = records
        self._policies = policies
        self._receivables = receivables
        self._offsets = offsets
        self._sealed = sealed

    @activity.defn
    def open_claim(self, order: OpenOrder) -> Admission:
        """Take the claim in once: pin its terms and calendars, name an owner, find its likes.

        Writes the first record of the case too, so that it is in the lists from here on.
        """
        claim, today = order.claim, order.at.date()
        terms = self._policies.terms_for(claim.merchant_id, claim.kind)
        _require_rate(claim, terms)
        calendars = self._policies.calendars_for(
            claim.merchant_id, first_day(claim.incident_on, today), today + CALENDAR_SPAN
        )
        matches = self._records.open_claim(claim, content_hash(claim), order.run_id)
        desk = owner(claim.claim_id, self._policies.directory)
        admitted = Admission(terms, calendars, desk, matches, self._sealed)
        case = opened_case(order, admitted)
        self._records.record(record_of(case, order.run_id, order.at))
        return admitted

    @activity.defn
    def moment(self, now: datetime) -> datetime:
        """The moment, now in the history: a replay hears the same, whatever its clock says."""
        return now

    @activity.defn
    def record_case(self, record: CaseRecord) -> None:
        """Write down what a step of the case has changed, in one transaction."""
        self._records.record(record)

    @activity.defn
    def find_signer(self, query: SignerQuery) -> SignerAnswer:
        """In which capacity somebody may sign on that day; a refusal is an answer too."""
        try:
            signer = resolve_signer(self._policies.directory, query.by, query.request)
        except Refused as refusal:
            return SignerAnswer(code=refusal.code, message=refusal.message)
        return SignerAnswer(signer=signer)

    @activity.defn
    def overdue_invoices(self, query: InvoiceQuery) -> tuple[Invoice, ...]:
        """What of the merchant's overdue freight invoices is reserved for this settlement.

        Each amount is what no other claim is set off against; asked again, it is the same.
        """
        overdue = self._receivables.overdue(query.merchant_id, query.on)
        return self._offsets.reserve(query, overdue)

    @activity.defn
    def bury(self, letter: DeadLetter) -> None:
        """Keep what could not be taken in, so that somebody deals with it."""
        self._records.bury(letter.kind, letter.claim_id, letter.reason, letter.payload)


def _require_rate(claim: Claim, terms: Terms) -> None:
    """Malformed where the claim could never be assessed: nothing turns its currency into ours."""
    try:
        as_contract_money(claim.claimed, terms)
    except Refused as refusal:
        raise Malformed(f"claimed: {refusal.message}") from refusal


def first_day(incident_on: date, today: date) -> date:
    """From when on the calendars of a claim are known: the incident, within reason."""
    return max(min(incident_on, today), today - LONGEST_AGO)


def content_hash(claim: Claim) -> str:
    """The fingerprint of what was filed: the same id with another content is a conflict."""
    content = asdict(claim)
    del content["received_on"], content["channel"]
    text = dumps(content, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def owner(claim_id: str, directory: Directory) -> str:
    """The executive of the desk who owns a new claim: spread evenly, always the same."""
    desk = [p.name for p in directory.people if Team.SERVICE_DESK in p.teams and p.level == 1]
    if not desk:
        return Team.SERVICE_DESK
    digest = hashlib.sha256(claim_id.encode()).digest()
    return sorted(desk)[int.from_bytes(digest[:4]) % len(desk)]
