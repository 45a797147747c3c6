"""The document store keeps content under its own digest, whole or not at all."""

import hashlib
import io
from pathlib import Path
from threading import Thread

import pytest

from makegood.gateways.documents import (
    BadDocumentKey,
    DocumentAltered,
    DocumentMissing,
    DocumentStore,
    DocumentTooLarge,
    safe_name,
)

LIMIT = 1_000_000
CONTENT = b"Invoice no. INV-1"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Endless:
    """A sender that never stops, and counts what was taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int, /) -> bytes:
        self.taken += size
        return bytes(size)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
def store(folder: Path) -> DocumentStore:
    return DocumentStore(str(folder))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_document_is_kept_under_the_digest_of_its_content(store: DocumentStore) -> None:
    stored = store.put(io.BytesIO(CONTENT), LIMIT)

    assert (stored.sha256, stored.size) == (DIGEST, len(CONTENT))
    assert store.open(DIGEST).read() == CONTENT
    assert store.size(DIGEST) == len(CONTENT)


def test_the_same_content_put_again_is_the_same_one_document(
    store: DocumentStore, folder: Path
) -> None:
    first = store.put(io.BytesIO(CONTENT), LIMIT)
    second = store.put(io.BytesIO(CONTENT), LIMIT)

    assert first == second
    assert [path.name for path in files(folder)] == [DIGEST]


def test_the_same_content_from_many_hands_at_once_is_one_document(
    store: DocumentStore, folder: Path
) -> None:
    hands = [Thread(target=store.put, args=(io.BytesIO(CONTENT), LIMIT)) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert [path.name for path in files(folder)] == [DIGEST]


def test_any_place_that_fsspec_can_write_serves_as_well() -> None:
    store = DocumentStore("memory://documents")
    store.put(io.BytesIO(CONTENT), LIMIT)

    assert store.open(DIGEST).read() == CONTENT


def test_a_stream_beyond_the_limit_is_cut_off_and_leaves_nothing(
    store: DocumentStore, folder: Path
) -> None:
    sender = Endless()

    with pytest.raises(DocumentTooLarge, match="1000000"):
        store.put(sender, LIMIT)

    assert sender.taken < 2 * LIMIT
    assert files(folder) == []


def test_two_gigabytes_announced_are_refused_before_a_byte_is_read(store: DocumentStore) -> None:
    sender = Endless()

    with pytest.raises(DocumentTooLarge, match="2000000000 bytes announced"):
        store.put(sender, LIMIT, announced=2_000_000_000)

    assert sender.taken == 0


def test_a_sender_that_breaks_off_leaves_nothing_behind(store: DocumentStore, folder: Path) -> None:
    class Broken:
        def read(self, size: int, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(Broken(), LIMIT)

    assert files(folder) == []


def test_content_changed_in_the_store_is_never_handed_out(
    store: DocumentStore, folder: Path
) -> None:
    store.put(io.BytesIO(CONTENT), LIMIT)
    (kept,) = files(folder)
    kept.write_bytes(b"Invoice no. INV-2")

    with pytest.raises(DocumentAltered, match=DIGEST[:12]):
        store.open(DIGEST)


def test_a_document_that_was_never_handed_in_is_missing(store: DocumentStore) -> None:
    assert not store.exists(DIGEST)
    with pytest.raises(DocumentMissing):
        store.open(DIGEST)
    with pytest.raises(DocumentMissing):
        store.size(DIGEST)


@pytest.mark.parametrize(
    "key",
    ["../../etc/passwd", "", DIGEST[:-1], DIGEST.upper(), f"{DIGEST}\n", f"../{DIGEST[3:]}"],
)
def test_nothing_but_a_digest_opens_a_file(store: DocumentStore, key: str) -> None:
    with pytest.raises(BadDocumentKey):
        store.open(key)
    with pytest.raises(BadDocumentKey):
        store.exists(key)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\hosts.pdf", "hosts.pdf"),
        ("/absolute/hóa đơn.pdf", "hóa đơn.pdf"),
        ("in\u202efdp.exe", "infdp.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("..", "document"),
        ("", "document"),
    ],
)
def test_a_name_loses_all_that_could_lead_astray(name: str, shown: str) -> None:
    assert safe_name(name) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = safe_name("a" * 300 + ".pdf")

    assert len(shown) == 100
    assert shown.endswith("a.pdf")
