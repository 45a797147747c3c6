"""Commands over HTTP: who gives them, on what they are based, how they are refused."""

from uuid import uuid4

import pytest

from makegood.messages.commands import AnswerOffer, MakeOffer, SignOff, SubmitDocuments
from starters.errors import Denied, RefusedByRule
from tests.http.at_hand import LOTUS, OTHERS, STAFF, ApiAtHand
from tests.starters.cli.world import HASH, a_status
from tests.store.builders import vnd

APPROVAL = {"team": "finance", "decision": "approve", "subject_hash": HASH}
FILING = {
    "claim_id": "2026-7",
    "merchant_id": "merchant-lotus",
    "kind": "lost",
    "claimed": {"amount": "1250000", "currency": "VND"},
    "incident_on": "2026-11-02",
    "parcels": [{"tracking_number": "GHN-778-1", "declared_value": "1250000"}],
}


async def test_a_claim_is_filed_once_and_found_where_the_answer_says(api: ApiAtHand) -> None:
    first, again = [await api.post("/v1/claims", FILING) for _ in range(2)]

    assert (first.status_code, first.headers["location"]) == (201, "/v1/claims/2026-7")
    assert (again.status_code, again.json()["already"]) == (200, True)
    assert [filed.submitted_by for filed in api.claims.filed] == [STAFF, STAFF]


async def test_the_same_id_with_another_content_is_refused(api: ApiAtHand) -> None:
    api.claims.refusals["2026-7"] = RefusedByRule("2026-7 was filed before.", "id_reused")

    answer = await api.post("/v1/claims", FILING)

    assert (answer.status_code, answer.json()["code"]) == (409, "id_reused")


async def test_a_filing_names_its_faults_by_their_place(api: ApiAtHand) -> None:
    wrong = {
        **FILING,
        "claimed": {"amount": "-1", "currency": "VND"},
        "parcels": [{"tracking_number": "GHN-1", "weight": 3}],
    }

    answer = await api.post("/v1/claims", wrong)

    assert answer.status_code == 422
    assert "/parcels/0/weight" in {one["pointer"] for one in answer.json()["errors"]}
    only = {**FILING, "claimed": {"amount": "-1", "currency": "VND"}}
    told = (await api.post("/v1/claims", only)).json()["errors"]
    assert [one["pointer"] for one in told] == ["/claimed"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"submitted_by": "somebody.else"}, "/submitted_by"),
        ({"documents": [{"kind": "invoice", "sha256": "a" * 64}]}, "/documents/0/sha256"),
    ],
)
async def test_a_filing_says_only_what_its_filer_can_know(
    api: ApiAtHand, change: dict[str, object], pointer: str
) -> None:
    answer = await api.post("/v1/claims", {**FILING, **change})

    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert api.claims.filed == []


async def test_a_merchant_without_a_contract_is_refused_before_anything_starts(
    api: ApiAtHand,
) -> None:
    answer = await api.post("/v1/claims", {**FILING, "merchant_id": "nobody"})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_merchant")
    assert api.claims.filed == []


async def test_a_merchant_files_for_itself_and_never_backdates(api: ApiAtHand) -> None:
    others = await api.post("/v1/claims", FILING, LOTUS)
    own = {**FILING, "merchant_id": "shop-of-lan"}
    earlier = await api.post("/v1/claims", {**own, "received_on": "2026-01-01"}, LOTUS)
    urgent = await api.post("/v1/claims", {**own, "urgent": True}, LOTUS)

    assert (others.status_code, others.json()["code"]) == (403, "not_yours")
    assert [one["pointer"] for one in earlier.json()["errors"]] == ["/received_on"]
    assert [one["pointer"] for one in urgent.json()["errors"]] == ["/urgent"]
    assert api.claims.filed == []


async def test_a_command_is_given_in_the_name_of_who_signs_in(api: ApiAtHand) -> None:
    key = uuid4().hex
    answer = await api.post("/v1/claims/C-1/sign-off", APPROVAL, "fin.mai", idempotency_key=key)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"8"')
    [(claim_id, name, message, once)] = api.claims.said
    assert (claim_id, name) == ("C-1", "sign_off")
    assert isinstance(message, SignOff)
    assert (message.by, message.decision_id) == ("fin.mai", once)


async def test_nobody_speaks_in_anothers_name(api: ApiAtHand) -> None:
    answer = await api.post("/v1/claims/C-1/sign-off", {**APPROVAL, "by": "fin.boss"})

    assert [one["pointer"] for one in answer.json()["errors"]] == ["/by"]
    assert api.claims.said == []


async def test_a_team_signs_for_itself_alone(api: ApiAtHand) -> None:
    answer = await api.post("/v1/claims/C-1/sign-off", {**APPROVAL, "team": "legal"}, "fin.mai")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
    assert api.claims.said == []


