"""What people and programs are shown of watches: rows of decisions, explanations, receipts."""

from datetime import datetime

from makegood.messages.claims import Message
from makegood.messages.watches import WatchName
from makegood.rules.detection.verdicts import Verdict


class FedReceipt(Message):
    """What became of mentions that were handed in: how many were new, how many known already."""

    watch: WatchName
    batch: str = ""
    new: int = 0
    known: int = 0


class WatchRow(Message):
    """A watch in the list."""

    name: str
    made_at: datetime
    mentions: int
    waiting: int
    opened: int
    raised: int
    last_mention_at: datetime | None = None


class DecisionRow(Message):
    """A decision in the list; `severity` is the case's from then on, `own_severity` its own."""

    number: int
    mention_id: str
    at: datetime
    decided_at: datetime
    act: str
    case_id: str
    severity: str
    why: str
    own_severity: str
    score: float
    heat: str
    reach: str
    triggers: tuple[str, ...]
    model: str
    policy: str


class DecisionPage(Message):
    """Decisions, the newest first; `cursor` leads to the next page and is empty on the last."""

    rows: tuple[DecisionRow, ...]
    cursor: str = ""


class VerdictRow(Message):
    """What somebody said of a mention; `system` says what it found out by itself."""

    verdict: Verdict
    by: str
    at: datetime
    note: str = ""
    case_id: str = ""


class ExplainedMention(Message):
    """A mention with all that the watch thought of it, and what people said since."""

    decision: DecisionRow
    author: str
    text: str
    address: str
    parts: tuple[tuple[str, float, str], ...]
    why: tuple[str, ...]
    verdicts: tuple[VerdictRow, ...]


class TrainingRow(Message):
    """A judged mention as a row to train on."""

    language: str
    text: str
    severity: int
    domain: str


class DetectorVersions(Message):
    """A model and a policy by their versions, and by content; what is installed has no hash."""

    model: str
    policy: str
    model_sha256: str = ""
    policy_sha256: str = ""


class DetectorKept(Message):
    """A model or a policy that is kept by its content; `version` is what it calls itself."""

    sha256: str
    kind: str
    version: str


class WatchDetectors(Message):
    """Which detector rules a watch, since when and by whom; and which runs in shadow, if any."""

    watch: str
    ruling: DetectorVersions
    approved_by: str = ""
    approved_at: datetime | None = None
    shadow: DetectorVersions | None = None
    shadow_by: str = ""
    shadow_since: datetime | None = None
