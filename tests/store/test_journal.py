"""Decisions and policies are kept once, as they were."""

import pytest
from sqlalchemy import Engine

from makegood.messages.problems import Conflict, NotFound
from makegood.store.claims import ClaimRecords
from makegood.store.engine import reading
from makegood.store.journal import Content, Decision, PolicySnapshot, decisions_of, policy


def a_decision(decision: str = "approve", *, decision_id: str = "d-1") -> Decision:
    """Minh of Finance has signed."""
    content = {"team": "finance", "decision": decision, "reason": "within the contract"}
    return Decision("C-1", decision_id, "minh", "sign_off", dict(content))


def test_a_decision_taken_twice_is_one_decision(records: ClaimRecords, engine: Engine) -> None:
    records.decide(a_decision())
    records.decide(a_decision())
    records.decide(a_decision(decision_id="d-2"))

    with reading(engine) as connection:
        kept = decisions_of(connection, "C-1")

    assert kept == (a_decision(), a_decision(decision_id="d-2"))


def test_the_same_id_for_another_decision_is_a_conflict(
    records: ClaimRecords, engine: Engine
) -> None:
    records.decide(a_decision("approve"))

    with pytest.raises(Conflict, match="Decision d-1 was taken before with other content"):
        records.decide(a_decision("reject"))

    with reading(engine) as connection:
        assert decisions_of(connection, "C-1") == (a_decision("approve"),)


def test_a_policy_is_found_by_its_content(records: ClaimRecords, engine: Engine) -> None:
    content: Content = {"contract": "shop-of-lan", "caps": [5, 6]}
    for _ in range(2):
        records.keep_policy(PolicySnapshot("abc", "2026-01", content))

    with reading(engine) as connection:
        assert policy(connection, "abc") == content


def test_an_unknown_policy_is_not_found(engine: Engine) -> None:
    with pytest.raises(NotFound, match="no policy with content nothing"), reading(engine) as look:
        policy(look, "nothing")
