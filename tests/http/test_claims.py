"""Claims over HTTP: who sees what of them, page by page."""

from sqlalchemy import Engine

from makegood.store.claims import ClaimRecords
from tests.http.at_hand import LOTUS, OTHERS, ApiAtHand
from tests.starters.cli.world import a_line, a_status, an_offer
from tests.store.builders import a_claim, a_record, a_row, vnd


async def test_a_claim_is_shown_as_it_says_of_itself(api: ApiAtHand) -> None:
    answer = await api.get("/v1/claims/C-1")

    assert answer.status_code == 200
    assert answer.json() == a_status().model_dump(mode="json")
    assert answer.headers["etag"] == '"7"'


async def test_what_has_not_changed_is_not_sent_again(api: ApiAtHand) -> None:
    again = await api.get("/v1/claims/C-1", if_none_match='W/"7"')
    older = await api.get("/v1/claims/C-1", if_none_match='"6"')

    assert (again.status_code, again.content) == (304, b"")
    assert older.status_code == 200


async def test_a_merchant_sees_nothing_of_what_the_company_thinks(api: ApiAtHand) -> None:
    api.claims.statuses["C-1"] = a_status(
        lines=(a_line(),),
        offers=(an_offer(1, vnd(100_000)), an_offer(2, vnd(120_000), "waiting_approval")),
        flags=("fraud: the photo is another claim's",),
        sent_back="legal: too much",
        parked="pay: no bank",
        on_hold=True,
        escalated_as="K-1",
    )

    answer = await api.get("/v1/claims/C-1", LOTUS)

    seen = answer.json()
    assert [offer["version"] for offer in seen["offers"]] == [1]
    assert seen["amounts"]["entitlement"] is None
    assert seen["amounts"]["approved"] is None
    assert [one["who"] for one in seen["awaiting"]] == ["company"]
    secrets = ("operations", "desk.chi", "fraud", "legal", "bank", "K-1", "128000", "81e4b6e5")
    assert [word for word in secrets if word in answer.text] == []


async def test_another_merchant_does_not_learn_that_there_is_a_claim(api: ApiAtHand) -> None:
    paths = ("", "/timeline", "/documents", "/payments")
    theirs = [await api.get(f"/v1/claims/C-1{path}", OTHERS) for path in paths]
    nobodys = await api.get("/v1/claims/C-2", OTHERS)

    assert {answer.status_code for answer in theirs} == {404}
    said = {"type": "/v1/problems/not-found", "detail": "There is no claim C-1."}
    assert theirs[0].json().items() >= said.items()
    assert nobodys.json()["detail"] == "There is no claim C-2."


async def test_talks_and_reasons_are_for_the_team(api: ApiAtHand) -> None:
    for part in ("negotiation", "explain"):
        team, merchant = [
            await api.get(f"/v1/claims/C-1/{part}", who) for who in ("desk.chi", LOTUS)
        ]

        assert team.status_code == 200
        assert (merchant.status_code, merchant.json()["code"]) == (403, "not_granted")


async def test_a_list_is_walked_page_by_page(api: ApiAtHand, engine: Engine) -> None:
    records = ClaimRecords(engine)
    for number in range(2, 6):
        records.open_claim(a_claim(f"C-{number}"), "hash")
        records.record(a_record(a_row(f"C-{number}")).model_copy(update={"ledger": ()}))

    seen, where = [], "/v1/claims?limit=2&stage=signing_off"
    while where:
        answer = await api.get(where)
        seen += [claim["claim_id"] for claim in answer.json()["claims"]]
        where = answer.headers.get("link", "").partition(">")[0].removeprefix("<")

    assert seen == ["C-5", "C-4", "C-3", "C-2", "C-1"]


async def test_a_merchants_list_is_of_its_own_claims(api: ApiAtHand) -> None:
    own, others = [(await api.get("/v1/claims", who)).json()["claims"] for who in (LOTUS, OTHERS)]
    asked = await api.get("/v1/claims?merchant=shop-of-lan", OTHERS)

    assert [claim["claim_id"] for claim in own] == ["C-1"]
    assert own[0]["assignee"] == ""
    assert others == []
    assert (asked.status_code, asked.json()["code"]) == (403, "not_yours")


async def test_a_timeline_tells_a_merchant_that_the_claim_moved_and_not_why(
    api: ApiAtHand, engine: Engine
) -> None:
    entry = a_record().timeline[0]
    more = (
        entry.model_copy(update={"number": 2, "by": "legal.an", "what": "note", "why": "risky"}),
        entry.model_copy(
            update={
                "number": 3,
                "by": "fin.mai",
                "what": "signed",
                "why": "well",
                "stage_to": "offered",
            }
        ),
        entry.model_copy(update={"number": 4, "by": LOTUS, "what": "offer_answered", "why": "ok"}),
    )
    record = a_record(a_row(version=2)).model_copy(update={"timeline": more, "ledger": ()})
    ClaimRecords(engine).record(record)

    told = (await api.get("/v1/claims/C-1/timeline", LOTUS)).json()["entries"]
    whole = (await api.get("/v1/claims/C-1/timeline")).json()["entries"]

    assert [(one["by"], one["what"], one["why"]) for one in told] == [
        ("company", "stage", ""),
        (LOTUS, "offer_answered", "ok"),
    ]
    assert [one["number"] for one in whole] == [1, 2, 3, 4]


async def test_a_claim_that_has_only_just_begun_is_seen_by_its_merchant(api: ApiAtHand) -> None:
    api.claims.statuses["C-9"] = a_status("C-9")

    shown, papers = [await api.get(f"/v1/claims/C-9{part}", LOTUS) for part in ("", "/documents")]

    assert shown.json()["claim_id"] == "C-9"
    assert papers.json()["documents"] == []


async def test_what_a_claim_holds_and_how_it_is_paid_is_read_from_the_records(
    api: ApiAtHand, engine: Engine
) -> None:
    ClaimRecords(engine).open_claim(a_claim("C-3", documents=("a" * 64,)), "hash-3")
    ClaimRecords(engine).record(a_record(a_row("C-3")).model_copy(update={"ledger": ()}))

    held = (await api.get("/v1/claims/C-3/documents")).json()
    paid = (await api.get("/v1/claims/C-3/payments")).json()

    assert [one["sha256"] for one in held["documents"]] == ["a" * 64]
    assert paid == {"claim_id": "C-3", "payments": []}


async def test_moments_and_cursors_that_make_no_sense_are_refused_by_name(api: ApiAtHand) -> None:
    wrong = ("due_before=9999-12-31T23:59:59-12:00", "limit=0", "colour=red", "kind=stolen")
    told = [(await api.get(f"/v1/claims?{one}")).json()["errors"][0] for one in wrong]
    cursor = await api.get("/v1/claims?cursor=bm90IG91cnM")

    assert [one["parameter"] for one in told] == ["due_before", "limit", "colour", "kind"]
    assert (cursor.status_code, cursor.json()["type"]) == (400, "/v1/problems/malformed")


async def test_a_parameter_that_is_given_twice_is_refused_by_name(api: ApiAtHand) -> None:
    answer = await api.get("/v1/claims?merchant=merchant-lotus&limit=5&merchant=merchant-mabuhay")

    assert answer.status_code == 422
    assert [(one["parameter"], one["in"], one["code"]) for one in answer.json()["errors"]] == [
        ("merchant", "query", "repeated")
    ]
