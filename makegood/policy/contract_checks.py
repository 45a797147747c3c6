"""What must hold of each contract, and between contracts."""

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from makegood.policy.checks import Finding, check_sheet
from makegood.policy.faults import PolicyFault
from makegood.policy.folder import Folder
from makegood.policy.sheets import ContractSheet, DocumentRow, DocumentsSheet, KindRow
from makegood.policy.walk import cells
from makegood.rules.calendar import Term, Unit
from makegood.rules.claim import OWED_KINDS, ClaimKind
from makegood.rules.money import Money
from makegood.rules.terms import AuthorityBand, Condition, Coverage, NegotiationTerms, PayoutMethod

DAYS = (Unit("calendar_days"), Unit("business_days"))
WHOLE = 100


def check_contracts(folder: Folder) -> Iterator[PolicyFault]:
    """Every fault of the contracts, and of the document matrix, that could be read."""
    yield from check_sheet(folder.documents, _matrix)
    merchants: set[str] = set()
    for sheet in folder.contracts:
        yield from check_sheet(sheet, lambda contract: _contract(contract, folder))
        merchant = sheet.table.merchant if sheet.table else ""
        if merchant in merchants:
            yield sheet.fault("merchant", f"{merchant} has another contract already")
        merchants |= {merchant} - {""}


def _contract(contract: ContractSheet, folder: Folder) -> Iterator[Finding]:
    yield from _references(contract, folder)
    yield from _amounts(contract, folder)
    yield from _terms(contract)
    yield from _negotiation(contract.negotiation)
    yield from reminders(contract.deficiency.reminders_percent, "deficiency.reminders_percent")
    if contract.deficiency.rounds < 1:
        yield "deficiency.rounds", "the merchant is asked at least once"
    if contract.payment.method is PayoutMethod.OFFSET and not contract.payment.offset_allowed:
        yield "payment.method", "offset needs offset_allowed: true"
    for kind in ClaimKind:
        row = contract.kinds.get(kind)
        yield from _kind(kind, row, folder) if row else [("kinds", f"nothing is said on {kind}")]


def _references(contract: ContractSheet, folder: Folder) -> Iterator[Finding]:
    if not contract.sources:
        yield "sources", "name at least one source of the terms"
    calendars = folder.calendars.table
    names = {table.name for table in calendars.calendars} if calendars else None
    for role in ("desk", "bank", "carrier"):
        yield from known(getattr(contract.calendars, role), names, f"calendars.{role}")
    authority, targets = folder.authority.table, folder.targets.table
    matrices = authority.matrices if authority else None
    yield from known(contract.authority, matrices, "authority")
    yield from known(contract.targets, targets.sets if targets else None, "targets")
    catalogue = folder.exclusions.table
    numbers = {str(row.number) for row in catalogue.exclusions} if catalogue else None
    for place, row in enumerate(contract.exclusions):
        yield from known(str(row.number), numbers, f"exclusions[{place}].number")


def known(name: str, names: Collection[str] | None, path: str) -> Iterator[Finding]:
    """A finding where the name is not among those of a table; none where that was not read."""
    if names is not None and name not in names:
        yield path, f"{name} is not among {', '.join(sorted(names))}"


def _amounts(contract: ContractSheet, folder: Folder) -> Iterator[Finding]:
    """One currency a contract; limits by weight, and amounts by currency, are the exceptions."""
    for path, money in cells(contract, Money):
        if not money.is_positive:
            yield path, "an amount of a contract is more than nothing"
        if ".over[" not in path and not path.endswith(".per_kg"):
            yield from _in_currency(money, contract.currency, path)
    rates = folder.rates.table
    pairs = {(rate.base, rate.quote) for rate in rates.rates} if rates else set()
    for kind, row in contract.kinds.items():
        per_kg = row.coverage.per_kg
        if per_kg and rates and (per_kg.currency, contract.currency) not in pairs:
            message = f"rates.yaml has no rate from {per_kg.currency} to {contract.currency}"
            yield f"kinds.{kind}.coverage.per_kg", message
    authority = folder.authority.table
    matrix = authority.matrices.get(contract.authority) if authority else None
    for band in matrix.bands if matrix else ():
        yield from _band(band, contract)


