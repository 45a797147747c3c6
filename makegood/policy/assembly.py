"""The terms of each contract put together from the sheets."""

from dataclasses import dataclass

from makegood.policy.book import Contract, Policy, in_role
from makegood.policy.sheets import (
    AuthoritySheet,
    CalendarsSheet,
    ContractSheet,
    DocumentRow,
    DocumentsSheet,
    Excluded,
    ExclusionsSheet,
    KindRow,
    Needed,
    PolicySheet,
    RatesSheet,
    TargetsSheet,
)
from makegood.rules.claim import OWED_KINDS, ClaimKind
from makegood.rules.money import Money
from makegood.rules.terms import Directory, DocumentRule, Exclusion, Need, Terms


@dataclass(frozen=True)
class Tables:
    """Every sheet of a policy without faults."""

    policy: PolicySheet
    rates: RatesSheet
    calendars: CalendarsSheet
    authority: AuthoritySheet
    targets: TargetsSheet
    exclusions: ExclusionsSheet
    documents: DocumentsSheet
    people: Directory
    contracts: tuple[ContractSheet, ...]
    sha256: str


def assembled(tables: Tables) -> Policy:
    """The policy that the sheets make."""
    return Policy(
        version=tables.policy.version,
        sha256=tables.sha256,
        contracts=tuple(_contract(sheet, tables) for sheet in tables.contracts),
        calendars=tables.calendars.calendars,
        directory=tables.people,
    )


def _contract(sheet: ContractSheet, tables: Tables) -> Contract:
    named = {table.name: table for table in tables.calendars.calendars}
    roles = {"desk": sheet.calendars.desk, "bank": sheet.calendars.bank}
    roles["carrier"] = sheet.calendars.carrier
    return Contract(
        contract=sheet.contract,
        merchant=sheet.merchant,
        name=sheet.name,
        country=sheet.country,
        currency=sheet.currency,
        sources=sheet.sources,
        calendars=tuple(in_role(named[name], role) for role, name in roles.items()),
        terms=tuple((kind, _terms(sheet, kind, tables)) for kind in ClaimKind),
    )


def _terms(sheet: ContractSheet, kind: ClaimKind, tables: Tables) -> Terms:
    row, recovery = sheet.kinds[kind], sheet.recovery
    return Terms(
        version=tables.policy.version,
        sha256=tables.sha256,
        contract=sheet.contract,
        country=sheet.country,
        currency=sheet.currency,
        coverage=row.coverage,
        deficiency=sheet.deficiency,
        negotiation=sheet.negotiation,
        payment=sheet.payment,
        appeal=sheet.appeal,
        authority=tables.authority.matrices[sheet.authority],
        aftercare=sheet.aftercare,
        filing=row.filing,
        documents=_documents(kind, row, sheet.currency, tables),
        exclusions=() if kind in OWED_KINDS else _exclusions(sheet.exclusions, tables),
        targets=tables.targets.sets[sheet.targets],
        recovery=recovery if recovery and kind in recovery.kinds else None,
        rates=tuple(rate for rate in tables.rates.rates if rate.quote == sheet.currency),
        release_needed=row.release_needed,
        claims_contact=sheet.claims_contact,
    )


def _exclusions(chosen: tuple[Excluded, ...], tables: Tables) -> tuple[Exclusion, ...]:
    catalogue = {row.number: row for row in tables.exclusions.exclusions}
    return tuple(
        Exclusion(
            number=own.number,
            reason=catalogue[own.number].reason,
            clause=own.clause,
            goods=own.goods or catalogue[own.number].goods,
            finding=catalogue[own.number].finding,
        )
        for own in chosen
    )


def _documents(
    kind: ClaimKind, row: KindRow, currency: str, tables: Tables
) -> tuple[DocumentRule, ...]:
    """The default matrix, each row replaced by the contract's own on the same document."""
    default = tables.documents.documents.get(kind, ())
    merged = {each.document: each for each in (*default, *row.documents)}
    return tuple(
        _rule(each, currency) for each in merged.values() if each.need is not Needed.DROPPED
    )


def _rule(row: DocumentRow, currency: str) -> DocumentRule:
    return DocumentRule(
        document=row.document.value,
        need=Need(row.need),
        when=row.when,
        over=_over(row.over, currency),
        alternatives=tuple(kind.value for kind in row.alternatives),
        at_least=row.at_least,
        clause=row.clause,
    )


def _over(amounts: tuple[Money, ...], currency: str) -> Money | None:
    return next((amount for amount in amounts if amount.currency == currency), None)
