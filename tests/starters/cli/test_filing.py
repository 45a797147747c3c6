"""A claim is filed from a file, with its documents, once; what is wrong with it is named."""

import hashlib
import json
from pathlib import Path

import pytest

from makegood.gateways.documents import DocumentStore
from makegood.messages.commands import SubmitDocuments
from makegood.rules.money import Money
from starters.exits import Exit
from tests.starters.cli.world import World

FILING = {
    "claim_id": "C-7",
    "merchant_id": "merchant-lotus",
    "kind": "lost",
    "parcels": [{"tracking_number": "GHN001", "freight": "32000"}],
    "claimed": {"amount": "1250000", "currency": "VND"},
    "incident_on": "2026-07-01",
}


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    """A claim of Lotus Home Living's, in a file."""
    path = tmp_path / "claim.json"
    path.write_text(json.dumps(FILING))
    return path


def a_filing(**changes: object) -> str:
    """The same claim with something changed, as text."""
    return json.dumps(FILING | changes)


def test_a_claim_in_a_file_is_filed_and_can_be_followed(world: World, filing: Path) -> None:
    ended = world.makegood("claim", "file", str(filing))

    assert ended.exit_code == Exit.OK
    assert "Claim C-7 is filed." in ended.stdout
    assert "http://127.0.0.1:8233/namespaces/default/workflows/claim-C-7" in ended.stdout
    (filed,) = world.claims.filed
    assert filed.parcels[0].freight == Money(filed.claimed.amount / 1_250_000 * 32_000, "VND")


def test_the_same_claim_filed_twice_is_one_claim(world: World, filing: Path) -> None:
    first = world.json("claim", "file", str(filing))
    second = world.json("claim", "file", str(filing))

    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["already"], second["already"]) == (False, True)
    assert "was filed before" in world.makegood("claim", "file", str(filing)).stdout


def test_a_claim_may_come_on_standard_input(world: World) -> None:
    assert world.makegood("claim", "file", "-", said=a_filing()).exit_code == Exit.OK
    assert [each.claim_id for each in world.claims.filed] == ["C-7"]


def test_documents_are_stored_by_content_and_named_in_the_claim(
    world: World, filing: Path, tmp_path: Path
) -> None:
    invoice = tmp_path / "../invoice\u202e.pdf"
    invoice.write_bytes(b"%PDF-1.7 invoice")
    sha256 = hashlib.sha256(b"%PDF-1.7 invoice").hexdigest()

    answer = world.json("claim", "file", str(filing), "--attach", f"{invoice}:invoice")

    assert isinstance(answer, dict)
    assert answer["documents"] == [{"kind": "invoice", "sha256": sha256, "name": "invoice.pdf"}]
    assert world.claims.filed[0].documents[0].sha256 == sha256
    assert DocumentStore(world.settings.documents_url).exists(sha256)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"kind": "stolen"}, "kind: Input should be 'lost'"),
        ({"claimed": {"amount": "many", "currency": "VND"}}, "claimed.amount: "),
        ({"claimed": {"amount": "0", "currency": "VND"}}, "the amount must be above zero"),
        ({"parcels": []}, "parcels: "),
        ({"parcels": [{"tracking_number": "x"}]}, "parcels.0.tracking_number: "),
        ({"documents": "invoice.pdf"}, "documents: "),
        ({"merchant_id": "shop-nobody-knows"}, "No contract with shop-nobody-knows"),
    ],
)
def test_what_is_wrong_with_a_claim_is_said_field_by_field_and_nothing_is_started(
    world: World, changes: dict[str, object], said: str
) -> None:
    ended = world.makegood("claim", "file", "-", said=a_filing(**changes))

    assert ended.exit_code == Exit.USAGE
    assert said in ended.stderr
    assert world.claims.filed == []


def test_no_document_is_kept_of_a_claim_that_is_refused(world: World, tmp_path: Path) -> None:
    (tmp_path / "invoice.pdf").write_bytes(b"%PDF-1.7")
    paper = f"{tmp_path}/invoice.pdf:invoice"

    world.makegood("claim", "file", "-", "--attach", paper, said=a_filing(kind="stolen"))

    assert not DocumentStore(world.settings.documents_url).exists(
        hashlib.sha256(b"%PDF-1.7").hexdigest()
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "is not JSON"), ("[]", "one JSON object is expected"), ("[" * 100_000, "is not JSON")],
)
def test_what_is_no_claim_at_all_is_refused(world: World, text: str, said: str) -> None:
    ended = world.makegood("claim", "file", "-", said=text)

    assert (ended.exit_code, said in ended.stderr) == (Exit.USAGE, True)


def test_a_file_that_cannot_be_read_is_named(world: World, tmp_path: Path) -> None:
    missing = world.makegood("claim", "file", str(tmp_path / "none.json"))
    folder = world.makegood("claim", "documents", "add", "C-1", f"{tmp_path}:invoice")

    assert (missing.exit_code, folder.exit_code) == (Exit.USAGE, Exit.USAGE)
    assert "none.json: No such file" in missing.stderr
    assert f"{tmp_path}: Is a directory" in folder.stderr


def test_a_document_without_a_kind_is_refused(world: World) -> None:
    ended = world.makegood("claim", "documents", "add", "C-1", "invoice.pdf")

    assert (ended.exit_code, "PATH:KIND" in ended.stderr) == (Exit.USAGE, True)


def test_a_document_beyond_the_limit_is_refused_before_it_is_read(
    world: World, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as sparse:
        sparse.truncate(2_000_000_000)

    ended = world.makegood("claim", "documents", "add", "C-1", f"{huge}:invoice")

    assert (ended.exit_code, "2000000000 bytes announced" in ended.stderr) == (Exit.USAGE, True)


def test_documents_are_supplied_to_a_claim(world: World, tmp_path: Path) -> None:
    for name in ("form.pdf", "label.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    papers = (f"{tmp_path}/form.pdf:claim_form", f"{tmp_path}/label.jpg:waybill")

    ended = world.makegood("claim", "documents", "add", "C-1", *papers)

    assert "2 documents are with claim C-1" in ended.stdout
    message = world.claims.last
    assert isinstance(message, SubmitDocuments)
    assert [each.kind for each in message.documents] == ["claim_form", "waybill"]
