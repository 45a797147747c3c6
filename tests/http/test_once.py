"""What is asked under a key is done once: two at once, again later, after a crash, by another."""

import asyncio
from uuid import uuid4

from structlog.testing import capture_logs

from starters.errors import RefusedByRule, Unreachable
from tests.http.at_hand import ApiAtHand
from tests.http.test_commands import FILING

NOTE = {"text": "Called the hub."}
NOTES = "/v1/claims/C-1/add-note"


async def test_a_post_without_a_key_is_refused(api: ApiAtHand) -> None:
    missing = await api.send(NOTES, b"{}")
    strange = await api.post(NOTES, NOTE, idempotency_key="a b")

    assert missing.status_code == 400
    assert missing.json()["type"] == "/v1/problems/idempotency-key-missing"
    assert (strange.status_code, strange.json()["code"]) == (400, "idempotency_key")
    assert api.claims.said == []


async def test_the_same_request_is_answered_again_with_the_same_words(api: ApiAtHand) -> None:
    key = uuid4().hex
    first, again = [await api.post(NOTES, NOTE, idempotency_key=key) for _ in range(2)]

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (
        None,
        "true",
    )
    assert again.headers["etag"] == first.headers["etag"]
    assert len(api.claims.said) == 1


async def test_a_key_may_stand_in_quotes(api: ApiAtHand) -> None:
    key = uuid4().hex
    await api.post(NOTES, NOTE, idempotency_key=f'"{key}"')
    again = await api.post(NOTES, NOTE, idempotency_key=key)

    assert again.headers["idempotency-replayed"] == "true"


async def test_a_key_stands_for_one_request(api: ApiAtHand) -> None:
    key = uuid4().hex
    await api.post(NOTES, NOTE, idempotency_key=key)
    other_body = await api.post(NOTES, {"text": "Else."}, idempotency_key=key)
    other_place = await api.post("/v1/claims/C-1/assign", {"assignee": "x"}, idempotency_key=key)

    for answer in (other_body, other_place):
        assert answer.status_code == 422
        assert answer.json()["type"] == "/v1/problems/idempotency-key-reused"
    assert len(api.claims.said) == 1


async def test_a_key_is_its_actors_own(api: ApiAtHand) -> None:
    key = uuid4().hex
    note = {"text": "The same words."}
    first = await api.post(NOTES, note, idempotency_key=key)
    reply = {"version": 1, "answer": "reject", "reason": "Too little."}
    other = await api.post(
        "/v1/claims/C-1/answer-offer", reply, "portal.lotus", idempotency_key=key
    )

    assert (first.status_code, other.status_code) == (200, 200)
    assert len({once for *_, once in api.claims.said}) == 2


async def test_of_two_at_once_one_waits_for_its_turn(api: ApiAtHand) -> None:
    key, api.claims.slow = uuid4().hex, 0.3
    answers = await asyncio.gather(*(api.post(NOTES, NOTE, idempotency_key=key) for _ in range(5)))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 409, 409, 409, 409]
    waiting = next(answer for answer in answers if answer.status_code == 409)
    assert waiting.json()["type"] == "/v1/problems/in-flight"
    assert waiting.headers["retry-after"] == "1"
    assert len(api.claims.said) == 1


async def test_fifty_posts_of_one_filing_at_once_make_one_claim(api: ApiAtHand) -> None:
    key = uuid4().hex
    same = [api.post("/v1/claims", FILING, idempotency_key=key) for _ in range(50)]
    answers = await asyncio.gather(*same)

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(api.claims.filed) == 1
    later = await api.post("/v1/claims", FILING, idempotency_key=key)
    assert (later.status_code, later.json()["claim_id"]) == (201, "2026-7")


async def test_a_refusal_by_a_rule_is_the_answer_of_its_key(api: ApiAtHand) -> None:
    key = uuid4().hex
    api.claims.refusals["C-1"] = RefusedByRule("It is closed.", "closed")
    first = await api.post(NOTES, NOTE, idempotency_key=key)
    del api.claims.refusals["C-1"]
    again = await api.post(NOTES, NOTE, idempotency_key=key)

    assert first.status_code == again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"
    assert api.claims.said == []


async def test_what_somebody_can_mend_is_not_held_against_the_key(api: ApiAtHand) -> None:
    key = uuid4().hex
    stale = await api.post(NOTES, NOTE, idempotency_key=key, if_match='"3"')
    fresh = await api.post(NOTES, NOTE, idempotency_key=key, if_match='"7"')

    assert (stale.status_code, fresh.status_code) == (412, 200)


async def test_a_lost_answer_is_found_again_under_the_key(api: ApiAtHand) -> None:
    key, api.claims.lost_answers = uuid4().hex, 1
    lost = await api.post(NOTES, NOTE, idempotency_key=key)
    again = await api.post(NOTES, NOTE, idempotency_key=key)

    assert (lost.status_code, again.status_code) == (503, 200)
    assert len(api.claims.said) == 1


async def test_a_mistake_of_ours_leaks_nothing_and_keeps_the_key_free(api: ApiAtHand) -> None:
    key = uuid4().hex
    api.claims.refusals["C-1"] = ZeroDivisionError("secret detail")
    with capture_logs() as logged:
        broken = await api.post(NOTES, NOTE, idempotency_key=key)
    del api.claims.refusals["C-1"]
    again = await api.post(NOTES, NOTE, idempotency_key=key)

    assert broken.status_code == 500
    assert broken.json()["type"] == "/v1/problems/broken"
    assert "secret" not in broken.text
    assert [line["request"] for line in logged] == [broken.json()["request_id"]]
    assert again.status_code == 200


async def test_while_temporal_is_away_nothing_is_kept_and_the_client_is_told_when_to_return(
    api: ApiAtHand,
) -> None:
    key, api.claims.away = uuid4().hex, True
    away = await api.post(NOTES, NOTE, idempotency_key=key)
    api.claims.away = False
    back = await api.post(NOTES, NOTE, idempotency_key=key)

    assert (away.status_code, away.json()["type"]) == (503, "/v1/problems/unreachable")
    assert int(away.headers["retry-after"]) > 0
    assert (back.status_code, len(api.claims.said)) == (200, 1)


async def test_an_outage_is_told_by_reads_too(api: ApiAtHand) -> None:
    api.claims.refusals["C-1"] = Unreachable("Temporal does not answer.")
    answer = await api.get("/v1/claims/C-1")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
