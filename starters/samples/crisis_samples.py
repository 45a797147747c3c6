"""The sample crises, one of each that matters."""

from starters.samples.crisis_sample import CrisisSample
from starters.samples.private_crises import false_alarm, legal_letter, vip_claim
from starters.samples.rehearsal import drill
from starters.samples.viral_post import viral_post

CRISES = (viral_post, legal_letter, vip_claim, false_alarm, drill)
"""In the order in which the demonstration raises them."""


def crisis_samples() -> tuple[CrisisSample, ...]:
    """All sample crises."""
    return tuple(make() for make in CRISES)
