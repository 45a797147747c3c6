"""What must hold of each severity: its ladder, its clocks, its review, its quiet hours."""

from collections.abc import Iterator, Mapping

from makegood.policy.checks import Finding, repeated
from makegood.policy.contract_checks import known
from makegood.policy.crisis_sheets import CrisesSheet, PlaybookSheet, SeverityRow
from makegood.rules.claim import Team
from makegood.rules.clocks import ClockKind
from makegood.rules.crisis.severity import Severity

PROMISES = ("acknowledge", "first_response", "containment", "resolution")
"""The clocks that every case has."""

CALENDARS = ("desk", "always_open")
"""The calendars of a case; minutes and hours count by none."""

LOUD = (Severity.SEV1, Severity.SEV2)
"""Severities that no quiet hour holds back, and that are reviewed in any case."""


def severity_findings(
    sheet: CrisesSheet, playbooks: Mapping[str, PlaybookSheet]
) -> Iterator[Finding]:
    """What is wrong with the severities; a team that owes tasks has a clock in each of them."""
    owners = {task.owner for playbook in playbooks.values() for task in playbook.tasks}
    wanted = (*PROMISES, *sorted(f"ola.{team}" for team in owners))
    for severity in Severity:
        row = sheet.severities.get(severity)
        path = f"severities.{severity}"
        if row is None:
            yield "severities", f"nothing is said on {severity}"
            continue
        yield from known(row.ladder, sheet.ladders, f"{path}.ladder")
        yield from _targets(row, wanted, f"{path}.targets")
        yield from _loud(severity, row, path)


def _targets(row: SeverityRow, wanted: tuple[str, ...], path: str) -> Iterator[Finding]:
    yield from repeated((target.name for target in row.targets), path + "[{}].name")
    missing = [name for name in wanted if name not in {target.name for target in row.targets}]
    if missing:
        yield path, f"no target for {', '.join(missing)}"
    for place, target in enumerate(row.targets):
        yield from known(target.kind, set(ClockKind), f"{path}[{place}].kind")
        yield from known(target.party, set(Team), f"{path}[{place}].party")
        yield from known(target.calendar, CALENDARS, f"{path}[{place}].calendar")


def _loud(severity: Severity, row: SeverityRow, path: str) -> Iterator[Finding]:
    if severity not in LOUD:
        return
    if row.quiet_allowed:
        yield f"{path}.quiet_allowed", f"no page of {severity} waits for the end of quiet hours"
    if row.review_within is None:
        yield path, f"every case of {severity} is reviewed: give review_within"
