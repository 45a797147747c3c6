"""Reading the documents of a claim."""

from temporalio import activity

from activities.ports import Reader, ReadingRecords
from makegood.messages.steps import ReadOrder
from makegood.rules.coverage import ProvenValues
from makegood.rules.evidence import Check, DocumentReading, Verdict
from makegood.rules.evidence_checks import cross_check
from makegood.rules.evidence_value import proven_by_parcel, proven_value
from makegood.rules.life.verifying import Reading


class DocumentDesk:
    """Idempotent: a document is read again to the same effect, and kept by its content."""

    def __init__(self, reader: Reader, records: ReadingRecords) -> None:
        self._reader = reader
        self._records = records

    @activity.defn
    def read_documents(self, order: ReadOrder) -> Reading:
        """Read every document, hold it against the claim and keep what was found.

        Brings back the checks that did not pass; the whole reading stays in the database.
        """
        readings = self._reader.read_held(order.documents)
        matches = self._records.keep_readings(order.claim_id, readings)
        checks = (*(c for r in readings for c in r.checks), *cross_check(readings, order.facts))
        open_checks = tuple(_short(c) for c in checks if c.verdict is not Verdict.PASS)
        passed = len(checks) - len(open_checks)
        return Reading(open_checks, _proven(readings, order), matches, passed)


def _proven(readings: tuple[DocumentReading, ...], order: ReadOrder) -> ProvenValues:
    by_parcel = proven_by_parcel(readings, order.facts)
    whole = proven_value(readings, order.facts)
    known = tuple((number, value) for number, value in by_parcel if value is not None)
    return ProvenValues(known, whole, legal_invoice=whole is not None)


LONGEST = 160
"""How much of a detail or a snippet travels through the history; all of it is in the database."""


def _short(check: Check) -> Check:
    return Check(
        check.name,
        check.verdict,
        check.detail[:LONGEST],
        check.document,
        check.page,
        check.snippet[:LONGEST],
    )
