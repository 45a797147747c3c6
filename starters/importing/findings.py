"""What is found in a row: a reason to refuse it, or a note on how it was read."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a row is refused; one row may have several."""

    NOT_A_ROW = "not_a_row"
    CELL_COUNT = "cell_count"
    UNDECODABLE = "undecodable"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNKNOWN_VALUE = "unknown_value"
    EXCLUDED = "excluded"
    BELOW_BOUND = "below_bound"
    ABOVE_BOUND = "above_bound"
    BEFORE_EARLIEST = "before_earliest"
    AFTER_LATEST = "after_latest"
    AFTER_RECEIPT = "after_receipt"
    REPEATED_ID = "repeated_id"
    INVALID = "invalid"


class Note(StrEnum):
    """What was done, or seen, on the way; a note refuses nothing."""

    TRIMMED = "trimmed"
    PLACEHOLDER = "placeholder"
    TIME_DROPPED = "time_dropped"
    SEVERAL_VALUES = "several_values"
    GOODS_SHORTENED = "goods_shortened"
    LIKELY_DUPLICATE = "likely_duplicate"


@dataclass(frozen=True)
class Finding:
    """One thing said about one cell; `field` is the column of the file, empty for the whole row."""

    what: Reason | Note
    field: str
    value: str
    message: str

    @property
    def refuses(self) -> bool:
        """Whether the row cannot be a claim because of it."""
        return isinstance(self.what, Reason)
