"""A file of claims taken in over HTTP: row by row, once each, and by nobody who may not."""

import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import Request

from makegood.rules.access import Actor, Grant, Role
from starters.errors import RefusedByRule, Unreachable
from starters.http.claim_import import SAMPLE
from starters.importing.mapping import SHIPPED
from tests.http.at_hand import LOTUS, STAFF, TABLE, ApiAtHand, served
from tests.starters.importing.files import cells, written

PLACE = "/v1/claims/import?mapping=tsa&on=2026-11-21"
ONE, TWO = "tsa-9001", "tsa-9002"
ROWS = [
    cells(Claim_Number="9001"),
    cells(Claim_Number="9001b", Claim_Amount="a lot", Claim_Type="Personal Injury"),
    cells(Claim_Number="9002", Claim_Amount="7", Airline_Name=" Paper Wings "),
]


async def taken(
    api: ApiAtHand,
    content: str | bytes = "",
    path: str = PLACE,
    who: str = STAFF,
    **headers: str,
) -> httpx.Response:
    """The answer to a file; that of the three rows unless another is given."""
    raw = content or written(ROWS)
    given = {"content_type": "text/csv", "idempotency_key": uuid4().hex, **headers}
    return await api.send(path, raw if isinstance(raw, bytes) else raw.encode(), who, **given)


def results(answer: httpx.Response) -> list[tuple[str, str]]:
    """What became of each row."""
    assert answer.status_code == 200, answer.text
    return [(one["claim_id"], one["result"]) for one in answer.json()["claims"]]


def ids(api: ApiAtHand) -> list[str]:
    """What was filed, in whatever order."""
    return sorted(one.claim_id for one in api.claims.filed)


async def test_every_row_is_answered_for_and_none_stops_another(api: ApiAtHand) -> None:
    answer = await taken(api)

    assert results(answer) == [(ONE, "filed"), ("tsa-9001b", "refused"), (TWO, "filed")]
    told = answer.json()
    assert (told["read"], told["accepted"], told["refused"]) == (3, 2, 1)
    assert (told["mapping"], told["on"], told["unmapped"]) == ("tsa", "2026-11-21", [])
    assert told["figures_say"] == "air-passenger claims replayed as parcel claims"
    assert ids(api) == [ONE, TWO]
    assert {one.received_on for one in api.claims.filed} == {date(2026, 11, 21)}


async def test_a_refusal_names_the_line_and_the_column(api: ApiAtHand) -> None:
    _, refused, noted = (await taken(api)).json()["claims"]

    assert (refused["line"], refused["code"]) == (3, "excluded")
    assert refused["detail"] == "an injury is no loss of goods"
    assert [(one["finding"], one["pointer"]) for one in refused["findings"]] == [
        ("excluded", "/3/Claim Type"),
        ("unreadable", "/3/Claim Amount"),
    ]
    assert [(one["finding"], one["refuses"]) for one in noted["findings"]] == [("trimmed", False)]


async def test_what_is_filed_already_is_answered_so(api: ApiAtHand) -> None:
    await taken(api)
    again = await taken(api)

    assert results(again) == [
        (ONE, "already_there"),
        ("tsa-9001b", "refused"),
        (TWO, "already_there"),
    ]


async def test_a_rule_that_refuses_one_claim_stops_no_other(api: ApiAtHand) -> None:
    api.claims.refusals[ONE] = RefusedByRule("It was filed before with other content.", "id_reused")
    answer = await taken(api)

    assert results(answer)[0] == (ONE, "refused")
    assert answer.json()["claims"][0]["code"] == "id_reused"
    assert ids(api) == [TWO]


async def test_a_dry_run_tells_and_files_nothing(api: ApiAtHand) -> None:
    answer = await taken(api, path=f"{PLACE}&dry_run=true")

    assert [result for _, result in results(answer)] == [
        "would_be_filed",
        "refused",
        "would_be_filed",
    ]
    assert api.claims.filed == []


async def test_the_same_key_takes_a_file_in_once(api: ApiAtHand) -> None:
    first = await taken(api, idempotency_key="november")
    again = await taken(api, idempotency_key="november")
    other = await taken(api, SAMPLE, idempotency_key="november")
    keyless = await api.send(PLACE, SAMPLE.encode(), content_type="text/csv")

    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["type"] == "/v1/problems/idempotency-key-reused"
    assert keyless.json()["type"] == "/v1/problems/idempotency-key-missing"
    assert ids(api) == [ONE, TWO]


