"""What a page says: enough to act, and nothing that a lock screen must not show."""

from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.throttle import PageRequest
from makegood.rules.crisis.words import Channel

SHOWN_TO_ANYONE = frozenset({Channel.PUSH, Channel.SMS, Channel.VOICE})
"""Channels that others see or hear: no word of a customer goes there."""

WHY = {
    PageReason.LADDER: "Somebody must acknowledge it",
    PageReason.TASK: "A task is late",
    PageReason.APPROVAL: "A statement waits for you",
    PageReason.PROMISE: "A promise falls due",
    PageReason.TRIAGE: "It has not been triaged in time",
    PageReason.HAND_OVER: "A part is handed over to you",
    PageReason.UNREACHABLE: "Those who were called cannot be reached",
    PageReason.REVIEW: "Its review waits for you",
    PageReason.CANARY: "It has arrived, and nothing is to be done",
}


def page_title(request: PageRequest) -> str:
    """The first line: how bad, which case; drills and restricted cases say so."""
    if request.reason is PageReason.CANARY:
        return "Test of this channel"
    restricted = "restricted " if request.restricted else ""
    drill = "DRILL: " if request.drill else ""
    return f"{drill}{restricted}{request.severity} case {request.case_id}"


def page_text(request: PageRequest) -> str:
    """The page; of a restricted case it says nothing but where to look (need to know)."""
    if request.restricted:
        return f"{page_title(request)}: open the console."
    place = f" ({request.place})" if request.place else ""
    about = f": {request.subject}" if request.subject else ""
    headline = f"{request.headline}. " if request.headline else ""
    shown = "" if request.channel in SHOWN_TO_ANYONE else headline
    return f"{page_title(request)}. {shown}{WHY[request.reason]}{about}{place}."


def may_be_a_repeat(text: str) -> str:
    """The text of a page that may have gone out before, which its reader is told first."""
    return f"You may have had this before. {text}"


def how_to_acknowledge(number: int) -> str:
    """How the reader of a page says that it has arrived."""
    return f"Reply {number}a to acknowledge."
