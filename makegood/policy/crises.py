"""What policy says of crises, loaded from its folder, or every fault in it."""

from pathlib import Path

from makegood.policy.crisis_assembly import assembled
from makegood.policy.crisis_book import CrisisBook
from makegood.policy.crisis_folder import CrisisFolder, read_crisis_folder
from makegood.policy.faults import PolicyError, PolicyFault
from makegood.policy.loader import SHIPPED, faults_of


def load_crises(folder: Path = SHIPPED) -> CrisisBook:
    """The crisis tables of the policy in a folder; PolicyError, with every fault, if any is."""
    read = read_crisis_folder(folder)
    faults = (*faults_of(read.shared), *crisis_faults(read))
    if faults:
        raise PolicyError(faults)
    return assembled(read)


def crisis_faults(folder: CrisisFolder) -> tuple[PolicyFault, ...]:
    """What is wrong with the crisis files, by file and line."""
    return tuple(sorted(set(folder.faults())))
