"""A playbook that nobody rehearses is not known to work."""

from datetime import timedelta

from makegood.rules.crisis.rehearsing import rehearsal_due
from tests.rules.crisis.cases import SECOND, START


def test_a_playbook_is_rehearsed_again_after_so_many_days() -> None:
    day = timedelta(days=1)

    assert rehearsal_due(None, START)
    assert rehearsal_due(START, START + 183 * day)
    assert not rehearsal_due(START, START + 183 * day - SECOND)
    assert rehearsal_due(START, START + 30 * day, days=30)
