"""The files of a policy, read sheet by sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from makegood.policy.faults import PolicyFault
from makegood.policy.sheet import Sheet, read_sheet
from makegood.policy.sheets import (
    AuthoritySheet,
    CalendarsSheet,
    ContractSheet,
    DocumentsSheet,
    ExclusionsSheet,
    PolicySheet,
    RatesSheet,
    TargetsSheet,
)
from makegood.rules.terms import Directory

Table = TypeVar("Table")
CONTRACTS = "contracts"


@dataclass(frozen=True)
class Folder:
    """All sheets of a policy, as far as they could be read, and the hash of their content."""

    policy: Sheet[PolicySheet]
    rates: Sheet[RatesSheet]
    calendars: Sheet[CalendarsSheet]
    authority: Sheet[AuthoritySheet]
    targets: Sheet[TargetsSheet]
    exclusions: Sheet[ExclusionsSheet]
    documents: Sheet[DocumentsSheet]
    people: Sheet[Directory]
    contracts: tuple[Sheet[ContractSheet], ...]
    sha256: str

    def faults(self) -> Iterator[PolicyFault]:
        """What could not be read, sheet by sheet."""
        yield from self.policy.faults + self.rates.faults + self.calendars.faults
        yield from self.authority.faults + self.targets.faults + self.exclusions.faults
        yield from self.documents.faults + self.people.faults
        for contract in self.contracts:
            yield from contract.faults
        if not self.contracts:
            yield PolicyFault(
                CONTRACTS, 1, "", "no contract: a folder with a .yaml file a merchant"
            )


def read_folder(folder: Path) -> Folder:
    """The sheets of the folder; whatever is wrong is noted in them, nothing is raised."""
    contracts = sorted((folder / CONTRACTS).glob("*.yaml"))
    return Folder(
        policy=file_of(folder / "policy.yaml", folder, PolicySheet),
        rates=file_of(folder / "rates.yaml", folder, RatesSheet),
        calendars=file_of(folder / "calendars.yaml", folder, CalendarsSheet),
        authority=file_of(folder / "authority.yaml", folder, AuthoritySheet),
        targets=file_of(folder / "targets.yaml", folder, TargetsSheet),
        exclusions=file_of(folder / "exclusions.yaml", folder, ExclusionsSheet),
        documents=file_of(folder / "documents.yaml", folder, DocumentsSheet),
        people=file_of(folder / "people.yaml", folder, Directory),
        contracts=tuple(file_of(path, folder, ContractSheet) for path in contracts),
        sha256=_digest(folder),
    )


def file_of(path: Path, folder: Path, kind: type[Table]) -> Sheet[Table]:
    """The sheet in a file of the folder; a file that is not there, or no text, is a fault."""
    name = path.relative_to(folder).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        return Sheet(name, None, {}, (PolicyFault(name, 1, "", f"cannot be read: {reason}"),))
    return read_sheet(name, text, kind)


def _digest(folder: Path) -> str:
    """The hash of every file's name and content, so that no edit goes unnoticed."""
    digest = sha256()
    for path in sorted(folder.rglob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
