"""What must hold of each playbook, and of the shelf that they stand on."""

from collections.abc import Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter

from makegood.policy.checks import HANDS, Finding, hands, repeated
from makegood.policy.contract_checks import known
from makegood.policy.crisis_folder import CrisisFolder
from makegood.policy.crisis_sheets import CrisesSheet, PlaybookSheet
from makegood.policy.ladder_checks import contact_findings
from makegood.policy.walk import cells
from makegood.rules.crisis.severity import Trigger
from makegood.rules.crisis.terms import Approver, ContactKind, PlaybookTask
from makegood.rules.crisis.words import SourceType
from makegood.rules.durations import Term
from makegood.rules.terms import Directory


def playbook_findings(sheet: PlaybookSheet, people: Directory | None) -> Iterator[Finding]:
    """What is wrong with one playbook."""
    names = {person.name for person in people.people} if people else None
    yield from known(sheet.owner, names, "owner")
    yield from _tasks(sheet.tasks)
    if people:
        yield from _owners(sheet.tasks, people)
    yield from _approvers(sheet.approvers, people)
    for path, term in cells(sheet, Term):
        if term.count < 1:
            yield path, "a term of no time at all has passed before it begins"


def overdue(sheet: PlaybookSheet, on: date) -> Iterator[Finding]:
    """A finding where the playbook should have been looked through by that day."""
    if sheet.review_by < on:
        yield "review_by", f"{sheet.owner} was to look through it by {sheet.review_by}"


def shelf_findings(sheet: CrisesSheet, folder: CrisisFolder) -> Iterator[Finding]:
    """What is wrong with the order of the playbooks; every trigger and source leads to one."""
    books = folder.books()
    if len(books) < len(folder.playbooks):
        return
    for place, name in enumerate(sheet.playbooks):
        yield from known(name, books, f"playbooks[{place}]")
    for name in books.keys() - set(sheet.playbooks):
        yield "playbooks", f"{name} has a file, and no place in the order"
    for trigger in set(Trigger) - {each for book in books.values() for each in book.triggers}:
        yield "playbooks", f"no playbook is for the trigger {trigger}"
    for source in set(SourceType) - {each for book in books.values() for each in book.sources}:
        yield "playbooks", f"no playbook is for the source {source}"


def _tasks(tasks: tuple[PlaybookTask, ...]) -> Iterator[Finding]:
    if not tasks:
        yield "tasks", "a playbook has one task at least"
    yield from repeated((task.key for task in tasks), "tasks[{}].key")
    keys = [task.key for task in tasks]
    for place, task in enumerate(tasks):
        for number, before in enumerate(task.after):
            yield from known(before, keys, f"tasks[{place}].after[{number}]")
    yield from _circle(tasks)


def _circle(tasks: tuple[PlaybookTask, ...]) -> Iterator[Finding]:
    """The finding names the tasks that wait for one another, so that none of them can begin."""
    sorter = TopologicalSorter({task.key: task.after for task in tasks})
    try:
        sorter.prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        place = min(place for place, task in enumerate(tasks) if task.key in circle)
        yield f"tasks[{place}].after", f"tasks wait in a circle: {' <- '.join(circle)}"


def _owners(tasks: tuple[PlaybookTask, ...], people: Directory) -> Iterator[Finding]:
    for place, task in enumerate(tasks):
        if not any(task.owner in person.teams for person in people.people):
            yield f"tasks[{place}].owner", f"nobody in the directory is of {task.owner}"


def _approvers(approvers: tuple[Approver, ...], people: Directory | None) -> Iterator[Finding]:
    if not approvers:
        yield "approvers", "nobody signs statements"
    teams = (approver.mandate.team for approver in approvers)
    yield from repeated(teams, "approvers[{}].mandate")
    for place, approver in enumerate(approvers):
        path = f"approvers[{place}]"
        yield from contact_findings(approver.backup, people, f"{path}.backup")
        if people:
            yield from _signature(approver, people, path)


def _signature(approver: Approver, people: Directory, path: str) -> Iterator[Finding]:
    able = hands(approver.mandate, people)
    what = f"{approver.mandate.team} level {approver.mandate.level}"
    if len(able) < HANDS:
        found = ", ".join(able) or "nobody"
        yield f"{path}.mandate", f"{what}: {HANDS} people must be able to sign, found {found}"
    elif not _reachable(approver, people) & set(able):
        yield f"{path}.backup", f"{what}: the backup cannot sign in its place"


def _reachable(approver: Approver, people: Directory) -> set[str]:
    """Whom the backup may turn out to be: of a rota anybody of the team, if all can sign."""
    backup = approver.backup
    if backup.kind is ContactKind.PERSON:
        return {backup.name}
    team = [person for person in people.people if backup.name in person.teams]
    level = approver.mandate.level
    return {person.name for person in team} if all(p.level >= level for p in team) else set()
