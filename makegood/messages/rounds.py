"""What the daily round is asked to look at, and what it answers."""

from datetime import datetime
from enum import StrEnum

from makegood.messages.claims import Message


class RoundOrder(Message):
    """What fell due after `since`, up to and with `until`, is to be done."""

    since: datetime
    until: datetime


class RoundDone(Message):
    """How many letters a look had to write, and when the next is to be taken at the latest."""

    letters: int
    next_at: datetime


class Walker(StrEnum):
    """What runs all the time, and is to be missed when it does not."""

    DIGESTS = "digest round"
    DUTY = "duty round"
    DAILY = "daily look"
    CANARY = "canary"


DEAD = "dead: "
"""What the canary says before it names the channels by which it did not arrive."""
