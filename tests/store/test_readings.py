"""Documents, invoices and photos that serve for two claims are found, and only told."""

import pytest
from sqlalchemy import Engine

from makegood.messages.problems import Conflict
from makegood.store.claims import ClaimRecords
from makegood.store.documents import StoredDocument, stored_document
from makegood.store.engine import reading
from makegood.store.inbox import Desk
from makegood.store.readings import readings_of
from tests.store.builders import a_claim, a_reading

PHOTO = tuple(f"{0xF0F0_A5A5_3C3C_9696 >> turn:016x}" for turn in range(8))


def turned(bits: int, orientation: int = 0) -> tuple[str, ...]:
    """A photo whose upright hash is that many bits away from an orientation of PHOTO."""
    other = int(PHOTO[orientation], 16) ^ ((1 << bits) - 1)
    return (f"{other:016x}", *(f"{(other * 31 + turn) % 2**64:016x}" for turn in range(1, 8)))


@pytest.fixture
def two_claims(records: ClaimRecords) -> ClaimRecords:
    """Two claims with nothing in common yet."""
    records.open_claim(a_claim("C-1", parcels=("A",)), "hash-1")
    records.open_claim(a_claim("C-2", parcels=("B",)), "hash-2")
    return records


def test_an_invoice_of_another_claim_is_found_however_it_is_written(
    two_claims: ClaimRecords,
) -> None:
    two_claims.keep_readings("C-2", (a_reading("d2", invoices=("INV-2026/007",)),))

    [match] = two_claims.keep_readings("C-1", (a_reading("d1", invoices=("inv 2026 007",)),))

    assert (match.claim_id, match.on, match.value) == ("C-2", "invoice", "INV2026007")
    assert match.strength == "strong"


def test_a_document_handed_in_later_is_found_in_an_earlier_claim(two_claims: ClaimRecords) -> None:
    two_claims.keep_readings("C-1", (a_reading("same"),))

    [match] = two_claims.keep_readings("C-2", (a_reading("same"),))

    assert (match.claim_id, match.on, match.value) == ("C-1", "document", "same")


@pytest.mark.parametrize(
    ("bits", "strengths"),
    [(0, ["strong"]), (8, ["strong"]), (9, ["weak"]), (12, ["weak"]), (13, [])],
)
@pytest.mark.parametrize("orientation", [0, 5])
def test_a_photo_is_found_by_how_few_bits_differ(
    two_claims: ClaimRecords, bits: int, strengths: list[str], orientation: int
) -> None:
    two_claims.keep_readings("C-1", (a_reading("p1", hashes=PHOTO),))

    found = two_claims.keep_readings("C-2", (a_reading("p2", hashes=turned(bits, orientation)),))

    assert [match.strength for match in found] == strengths
    assert all((match.claim_id, match.on) == ("C-1", "image") for match in found)


def test_a_photo_kept_turned_is_found_by_the_one_that_stands_upright(
    two_claims: ClaimRecords,
) -> None:
    two_claims.keep_readings("C-1", (a_reading("p1", hashes=turned(8, 5)),))

    [match] = two_claims.keep_readings("C-2", (a_reading("p2", hashes=PHOTO),))

    assert (match.claim_id, match.on, match.strength) == ("C-1", "image", "strong")


def test_of_several_photos_alike_the_strongest_counts(two_claims: ClaimRecords) -> None:
    weak, strong = a_reading("p1", hashes=turned(11)), a_reading("p2", hashes=turned(2))
    two_claims.keep_readings("C-1", (weak, strong))

    [match] = two_claims.keep_readings("C-2", (a_reading("p3", hashes=PHOTO),))

    assert (match.strength, match.value) == ("strong", "p3")


def test_a_claim_is_no_match_for_itself(two_claims: ClaimRecords) -> None:
    readings = (a_reading("p1", invoices=("7",), hashes=PHOTO), a_reading("p2", hashes=PHOTO))

    assert two_claims.keep_readings("C-1", readings) == ()
    assert two_claims.keep_readings("C-1", readings) == ()


def test_a_later_reading_of_a_document_replaces_the_earlier(
    two_claims: ClaimRecords, engine: Engine
) -> None:
    two_claims.keep_readings("C-1", (a_reading("d1"),))
    better = a_reading("d1", invoices=("INV-7",))

    two_claims.keep_readings("C-1", (better,))

    with reading(engine) as connection:
        assert readings_of(connection, "C-1") == (better,)


def test_a_stored_document_is_noted_once(records: ClaimRecords, engine: Engine) -> None:
    document = StoredDocument("d1", 2048, "application/pdf")
    records.keep_document(document)
    records.keep_document(document)

    with reading(engine) as connection:
        assert stored_document(connection, "d1") == document
        assert stored_document(connection, "d2") is None


def test_one_content_of_two_sizes_is_a_conflict(records: ClaimRecords) -> None:
    records.keep_document(StoredDocument("d1", 2048, "application/pdf"))

    with pytest.raises(Conflict, match="d1 is kept with another size"):
        records.keep_document(StoredDocument("d1", 2047, "application/pdf"))


def test_an_unread_claim_has_no_readings(two_claims: ClaimRecords, engine: Engine) -> None:
    assert two_claims.keep_readings("C-1", ()) == ()
    assert Desk(engine).list_claims().rows == ()
