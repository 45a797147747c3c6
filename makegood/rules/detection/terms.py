"""What policy says of detection: bands, weights, windows and limits."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from makegood.rules.crisis.severity import Floor, Severity
from makegood.rules.detection.phrases import Phrases
from makegood.rules.detection.velocity import VelocityTerms
from makegood.rules.money import Money


class Heat(StrEnum):
    """How bad a message sounds, from its score."""

    CALM = "calm"
    RAISED = "raised"
    HIGH = "high"
    SEVERE = "severe"


class Reach(StrEnum):
    """How many may hear of it, on a scale of powers of ten."""

    QUIET = "quiet"
    HEARD = "heard"
    LOUD = "loud"
    VIRAL = "viral"

    def louder(self) -> "Reach":
        """The next louder."""
        order = list(Reach)
        return order[min(order.index(self) + 1, len(order) - 1)]


@dataclass(frozen=True)
class ScoreTerms:
    """How the parts of a score are weighed; weights are log-odds, bands are shares of 1.

    `unread` stands for the text where no model reads its language, `only_negative` is added where
    a model tells negative from other, and not how severe it is.
    """

    raised: float
    high: float
    severe: float
    unread: float
    only_negative: float
    repeated_contact: float
    most_contacts: int
    reopened: float
    at_stake: float
    stakes: tuple[Money, ...]
    tiers: dict[str, float]


@dataclass(frozen=True)
class ReachTerms:
    """People from whom on a message is heard, loud or viral; influence counts tenfold."""

    heard: int
    loud: int
    viral: int
    influence: int


@dataclass(frozen=True)
class JoiningTerms:
    """For how long a case takes in what belongs to it, and how alike a copy must be (0 to 1)."""

    author: timedelta
    thread: timedelta
    address: timedelta
    copy: timedelta
    likeness: float


@dataclass(frozen=True)
class StormTerms:
    """What many mentions do: the window of a burst, its severity, and limits that protect people.

    A case is raised by a degree at each of the `crowds`, counted in distinct authors. No more than
    `cases_an_hour` are opened; what comes after joins the storm.
    """

    window: timedelta
    severity: Severity
    crowds: tuple[int, ...]
    cases_an_hour: int


Grid = tuple[tuple[Heat, Reach, Severity], ...]


@dataclass(frozen=True)
class DetectionTerms:
    """A version of what policy says of detection; a cell that `grid` lacks is no case."""

    version: str
    sha256: str
    phrases: tuple[Phrases, ...]
    floors: tuple[Floor, ...]
    grid: Grid
    score: ScoreTerms
    reach: ReachTerms
    velocity: VelocityTerms
    joining: JoiningTerms
    storm: StormTerms
    opens_from: Severity
    """The mildest severity that opens a case by itself."""

    def cell(self, heat: Heat, reach: Reach) -> Severity | None:
        """The severity of a message by its score and its reach; None: not a matter of a crisis."""
        return next((s for h, r, s in self.grid if (h, r) == (heat, reach)), None)