def _band(band: AuthorityBand, contract: ContractSheet) -> Iterator[Finding]:
    if band.up_to:
        yield from _in_currency(band.up_to, contract.currency, "authority")


def _in_currency(money: Money, currency: str, path: str) -> Iterator[Finding]:
    if money.currency != currency:
        yield path, f"{money.text()} in a contract in {currency}"


def _terms(contract: ContractSheet) -> Iterator[Finding]:
    for path, term in cells(contract, Term):
        if term.count < 1:
            yield path, "a term of no time at all has passed before it begins"
        if ".filing." in path and term.unit not in DAYS:
            yield path, f"a filing window is counted in days, not in {term.unit}"


def _negotiation(terms: NegotiationTerms) -> Iterator[Finding]:
    if terms.rounds < 1:
        yield "negotiation.rounds", "at least one round"
    if terms.ceiling_percent < max(terms.authority_percent, terms.reservation_percent):
        yield "negotiation.ceiling_percent", "not below authority_percent or reservation_percent"
    yield from reminders(terms.reminders_percent, "negotiation.reminders_percent")


def reminders(percents: tuple[int, ...], path: str) -> Iterator[Finding]:
    """A finding unless they are parts of a whole, in order."""
    ascending = all(one < two for one, two in pairwise(percents))
    if not ascending or not all(0 < percent < WHOLE for percent in percents):
        yield path, "percentages between 1 and 99, ascending"


def _kind(kind: ClaimKind, row: KindRow, folder: Folder) -> Iterator[Finding]:
    path = f"kinds.{kind}"
    yield from _coverage(kind, row.coverage, f"{path}.coverage")
    yield from _documents(row.documents, f"{path}.documents")
    default = folder.documents.table
    rows = (*row.documents, *default.documents.get(kind, ())) if default else ()
    if default and not any(each.need == "required" for each in rows):
        yield f"{path}.documents", "no document is required"
    early = row.filing.no_earlier
    if early and early.unit == row.filing.within.unit and early.count >= row.filing.within.count:
        yield f"{path}.filing.no_earlier", "the window closes before it opens"
    if kind in OWED_KINDS and row.release_needed:
        yield f"{path}.release_needed", "no release is asked for money plainly owed"


def _coverage(kind: ClaimKind, coverage: Coverage, path: str) -> Iterator[Finding]:
    if not coverage.clause:
        yield f"{path}.clause", "an amount is explained by its clause"
    if kind is ClaimKind.LATE and coverage.freight_percent is None:
        yield f"{path}.freight_percent", "is missing: which part of the freight is paid back"
    for name in ("share_percent", "return_share_percent", "freight_percent"):
        percent = getattr(coverage, name)
        if percent is not None and not 0 < percent <= WHOLE:
            yield f"{path}.{name}", "a percentage between 1 and 100"
    if coverage.freight_multiple is not None and coverage.freight_multiple <= 0:
        yield f"{path}.freight_multiple", "more than nothing"


def _matrix(sheet: DocumentsSheet) -> Iterator[Finding]:
    for kind, rows in sheet.documents.items():
        yield from _documents(rows, f"documents.{kind}")


def _documents(rows: Iterable[DocumentRow], path: str) -> Iterator[Finding]:
    for place, row in enumerate(rows):
        yield from _document(row, f"{path}[{place}]")


def _document(row: DocumentRow, path: str) -> Iterator[Finding]:
    if row.at_least < 1:
        yield f"{path}.at_least", "at least one"
    if (row.need == "conditional") != (row.when is not None):
        yield f"{path}.when", "a condition goes with need: conditional, and with nothing else"
    if (row.when is Condition.OVER_AMOUNT) != bool(row.over):
        yield f"{path}.over", "an amount goes with when: over_amount, and with nothing else"
