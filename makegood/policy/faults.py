"""What can be wrong with a policy, said with the file, the line and the table."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class PolicyFault:
    """One mistake in a file; `table` is the path to the cell, such as `kinds.lost.filing`."""

    file: str
    line: int
    table: str
    message: str

    @property
    def cell(self) -> str:
        """The last word of the path: the cell itself, whichever table it was reached by."""
        return self.table.rpartition(".")[2]

    def text(self) -> str:
        """The fault as an editor can jump to it: `contracts/vn.yaml:42 kinds.lost.filing: ...`."""
        table = f" {self.table}" if self.table else ""
        return f"{self.file}:{self.line}{table}: {self.message}"


class PolicyError(Exception):
    """The policy cannot be used; it lists every fault that was found, not only the first."""

    def __init__(self, faults: tuple[PolicyFault, ...]) -> None:
        super().__init__("\n".join(fault.text() for fault in faults))
        self.faults = faults


class UnknownMerchant(LookupError):
    """No contract in the policy is with this merchant."""
