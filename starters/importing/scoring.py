"""The completeness verdict scored against what people said of the same rows."""

from dataclasses import dataclass, field
from math import sqrt

from starters.importing.rows import Row

Z95 = 1.959963984540054
"""The 97.5th percentile of the normal distribution: two sides of 95 %."""


@dataclass(frozen=True)
class Share:
    """A part of a whole, with what it could be in truth (Wilson's interval at 95 %)."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    def interval(self) -> tuple[float, float]:
        """Lower and upper bound (Wilson 1927); everything is possible where nothing was seen."""
        if not self.whole:
            return 0.0, 1.0
        share, square = self.part / self.whole, Z95**2 / self.whole
        middle = share + square / 2
        reach = sqrt(square * (share * (1 - share) + square / 4))
        return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))

    def text(self) -> str:
        """As people read it: `0.84 (0.82 to 0.86), 863 of 1,027`."""
        if self.value is None:
            return "none to judge"
        low, high = self.interval()
        return f"{self.value:.3f} ({low:.3f} to {high:.3f}), {self.part:,} of {self.whole:,}"


@dataclass
class Confusion:
    """How often the check and people called a row incomplete, together and apart."""

    both: int = 0
    check_alone: int = 0
    people_alone: int = 0
    neither: int = 0

    def add(self, *, check: bool, people: bool) -> None:
        """Count one row."""
        if check:
            self.both, self.check_alone = self.both + people, self.check_alone + (not people)
        else:
            self.people_alone, self.neither = (
                self.people_alone + people,
                self.neither + (not people),
            )

    @property
    def rows(self) -> int:
        """All that were counted."""
        return self.both + self.check_alone + self.people_alone + self.neither

    @property
    def precision(self) -> Share:
        """Of the rows that the check calls incomplete, those that people called so."""
        return Share(self.both, self.both + self.check_alone)

    @property
    def recall(self) -> Share:
        """Of the rows that people called incomplete, those that the check finds."""
        return Share(self.both, self.both + self.people_alone)

    @property
    def base_rate(self) -> Share:
        """What a check that calls every row incomplete would have as its precision."""
        return Share(self.both + self.people_alone, self.rows)


@dataclass
class Score:
    """Over rows that people judged; `unjudged` were decided otherwise, `unread` could not be read.

    `items` says for each item that the check finds missing how often people agreed.
    """

    judged: Confusion = field(default_factory=Confusion)
    unjudged: int = 0
    unjudged_incomplete: int = 0
    unread: int = 0
    items: dict[str, Confusion] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Count one row of the file, accepted or refused."""
        if row.lacks is None:
            self.unread += 1
        elif row.called_incomplete is None:
            self.unjudged += 1
            self.unjudged_incomplete += not row.lacks.complete
        else:
            self.judged.add(check=not row.lacks.complete, people=row.called_incomplete)
            for item in row.lacks.missing:
                alone = self.items.setdefault(item, Confusion())
                alone.add(check=True, people=row.called_incomplete)