async def test_a_merchant_answers_its_own_offer_and_nobody_elses(api: ApiAtHand) -> None:
    reply = {"version": 1, "answer": "accept", "release": ["GHN001"]}
    own = await api.post("/v1/claims/C-1/answer-offer", reply, LOTUS)
    others = await api.post("/v1/claims/C-1/answer-offer", reply, OTHERS)
    forbidden = await api.post("/v1/claims/C-1/assign", {"assignee": "me"}, LOTUS)

    assert (own.status_code, own.json()["subject_hash"]) == (200, "")
    assert (others.status_code, forbidden.status_code) == (404, 403)
    [(_, _, message, _)] = api.claims.said
    assert isinstance(message, AnswerOffer)
    assert message.by == LOTUS


async def test_an_amount_reaches_the_claim_exactly(api: ApiAtHand) -> None:
    total = {"amount": "900000", "currency": "VND"}
    await api.post("/v1/claims/C-1/make-offer", {"total": total, "reason": "Half was found."})

    [(_, _, message, _)] = api.claims.said
    assert isinstance(message, MakeOffer)
    assert message.total == vnd(900_000)


async def test_what_a_rule_refuses_is_told_with_its_code(api: ApiAtHand) -> None:
    api.claims.refusals["C-1"] = RefusedByRule("Nothing is to be signed.", "nothing_to_sign")
    refused = await api.post("/v1/claims/C-1/sign-off", APPROVAL)
    api.claims.refusals["C-1"] = Denied("You have prepared it.", "own_work")
    denied = await api.post("/v1/claims/C-1/sign-off", APPROVAL)

    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_sign")
    assert refused.json()["type"] == "/v1/problems/refused"
    assert (denied.status_code, denied.json()["code"]) == (403, "own_work")


async def test_a_command_on_a_stale_page_is_refused_with_what_stands_now(api: ApiAtHand) -> None:
    stale = await api.post("/v1/claims/C-1/sign-off", APPROVAL, if_match='"6"')
    fresh = await api.post("/v1/claims/C-1/sign-off", APPROVAL, if_match='"7"')

    assert stale.status_code == 412
    assert stale.json()["current"] == {
        "version": 7,
        "stage": "signing_off",
        "subject_hash": HASH,
    }
    assert stale.headers["etag"] == '"7"'
    assert fresh.status_code == 200


async def test_documents_are_uploaded_before_they_are_named(api: ApiAtHand) -> None:
    unknown = {"documents": [{"kind": "invoice", "sha256": "b" * 64}]}
    answer = await api.post("/v1/claims/C-1/submit-documents", unknown)

    assert [one["pointer"] for one in answer.json()["errors"]] == ["/documents/0/sha256"]
    assert not [said for said in api.claims.said if isinstance(said[2], SubmitDocuments)]


async def test_what_only_the_bank_says_is_no_command_of_the_api(api: ApiAtHand) -> None:
    for name in ("payment-notice", "recovery-notice", "escalation-ended", "nonsense"):
        answer = await api.post(f"/v1/claims/C-1/{name}", {})

        assert answer.status_code == 404


async def test_a_command_to_a_claim_that_is_not_there_is_not_found(api: ApiAtHand) -> None:
    answer = await api.post("/v1/claims/C-77/add-note", {"text": "Hello."})

    assert answer.status_code == 404


async def test_a_text_that_no_database_keeps_is_refused(api: ApiAtHand) -> None:
    answer = await api.post("/v1/claims/C-1/add-note", {"text": "a\0b"})
    by_name = await api.post("/v1/claims/C-1/add-note", {"text": "a\\u0000b"})

    assert (answer.status_code, answer.json()["code"]) == (422, "zero_byte")
    assert by_name.status_code == 200
    assert len(api.claims.said) == 1


async def test_words_that_are_not_json_are_refused(api: ApiAtHand) -> None:
    key, of_forms = uuid4().hex, "application/x-www-form-urlencoded"
    place, json = "/v1/claims", "application/json"
    broken = await api.send(place, b"{", idempotency_key=key, content_type=json)
    posted = await api.send(place, b"a=b", idempotency_key=key, content_type=of_forms)

    assert (broken.status_code, broken.json()["type"]) == (400, "/v1/problems/malformed")
    assert (posted.status_code, posted.json()["type"]) == (415, "/v1/problems/unsupported-type")


async def test_a_status_is_asked_for_by_its_version_alone(api: ApiAtHand) -> None:
    api.claims.statuses["C-1"] = a_status(version=8)

    moved = await api.get("/v1/claims/C-1", if_none_match='"7"')

    assert moved.headers["etag"] == '"8"'
