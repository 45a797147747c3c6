"""How long a step may take and how often it is tried, named once for each kind of work."""

from datetime import timedelta

from temporalio.common import RetryPolicy
from temporalio.workflow import (
    ActivityCancellationType,
    ActivityConfig,
    LocalActivityConfig,
)

from makegood.messages.names import Queue

_RECORD_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
)


RECORD = LocalActivityConfig(
    start_to_close_timeout=timedelta(seconds=30), retry_policy=_RECORD_RETRY
)
"""Writing the case down: the most frequent step, so it carries no summary."""

SIGN_OF_LIFE = timedelta(seconds=6)
"""How long nothing may be heard of a worker before another takes its work: 7 s to recover."""


def quick(summary: str) -> LocalActivityConfig:
    """A short idempotent database step: tried until the database is back."""
    return LocalActivityConfig(
        start_to_close_timeout=timedelta(seconds=30), retry_policy=_RECORD_RETRY, summary=summary
    )


def patient(summary: str) -> ActivityConfig:
    """Reading what strangers made: some tries, then a person."""
    return ActivityConfig(
        task_queue=Queue.DOCUMENTS,
        start_to_close_timeout=timedelta(minutes=5),
        heartbeat_timeout=SIGN_OF_LIFE,
        retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=30), maximum_attempts=8),
        summary=summary,
    )


def money(summary: str) -> ActivityConfig:
    """Talking to the bank: safe to repeat by its key, tried for half an hour, then a person."""
    return ActivityConfig(
        task_queue=Queue.PAYMENTS,
        start_to_close_timeout=timedelta(seconds=40),
        heartbeat_timeout=SIGN_OF_LIFE,
        retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=1), maximum_attempts=30),
        summary=summary,
    )


def letters(summary: str) -> ActivityConfig:
    """Writing to a carrier: idempotent by its key, tried for more than an hour."""
    return ActivityConfig(
        task_queue=Queue.NOTICES,
        start_to_close_timeout=timedelta(minutes=1),
        heartbeat_timeout=SIGN_OF_LIFE,
        retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=5), maximum_attempts=20),
        summary=summary,
    )


def rounds(summary: str) -> ActivityConfig:
    """A round of the postman: noticed within seconds when its worker dies, tried for ever."""
    return ActivityConfig(
        task_queue=Queue.NOTICES,
        start_to_close_timeout=timedelta(minutes=10),
        heartbeat_timeout=timedelta(seconds=10),
        retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=5)),
        summary=summary,
    )


def paging(summary: str) -> ActivityConfig:
    """Paging somebody: tried until it has gone out or is too late to help, which the pager says."""
    return ActivityConfig(
        task_queue=Queue.CRISES,
        start_to_close_timeout=timedelta(seconds=40),
        heartbeat_timeout=SIGN_OF_LIFE,
        retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=30)),
        summary=summary,
        cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    )


def publishing(summary: str) -> ActivityConfig:
    """Publishing what was approved: once by its hash, tried for half an hour, then a person."""
    return ActivityConfig(
        task_queue=Queue.NOTICES,
        start_to_close_timeout=timedelta(minutes=1),
        heartbeat_timeout=SIGN_OF_LIFE,
        retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=2), maximum_attempts=20),
        summary=summary,
    )


def digests(summary: str) -> ActivityConfig:
    """A look for digests that are due: noticed within seconds when its worker dies."""
    return ActivityConfig(
        task_queue=Queue.CRISES,
        start_to_close_timeout=timedelta(minutes=5),
        heartbeat_timeout=timedelta(seconds=10),
        retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=5)),
        summary=summary,
    )


def duties(summary: str) -> ActivityConfig:
    """A look at the company's duties: tried for ever, and each of its letters once by its key."""
    return ActivityConfig(
        task_queue=Queue.CRISES,
        start_to_close_timeout=timedelta(minutes=5),
        heartbeat_timeout=timedelta(seconds=10),
        retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=1)),
        summary=summary,
    )


def watching(summary: str) -> ActivityConfig:
    """A step of a watch: noticed within seconds when its worker dies, then shown as trouble."""
    return ActivityConfig(
        task_queue=Queue.CRISES,
        start_to_close_timeout=timedelta(minutes=5),
        heartbeat_timeout=SIGN_OF_LIFE,
        retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=15), maximum_attempts=20),
        summary=summary,
    )
