"""Documents over HTTP: taken in by their content, given back harmless, never to strangers."""

import hashlib
from collections.abc import AsyncIterator
from datetime import date
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine

from makegood.store.claims import ClaimRecords
from starters.http.documents import LARGEST
from starters.papers import Statement, waybill
from tests.http.at_hand import LOTUS, OTHERS, STAFF, ApiAtHand
from tests.store.builders import a_claim

PDF = waybill(Statement("GHN", "Received in good order.", date(2026, 11, 2))).content
SHA256 = hashlib.sha256(PDF).hexdigest()
PLACE = "/v1/documents"


async def upload(
    api: ApiAtHand, content: bytes = PDF, who: str = STAFF, key: str = ""
) -> httpx.Response:
    """A document is handed in."""
    return await api.send(
        PLACE,
        content,
        who,
        idempotency_key=key or uuid4().hex,
        content_type="application/octet-stream",
    )


async def test_a_document_is_kept_under_its_content_and_known_by_its_true_type(
    api: ApiAtHand,
) -> None:
    answer = await upload(api)

    assert answer.status_code == 201
    assert answer.json() == {
        "sha256": SHA256,
        "size": len(PDF),
        "media_type": "application/pdf",
    }
    assert answer.headers["location"] == f"{PLACE}/{SHA256}"


async def test_the_bytes_come_back_as_something_to_be_saved_and_never_run(api: ApiAtHand) -> None:
    await upload(api)
    given = await api.get(f"{PLACE}/{SHA256}")

    assert given.content == PDF
    assert given.headers["content-type"] == "application/pdf"
    assert given.headers["content-disposition"].startswith("attachment")
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>alert(1)</script>", b"PK\x03\x04 an archive", b"GIF89a" + PDF],
)
async def test_what_is_no_document_is_refused_whatever_it_says_it_is(
    api: ApiAtHand, content: bytes
) -> None:
    answer = await upload(api, content)

    assert (answer.status_code, answer.json()["type"]) == (415, "/v1/problems/unsupported-type")


async def test_a_document_that_is_too_long_ends_at_the_limit(api: ApiAtHand) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // 1_000_000 + 2):
            yield b"%PDF-" + b"a" * 1_000_000

    announced = await upload(api, b"%PDF-" + b"a" * LARGEST)
    key = {"idempotency-key": uuid4().hex, "content-type": "application/pdf"}
    async with api.client(STAFF) as client:
        streamed = await client.post(PLACE, content=endless(), headers=key)

    for answer in (announced, streamed):
        assert (answer.status_code, answer.json()["type"]) == (413, "/v1/problems/too-large")


async def test_an_upload_is_done_once_a_key(api: ApiAtHand) -> None:
    key = uuid4().hex
    first, again = [await upload(api, key=key) for _ in range(2)]
    other = await upload(api, PDF + b"\n", key=key)
    bare = await api.send(PLACE, PDF)

    assert (first.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert other.json()["type"] == "/v1/problems/idempotency-key-reused"
    assert bare.status_code == 400


async def test_a_merchant_reads_what_its_own_claims_hold(api: ApiAtHand, engine: Engine) -> None:
    await upload(api, who=LOTUS)
    before = await api.get(f"{PLACE}/{SHA256}", LOTUS)
    ClaimRecords(engine).open_claim(a_claim("C-8", documents=(SHA256,)), "hash-8")

    own, others = [await api.get(f"{PLACE}/{SHA256}", who) for who in (LOTUS, OTHERS)]

    assert before.status_code == 404
    assert own.content == PDF
    assert others.status_code == 404


async def test_a_document_that_nobody_handed_in_is_not_found(api: ApiAtHand) -> None:
    assert (await api.get(f"{PLACE}/{'a' * 64}")).status_code == 404
    assert (await api.get(f"{PLACE}/..%2F..%2Fetc")).status_code in (404, 422)
