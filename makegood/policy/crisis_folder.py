"""The files of crises, read sheet by sheet, beside the shared tables that they lean on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from makegood.policy.crisis_sheets import CrisesSheet, PlaybookSheet, StatementsSheet
from makegood.policy.faults import PolicyFault
from makegood.policy.folder import Folder, file_of, read_folder
from makegood.policy.sheet import Sheet

CRISES = "crises.yaml"
PLAYBOOKS, STATEMENTS = "playbooks", "statements"


@dataclass(frozen=True)
class CrisisFolder:
    """Every sheet of crises, as far as it could be read."""

    crises: Sheet[CrisesSheet]
    playbooks: tuple[Sheet[PlaybookSheet], ...]
    statements: tuple[Sheet[StatementsSheet], ...]
    shared: Folder

    def faults(self) -> Iterator[PolicyFault]:
        """What could not be read of the crisis files themselves."""
        yield from self.crises.faults
        for playbook in self.playbooks:
            yield from playbook.faults
        for texts in self.statements:
            yield from texts.faults

    def books(self) -> dict[str, PlaybookSheet]:
        """The playbooks that could be read, by name."""
        return {named(sheet): sheet.table for sheet in self.playbooks if sheet.table}


def read_crisis_folder(folder: Path, shared: Folder | None = None) -> CrisisFolder:
    """The crisis sheets of a policy's folder; whatever is wrong is noted in them."""
    playbooks = sorted((folder / PLAYBOOKS).glob("*.yaml"))
    statements = sorted((folder / STATEMENTS).glob("*.yaml"))
    return CrisisFolder(
        crises=file_of(folder / CRISES, folder, CrisesSheet),
        playbooks=tuple(file_of(path, folder, PlaybookSheet) for path in playbooks),
        statements=tuple(file_of(path, folder, StatementsSheet) for path in statements),
        shared=shared or read_folder(folder),
    )


def named(sheet: Sheet[PlaybookSheet]) -> str:
    """The name of a playbook: that of its file."""
    return PurePosixPath(sheet.name).stem
