"""What must hold of holding statements: nothing changed since its approval, no language missing."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath

from makegood.policy.checks import Finding, hands, repeated
from makegood.policy.contract_checks import known
from makegood.policy.crisis_folder import CrisisFolder, named
from makegood.policy.crisis_sheets import CrisesSheet, StatementRow, StatementsSheet
from makegood.policy.faults import PolicyFault
from makegood.rules.crisis.terms import Approver
from makegood.rules.terms import Directory


def statement_findings(table: StatementsSheet, folder: CrisisFolder) -> Iterator[Finding]:
    """What is wrong with the texts of one language, or missing in it."""
    people, books = folder.shared.people.table, folder.books()
    names = [named(sheet) for sheet in folder.playbooks]
    yield from _missing(table, folder)
    for scenario, rows in table.statements.items():
        path = f"statements.{scenario}"
        yield from known(scenario, names, path)
        yield from repeated((row.key for row in rows), path + "[{}].key")
        signing = books[scenario].approvers if scenario in books else ()
        for place, row in enumerate(rows):
            yield from _text(row, f"{path}[{place}]")
            if people:
                yield from _approval(row, signing, people, f"{path}[{place}].approved_by")


def language_findings(sheet: CrisesSheet, folder: CrisisFolder) -> Iterator[Finding]:
    """What is said in one language and not in another, at the language that it is missing in."""
    files = {PurePosixPath(each.name).stem: each for each in folder.statements}
    for language in files.keys() - set(sheet.languages):
        yield "languages", f"there are statements in {language}, which is not among them"
    for place, language in enumerate(sheet.languages):
        if language not in files:
            yield f"languages[{place}]", f"there is no statements/{language}.yaml"


def misnamed(folder: CrisisFolder) -> Iterator[PolicyFault]:
    """A fault for each file of statements that is not called after its language."""
    for sheet in folder.statements:
        if sheet.table and sheet.table.language != PurePosixPath(sheet.name).stem:
            message = f"the file of {sheet.table.language} is called {sheet.table.language}.yaml"
            yield sheet.fault("language", message)


def _missing(sheet: StatementsSheet, folder: CrisisFolder) -> Iterator[Finding]:
    """What the other languages say, or the shelf asks for, and this one does not."""
    own = _keys(sheet)
    everywhere = {pair for one in folder.statements if one.table for pair in _keys(one.table)}
    for scenario, key in sorted(everywhere - own):
        yield f"statements.{scenario}", f"{key} of {scenario} is not said in {sheet.language}"
    for name in folder.books():
        if not sheet.statements.get(name):
            yield "statements", f"{name} has no holding statement in {sheet.language}"


def text_hash(text: str) -> str:
    """The sha256, in hexadecimal, of what is approved: the text, in UTF-8, without outer blanks."""
    return sha256(text.strip().encode()).hexdigest()


def _keys(sheet: StatementsSheet) -> set[tuple[str, str]]:
    return {(scenario, row.key) for scenario, rows in sheet.statements.items() for row in rows}


def _text(row: StatementRow, path: str) -> Iterator[Finding]:
    now = text_hash(row.text)
    if now != row.sha256:
        yield f"{path}.sha256", f"the text has changed since its approval, its sha256 is {now}"
    if "{" in row.text or "}" in row.text:
        yield f"{path}.text", "goes out as it stands: it has no fields to fill in"


def _approval(
    row: StatementRow, signing: tuple[Approver, ...], people: Directory, path: str
) -> Iterator[Finding]:
    for place, name in enumerate(row.approved_by):
        yield from known(name, {person.name for person in people.people}, f"{path}[{place}]")
    for approver in signing:
        if not set(row.approved_by) & set(hands(approver.mandate, people)):
            what = f"{approver.mandate.team} level {approver.mandate.level}"
            yield path, f"nobody of {what} has approved it, as the playbook asks"
