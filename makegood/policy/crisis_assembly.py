"""What policy says of crises put together from the sheets."""

from makegood.policy.book import in_role
from makegood.policy.crisis_book import DESK, CrisisBook
from makegood.policy.crisis_folder import CrisisFolder
from makegood.policy.crisis_sheets import CrisesSheet, LadderRow, PlaybookSheet, SeverityRow
from makegood.policy.sheet import Sheet, Table
from makegood.rules.crisis.severity import Cell, Floor, Severity
from makegood.rules.crisis.terms import (
    CrisisTerms,
    HoldingStatement,
    Ladder,
    Playbook,
    PlaybookShelf,
    SeverityTerms,
)
from makegood.rules.money import Money


def assembled(folder: CrisisFolder) -> CrisisBook:
    """The book that the sheets of a policy without faults make."""
    sheet = read(folder.crises)
    books = folder.books()
    tables = {table.name: table for table in read(folder.shared.calendars).calendars}
    return CrisisBook(
        terms=_terms(sheet, read(folder.shared.policy).version, folder.shared.sha256),
        shelf=PlaybookShelf(
            tuple(_playbook(name, books[name], texts(folder, name)) for name in sheet.playbooks)
        ),
        calendar=in_role(tables[sheet.calendar], DESK),
        directory=read(folder.shared.people),
        languages=sheet.languages,
    )


def texts(folder: CrisisFolder, scenario: str) -> tuple[HoldingStatement, ...]:
    """The holding statements of a scenario in every language that could be read."""
    return tuple(
        HoldingStatement(
            row.key, sheet.table.language, row.text, row.sha256, row.approved_by, row.approved_on
        )
        for sheet in folder.statements
        if sheet.table
        for row in sheet.table.statements.get(scenario, ())
    )


def read(sheet: Sheet[Table]) -> Table:
    """The table of a sheet without faults."""
    assert sheet.table is not None, f"{sheet.name} has no table and no fault"
    return sheet.table


def _terms(sheet: CrisesSheet, version: str, sha256: str) -> CrisisTerms:
    ladders = {name: _ladder(name, row) for name, row in sheet.ladders.items()}
    return CrisisTerms(
        version=version,
        sha256=sha256,
        matrix=tuple(
            Cell(impact, urgency, severity)
            for impact, row in sheet.matrix.items()
            for urgency, severity in row.items()
        ),
        floors=tuple(Floor(trigger, severity) for trigger, severity in sheet.floors.items()),
        by_severity=tuple(_of(each, row, ladders) for each, row in sheet.severities.items()),
        cadences=sheet.cadences,
        triage_within=sheet.triage_within,
        action_due=sheet.actions.due,
        reopen_within=sheet.reopen_within,
        csat_after=sheet.csat.after,
        promise_warning=sheet.promise_warning,
        source_floors=tuple(sheet.source_floors.items()),
        unsure_severity=sheet.unsure_severity,
        action_reminders_percent=sheet.actions.reminders_percent,
        csat_reminders=sheet.csat.reminders,
        held_claim_clocks=sheet.held_claim_clocks,
        rates_per_hour=tuple((role, _plain(rate)) for role, rate in sheet.rates_per_hour.items()),
        members=sheet.members,
        bundle_promises=sheet.bundle_promises,
    )


def _plain(rate: Money) -> str:
    return f"{rate.amount:f} {rate.currency}"


def _ladder(name: str, row: LadderRow) -> Ladder:
    return Ladder(name, row.rungs, row.repeats, row.silence)


def _of(severity: Severity, row: SeverityRow, ladders: dict[str, Ladder]) -> SeverityTerms:
    return SeverityTerms(
        severity=severity,
        ladder=ladders[row.ladder],
        targets=row.targets,
        review_within=row.review_within,
        stale_after=row.stale_after,
        quiet_allowed=row.quiet_allowed,
    )


def _playbook(name: str, sheet: PlaybookSheet, texts: tuple[HoldingStatement, ...]) -> Playbook:
    return Playbook(
        name=name,
        version=sheet.version,
        title=sheet.title,
        owner=sheet.owner,
        review_by=sheet.review_by,
        tasks=sheet.tasks,
        approvers=sheet.approvers,
        statements=texts,
        triggers=sheet.triggers,
        sources=sheet.sources,
        rehearse_every=sheet.rehearse_every,
    )
