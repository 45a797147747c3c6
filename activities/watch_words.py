"""What a watch says to crisis cases: the alarm that opens one, and the word on what joined it."""

from collections.abc import Iterator

from makegood.messages.crises import MOST_REACH, CrisisRequest, LinkRef, SourceRef
from makegood.messages.crisis_commands import AddMention
from makegood.rules.crisis.severity import worst
from makegood.rules.crisis.words import SourceType
from makegood.rules.detection.decisions import Act
from makegood.rules.detection.scoring import explained
from makegood.rules.detection.taking import Decided, foremost

HEADLINE, EXCERPT, DESCRIPTION = 160, 500, 4_000
SPOKEN = "en"


def request_of(watch: str, one: Decided, case_id: str) -> CrisisRequest:
    """The alarm about a mention, with its reasons, and the model and policy that saw it."""
    mention, found = one.seen.mention, one.seen.found
    return CrisisRequest(
        case_id=case_id,
        source=SourceRef(
            type=SourceType.RISK_WATCH, reference=mention.mention_id, url=mention.address
        ),
        headline=f"{watch}: {_line(mention.text)}"[:HEADLINE],
        description=_description(one),
        language=mention.language or found.language or SPOKEN,
        reach=min(found.people, MOST_REACH),
        triggers=found.triggers,
        links=tuple(_links(watch, one)),
        severity=one.decision.severity,
    )


def mention_of(joining: tuple[Decided, ...]) -> AddMention:
    """One word for all that joined in a round: the foremost speaks, the others are counted."""
    first = foremost(joining)
    mention = first.seen.mention
    raised = [one.decision.severity for one in joining if one.decision.act is Act.RAISE]
    triggers = dict.fromkeys(each for one in joining for each in one.seen.found.triggers)
    return AddMention(
        source=SourceRef(
            type=SourceType.RISK_WATCH, reference=mention.mention_id, url=mention.address
        ),
        at=mention.at,
        reach=min(first.seen.found.people, MOST_REACH),
        excerpt=mention.text[:EXCERPT],
        author=mention.author,
        triggers=tuple(triggers),
        severity=worst(*raised) if raised else None,
        count=len(joining),
    )


def _links(watch: str, one: Decided) -> Iterator[LinkRef]:
    found = one.seen.found
    yield LinkRef(kind="watch", reference=watch)
    yield LinkRef(kind="detector model", reference=found.model or "triggers only")
    yield LinkRef(kind="detection policy", reference=found.policy)


def _description(one: Decided) -> str:
    """The text, and why the watch thinks it is a crisis."""
    why = "\n".join((f"Why: {one.decision.why}", *explained(one.seen.found)))
    return f"{one.seen.mention.text[: DESCRIPTION - len(why) - 2]}\n\n{why}"[:DESCRIPTION]


def _line(text: str) -> str:
    return " ".join(text.split())
