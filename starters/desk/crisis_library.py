"""The playbooks of policy and their holding statements, as forms offer them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from makegood.policy.crises import load_crises
from makegood.policy.faults import PolicyError
from makegood.rules.crisis.terms import HoldingStatement, Playbook
from starters.watches import tables_of

SHELVES = ("playbooks", "statements")


@dataclass(frozen=True)
class Library:
    """What may be chosen from; a running case keeps the version of its playbook that it took."""

    shelf: tuple[Playbook, ...] = ()

    @property
    def playbooks(self) -> tuple[str, ...]:
        """The names of all playbooks, in policy's order."""
        return tuple(one.name for one in self.shelf)

    def of(self, playbook: str) -> tuple[HoldingStatement, ...]:
        """The holding statements of a playbook, in every language."""
        found = (one.statements for one in self.shelf if one.name == playbook)
        return next(found, ())


NO_LIBRARY = Library()


def library_of(folder: Path) -> Library:
    """The library of a policy folder, read anew once a file of it is another; empty if faulty."""
    tables = tables_of(folder)
    files = (path for shelf in SHELVES for path in (tables / shelf).glob("*.yaml"))
    newest = max((path.stat().st_mtime for path in files), default=0.0)
    return _read(tables, newest)


@lru_cache(maxsize=4)
def _read(folder: Path, _newest: float) -> Library:
    try:
        return Library(load_crises(folder).shelf.playbooks)
    except PolicyError:
        return NO_LIBRARY
