"""The sample claims, one of each that matters."""

from collections.abc import Callable
from datetime import date

from starters.samples import banking, paid, unpaid
from starters.samples.sample import Sample

SAMPLES: tuple[Callable[[date], Sample], ...] = (
    paid.within_contract,
    paid.escalated,
    paid.above_cap,
    paid.papers_supplied,
    unpaid.papers_never,
    paid.above_authority,
    unpaid.rejected_by_legal,
    paid.sent_back,
    paid.counter_offer,
    unpaid.offer_expired,
    paid.goodwill,
    paid.cod_mismatch,
    unpaid.duplicate,
    banking.returned,
    banking.result_unknown,
    unpaid.withdrawn,
    banking.found_after_payment,
)
"""In the order in which the demonstration files them."""


def samples(today: date) -> tuple[Sample, ...]:
    """All samples, with papers dated so that they are filed today."""
    return tuple(make(today) for make in SAMPLES)