async def test_while_nobody_answers_the_same_request_goes_on_later(api: ApiAtHand) -> None:
    api.claims.refusals[TWO] = Unreachable("Temporal does not answer; try again.")
    first = await taken(api, idempotency_key="november")
    api.claims.refusals.clear()
    again = await taken(api, idempotency_key="november")

    assert (first.status_code, first.headers["retry-after"]) == (503, "5")
    assert first.json()["detail"].endswith("1 claims of the file are there.")
    assert [result for _, result in results(again)] == ["already_there", "refused", "filed"]


async def test_nothing_more_is_tried_once_nobody_answers(api: ApiAtHand) -> None:
    api.claims.away = True
    rows = [cells(Claim_Number=f"{n}") for n in range(100, 200)]
    answer = await taken(api, written(rows))

    assert answer.status_code == 503
    assert api.claims.filed == []


async def test_a_file_may_come_zipped(api: ApiAtHand) -> None:
    answer = await taken(api, gzip.compress(SAMPLE.encode()), content_type="application/gzip")

    assert results(answer) == [("tsa-9000000000001", "filed")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (gzip.compress(SAMPLE.encode())[:-9], "Is it whole?"),
        (gzip.compress(b"x" * 8_000_001), "more than 8,000,000 bytes"),
        ("Some,Other,Columns\n1,2,3\n", "has no column 'Claim Number'"),
        (written([cells(Claim_Number=f"{n}") for n in range(501)]), "more than 500 rows"),
    ],
    ids=["torn", "bomb", "foreign", "long"],
)
async def test_a_file_that_cannot_be_used_is_refused_as_a_whole(
    api: ApiAtHand, content: str | bytes, why: str
) -> None:
    answer = await taken(api, content)

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The file ")
    assert why in answer.json()["detail"]
    assert api.claims.filed == []


async def test_what_is_no_such_file_is_not_read(api: ApiAtHand) -> None:
    json = await taken(api, content_type="application/json")
    large = await taken(api, b"x" * 1_000_001)
    unknown = await taken(api, path="/v1/claims/import?mapping=tas&on=2026-11-21")
    a_path = await taken(api, path="/v1/claims/import?mapping=../tsa&on=2026-11-21")
    no_day = await taken(api, path="/v1/claims/import?mapping=tsa")
    antique = await taken(api, path="/v1/claims/import?mapping=tsa&on=0001-01-01")

    codes = [one.status_code for one in (json, large, unknown, a_path, no_day, antique)]
    assert codes == [415, 413, 422, 422, 422, 422]
    assert unknown.json()["detail"].startswith("There is no mapping 'tas'.")
    assert [one["parameter"] for one in no_day.json()["errors"]] == ["on"]


async def test_a_mapping_of_the_policy_is_named_as_those_that_ship(
    api: ApiAtHand, tmp_path: Path
) -> None:
    own = (SHIPPED / "tsa.yaml").read_text("utf-8").replace("merchant-meridian", "merchant-gone")
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "shop.yaml").write_text(own, "utf-8")
    tables = SHIPPED.parent / "tables"
    (tmp_path / "tables").symlink_to(tables, target_is_directory=True)
    settings = api.house.settings.model_copy(update={"policy_dir": tmp_path})
    house = replace(api.house, settings=settings)
    there = replace(api, house=house, app=served(house))

    answer = await taken(there, SAMPLE, PLACE.replace("tsa", "shop"))

    [refused] = answer.json()["claims"]
    assert (refused["result"], refused["code"]) == ("refused", "unknown_merchant")


@pytest.mark.parametrize("who", [LOTUS, "fin.mai", "eyes.only"])
async def test_whoever_may_not_import_claims_imports_none(api: ApiAtHand, who: str) -> None:
    assert (await taken(api, who=who)).status_code == 403
    assert api.claims.filed == []


@pytest.mark.parametrize(
    ("merchant", "status"), [("merchant-meridian", 200), ("merchant-lotus", 403), ("", 200)]
)
async def test_a_key_of_a_merchant_imports_what_is_that_merchants(
    api: ApiAtHand, merchant: str, status: int
) -> None:
    async def key(request: Request) -> Actor | None:
        return Actor("erp", frozenset({Role.SYSTEM}), merchant_id=merchant)

    table = replace(TABLE, grants=(Grant(Role.SYSTEM, frozenset({"claim.import"})),))
    house = replace(api.house, recognise=key, access=table)
    there = replace(api, house=house, app=served(house))

    assert (await taken(there)).status_code == status
