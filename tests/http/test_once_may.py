"""An answer that is repeated is for whoever may have it now: the right is asked for again."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from makegood.rules.access import Actor, Role
from makegood.store.crises import CrisisRecords
from makegood.store.request_tables import HTTP_REQUEST
from starters.errors import RefusedByRule
from tests.http.at_hand import LOTUS, PEOPLE, STAFF, ApiAtHand
from tests.store.crisis_builders import a_crisis_record, a_crisis_row

NOTE = {"text": "Called the hub."}
NOTES = "/v1/claims/C-1/add-note"
CONTAIN = "/v1/crises/K-9/contain"
ACK = "/v1/crises/K-9/acknowledge"
WHY = {"reason": "The film is gone."}
ASYNC = "respond-async"


def members(engine: Engine, *names: str, version: int = 1, restricted: bool = True) -> None:
    """Case K-9, for these members alone."""
    row = a_crisis_row("K-9", version=version, restricted=restricted, members=names)
    CrisisRecords(engine).record(a_crisis_record(row))


@pytest.mark.parametrize("roles", [frozenset(), frozenset({Role.FINANCE})])
async def test_who_has_lost_the_role_is_not_told_the_answer_again(
    api: ApiAtHand, roles: frozenset[Role], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = uuid4().hex
    first = await api.post(NOTES, NOTE, idempotency_key=key)
    staff = PEOPLE[STAFF]
    monkeypatch.setitem(PEOPLE, STAFF, replace(staff, roles=roles))
    refused = await api.post(NOTES, NOTE, idempotency_key=key)
    monkeypatch.setitem(PEOPLE, STAFF, staff)
    back = await api.post(NOTES, NOTE, idempotency_key=key)

    assert (refused.status_code, refused.json()["code"]) == (403, "not_granted")
    assert "idempotency-replayed" not in refused.headers
    assert back.content == first.content
    assert len(api.claims.said) == 1


async def test_a_key_that_was_taken_away_opens_no_answer(
    api: ApiAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = uuid4().hex
    await api.post(NOTES, NOTE, idempotency_key=key)
    monkeypatch.delitem(PEOPLE, STAFF)

    assert (await api.post(NOTES, NOTE, idempotency_key=key)).status_code == 401


async def test_who_belongs_to_another_merchant_now_is_told_that_there_is_no_such_claim(
    api: ApiAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, reply = uuid4().hex, {"version": 1, "answer": "reject", "reason": "Too little."}
    where = "/v1/claims/C-1/answer-offer"
    first = await api.post(where, reply, LOTUS, idempotency_key=key)
    moved = Actor(LOTUS, frozenset({Role.MERCHANT}), merchant_id="shop-of-tam")
    monkeypatch.setitem(PEOPLE, LOTUS, moved)
    again = await api.post(where, reply, LOTUS, idempotency_key=key)

    assert (first.status_code, again.status_code) == (200, 404)


async def test_who_has_left_a_restricted_case_is_not_told_the_answer_again(
    api: ApiAtHand, engine: Engine
) -> None:
    key = uuid4().hex
    members(engine, STAFF)
    first = await api.post(CONTAIN, WHY, idempotency_key=key)
    same = await api.post(CONTAIN, WHY, idempotency_key=key)
    members(engine, "desk.dung", version=2)
    left = await api.post(CONTAIN, WHY, idempotency_key=key)

    assert (first.status_code, same.content) == (200, first.content)
    assert (left.status_code, left.json()["code"]) == (403, "not_a_member")
    assert len(api.crises.said) == 1


async def test_a_case_that_is_restricted_since_then_is_for_its_members(
    api: ApiAtHand, engine: Engine
) -> None:
    key = uuid4().hex
    members(engine, "desk.dung", restricted=False)
    first = await api.post(CONTAIN, WHY, idempotency_key=key)
    members(engine, "desk.dung", version=2)
    again = await api.post(CONTAIN, WHY, idempotency_key=key)

    assert (first.status_code, again.status_code) == (200, 403)


async def test_who_was_called_to_a_restricted_case_is_told_again_that_they_came(
    api: ApiAtHand, engine: Engine
) -> None:
    key = uuid4().hex
    members(engine, "desk.dung")
    first, again = [await api.post(ACK, {}, idempotency_key=key) for _ in range(2)]

    assert (first.status_code, again.content) == (200, first.content)
    assert again.headers["idempotency-replayed"] == "true"


async def test_what_needed_no_right_and_what_a_rule_refused_is_answered_again(
    api: ApiAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, wrong = uuid4().hex, uuid4().hex
    api.claims.refusals["C-1"] = RefusedByRule("It is closed.", "closed")
    refused = [await api.post(NOTES, NOTE, idempotency_key=key) for _ in range(2)]
    unread = [await api.post(NOTES, {}, idempotency_key=wrong) for _ in range(2)]
    monkeypatch.setitem(PEOPLE, STAFF, replace(PEOPLE[STAFF], roles=frozenset()))
    lost = await api.post(NOTES, NOTE, idempotency_key=key)

    assert [one.status_code for one in refused] == [409, 409]
    assert [one.status_code for one in unread] == [422, 422]
    assert lost.status_code == 403


async def test_the_promise_of_a_command_is_repeated_to_who_may(
    api: ApiAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, api.claims.away = uuid4().hex, True
    promised = [await api.post(NOTES, NOTE, idempotency_key=key, prefer=ASYNC) for _ in range(2)]
    monkeypatch.setitem(PEOPLE, STAFF, replace(PEOPLE[STAFF], roles=frozenset()))
    lost = await api.post(NOTES, NOTE, idempotency_key=key, prefer=ASYNC)

    assert [one.status_code for one in promised] == [202, 202]
    assert lost.status_code == 403


async def test_a_file_is_asked_about_before_its_answer_is_repeated(
    api: ApiAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = {"idempotency_key": uuid4().hex, "content_type": "application/octet-stream"}
    pdf = b"%PDF-1.7\n%%EOF\n"
    first = await api.send("/v1/documents", pdf, **key)
    monkeypatch.setitem(PEOPLE, STAFF, replace(PEOPLE[STAFF], roles=frozenset()))
    lost = await api.send("/v1/documents", pdf, **key)

    assert (first.status_code, lost.status_code) == (201, 403)


async def test_who_the_members_of_a_case_are_is_not_kept_with_an_answer(
    api: ApiAtHand, engine: Engine
) -> None:
    members(engine, STAFF, "desk.dung")
    await api.post(CONTAIN, WHY)

    with engine.connect() as connection:
        [kept] = connection.execute(HTTP_REQUEST.select()).all()
    assert "crisis.contain" in kept.grounds
    assert "desk.dung" not in kept.grounds
