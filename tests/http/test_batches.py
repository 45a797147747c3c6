"""One command for many claims over HTTP: each is answered for itself, by whoever may."""

from dataclasses import replace
from typing import TypeAlias

import pytest
from pydantic import JsonValue
from sqlalchemy import Engine

from makegood.messages.commands import Assign, Remedy, Repair
from makegood.store.claims import ClaimRecords
from starters.errors import RefusedByRule, Unreachable
from tests.http.at_hand import LOTUS, PEOPLE, STAFF, ApiAtHand
from tests.starters.cli.world import a_status
from tests.store.builders import a_claim, a_record, a_row

PARKED = "release: the bank does not answer"
BATCHES = ("C-2", "C-3")
Body: TypeAlias = dict[str, JsonValue]


@pytest.fixture(autouse=True)
def claims(api: ApiAtHand, engine: Engine) -> None:
    """Two claims of desk.chi's that are parked, beside C-1, which is somebody else's."""
    records = ClaimRecords(engine)
    for claim_id in BATCHES:
        records.open_claim(a_claim(claim_id), f"hash-{claim_id}")
        row = a_row(claim_id, assignee="desk.chi", parked_reason=PARKED)
        records.record(a_record(row))
        api.claims.statuses[claim_id] = a_status(claim_id, parked=PARKED)


def hand_over(**changes: JsonValue) -> Body:
    said: Body = {
        "owner": "desk.chi",
        "to": "desk.dung",
        "reason": "End of shift.",
        "dry_run": False,
    }
    return {**said, **changes}


def mending(**changes: JsonValue) -> Body:
    return {"remedy": "retry", "reason": "The bank is back.", "dry_run": False, **changes}


async def told(api: ApiAtHand, path: str, body: Body) -> dict[str, str]:
    answer = await api.post(f"/v1/claims/{path}", body)
    assert answer.status_code == 200, answer.text
    return {line["claim_id"]: line["result"] for line in answer.json()["claims"]}


async def test_a_backlog_goes_to_a_colleague_and_nothing_else_does(api: ApiAtHand) -> None:
    assert await told(api, "hand-over", hand_over()) == {"C-2": "done", "C-3": "done"}
    assert {(said[0], said[1]) for said in api.claims.said} == {(c, "assign") for c in BATCHES}
    wanted = Assign(assignee="desk.dung", by="desk.chi", reason="End of shift.")
    assert api.claims.last == wanted


async def test_a_batch_is_sealed_as_its_sender_was_recognised(
    api: ApiAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PEOPLE, STAFF, replace(PEOPLE[STAFF], recognised=("oidc", "otp")))
    await told(api, "repair", mending(claim_ids=["C-3"]))

    assert api.claims.told_how == [("oidc", "otp")]


async def test_a_dry_run_tells_and_changes_nothing(api: ApiAtHand) -> None:
    handed = await told(api, "hand-over", hand_over(dry_run=True))
    mended = await told(api, "repair", mending(all=True, dry_run=True))

    assert handed == mended == dict.fromkeys(BATCHES, "would be done")
    assert api.claims.said == []


async def test_a_refusal_is_a_line_and_stops_no_other(api: ApiAtHand) -> None:
    api.claims.refusals["C-2"] = RefusedByRule("It is closed.", "closed")

    assert await told(api, "hand-over", hand_over()) == {"C-2": "closed", "C-3": "done"}


async def test_where_nobody_answers_the_same_key_may_be_sent_again(api: ApiAtHand) -> None:
    api.claims.away = True
    away = await api.post("/v1/claims/hand-over", hand_over(), idempotency_key="k-1")
    api.claims.away = False
    there = await api.post("/v1/claims/hand-over", hand_over(), idempotency_key="k-1")
    again = await api.post("/v1/claims/hand-over", hand_over(), idempotency_key="k-1")

    assert (away.status_code, there.status_code) == (503, 200)
    assert again.json() == there.json()
    assert len(api.claims.said) == len({said[3] for said in api.claims.said}) == len(BATCHES)


async def test_parked_claims_are_repaired_by_name_or_by_what_stopped_them(api: ApiAtHand) -> None:
    named = await told(api, "repair", mending(claim_ids=["C-3", "C-9"]))
    because = await told(api, "repair", mending(all=True, because="BANK", step="release"))
    elsewhere = await told(api, "repair", mending(all=True, step="assess"))
    other = await told(api, "repair", mending(all=True, merchant_id="shop-of-tam"))

    assert named == {"C-3": "done", "C-9": "not_found"}
    assert because == dict.fromkeys(BATCHES, "done")
    assert elsewhere == other == {}
    wanted = Repair(remedy=Remedy.RETRY, by="desk.chi", reason="The bank is back.")
    assert api.claims.last == wanted


async def test_what_cannot_be_looked_at_is_not_repaired_blindly(api: ApiAtHand) -> None:
    api.claims.refusals["C-2"] = Unreachable("No worker has answered yet.")

    found = await told(api, "repair", mending(all=True, step="release"))

    assert found == {"C-2": "unreachable", "C-3": "done"}


@pytest.mark.parametrize("body", [mending(), mending(all=True, claim_ids=["C-2"])])
async def test_a_repair_names_claims_or_says_all(api: ApiAtHand, body: Body) -> None:
    refused = await api.post("/v1/claims/repair", body)

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/claim_ids"]


@pytest.mark.parametrize("who", [LOTUS, "fin.mai"])
async def test_whoever_may_not_is_refused_before_anything_is_looked_up(
    api: ApiAtHand, who: str
) -> None:
    answers = [
        await api.post("/v1/claims/hand-over", hand_over(), who),
        await api.post("/v1/claims/repair", mending(all=True), who),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert api.claims.said == []
