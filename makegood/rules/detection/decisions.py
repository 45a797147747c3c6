"""What the watch is given, and what it answers."""

from dataclasses import dataclass
from enum import StrEnum

from makegood.rules.crisis.severity import Severity
from makegood.rules.detection.likeness import Sketch
from makegood.rules.detection.mention import Mention
from makegood.rules.detection.scoring import Assessment


class Act(StrEnum):
    """What is done with a mention."""

    OPEN = "open"
    JOIN = "join"
    RAISE = "raise"
    IGNORE = "ignore"


@dataclass(frozen=True)
class Seen:
    """A mention with its assessment and the sketch of its text."""

    mention: Mention
    found: Assessment
    sketch: Sketch = ()


@dataclass(frozen=True)
class Decision:
    """What is done, and why.

    `case` is the id of the mention that opened the case, empty for `ignore`; `severity` is the
    case's from now on.
    """

    act: Act
    mention_id: str
    case: str
    severity: Severity | None
    why: str


def ignored(mention: Mention, why: str) -> Decision:
    """Nothing is done with the mention."""
    return Decision(Act.IGNORE, mention.mention_id, "", None, why)


def reason(seen: Seen) -> str:
    """The score and the triggers of a mention, in a sentence."""
    found = seen.found
    named = ", ".join(dict.fromkeys(hit.words for hit in found.hits))
    score = f"score {found.score:.2f} ({found.heat}), reach {found.reach}"
    return f"{score}; triggers: {named}" if named else score
