"""The reader starts a confined child, believes it only so far, and survives it."""

import io
import json
import sys
from datetime import date
from pathlib import Path
from signal import SIGALRM, SIGXCPU, Signals
from time import monotonic, sleep

import pytest
from PIL import Image

from makegood.gateways.documents import DocumentAltered, DocumentStore
from makegood.gateways.reader import PROGRAM, DocumentReader, ReaderUnavailable
from makegood.gateways.reading.limits import ReadingLimits
from makegood.rules.claim import HeldDocument
from makegood.rules.evidence import DocumentReading, Verdict
from tests.papers.hostile import honest_jpeg, honest_pdf

FIRST_LINES = "import sys, json, os; order = json.loads(sys.argv[1]); print('ready', flush=True);"

ABOUT_ANOTHER = (
    "one = order['documents'][0]; one.pop('descriptor');"
    "print(json.dumps({**one, 'size': 1, 'name': 'another.pdf'}))"
)


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(str(tmp_path))


@pytest.fixture
def handed(store: DocumentStore) -> HeldDocument:
    stored = store.put(io.BytesIO(honest_pdf("Invoice no. INV-7")), 1_000_000)
    return HeldDocument("invoice", stored.sha256, "invoice.pdf")


def read_by(store: DocumentStore, handed: HeldDocument, program: str) -> DocumentReading:
    """What comes of it when the child is another program."""
    child = (sys.executable, "-c", FIRST_LINES + program)
    return DocumentReader(store, ReadingLimits(seconds=1), child).read_held((handed,))[0]


def only(reading: DocumentReading) -> tuple[str, Verdict]:
    (check,) = reading.checks
    return check.name, check.verdict


def test_a_document_is_read_and_every_check_names_it(
    store: DocumentStore, handed: HeldDocument
) -> None:
    reading = DocumentReader(store).read(handed.sha256, "invoice", "invoice.pdf")

    assert (reading.sha256, reading.kind, reading.pages) == (handed.sha256, "invoice", 1)
    assert reading.invoice_numbers[0].snippet == "Invoice no. INV-7"
    assert {check.document for check in reading.checks} == {handed.sha256[:12]}
    assert {check.name for check in reading.checks if check.verdict is Verdict.PASS} == {
        "type_by_content",
        "size",
        "extension",
        "encryption",
        "pages",
        "active_content",
        "blank",
        "readable",
        "bomb",
    }


def test_many_documents_come_back_in_their_order(store: DocumentStore) -> None:
    names = [f"invoice-{n}.pdf" for n in range(12)]
    contents = [honest_pdf(f"Invoice no. INV-{n}") for n in range(12)]
    requests = [
        HeldDocument("invoice", store.put(io.BytesIO(content), 1_000_000).sha256, name)
        for content, name in zip(contents, names, strict=True)
    ]

    readings = DocumentReader(store).read_held(requests)

    assert [reading.name for reading in readings] == names


def test_a_photo_is_turned_eight_ways_for_comparison(store: DocumentStore) -> None:
    stored = store.put(io.BytesIO(honest_jpeg()), 1_000_000)

    reading = DocumentReader(store).read(stored.sha256, "damage_photo", "photo.jpg")

    assert len(set(reading.image_hashes)) == 8
    assert reading.taken_on is None


@pytest.mark.parametrize(
    ("written", "day"),
    [("2026:01:08 10:15:00", date(2026, 1, 8)), ("0000:00:00 00:00:00", None), ("gestern", None)],
)
def test_the_day_of_a_photo_is_read_where_it_is_one(
    store: DocumentStore, written: str, day: date | None
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = written
    target = io.BytesIO()
    Image.linear_gradient("L").save(target, "JPEG", exif=exif)
    stored = store.put(io.BytesIO(target.getvalue()), 1_000_000)

    assert DocumentReader(store).read(stored.sha256, "damage_photo", "a.jpg").taken_on == day


def test_ten_documents_share_a_child(
    store: DocumentStore, handed: HeldDocument, tmp_path: Path
) -> None:
    note = tmp_path / "starts"
    counted = f"open({str(note)!r}, 'a').write('x');"
    child = (*PROGRAM[:5], counted + PROGRAM[5], PROGRAM[6])

    readings = DocumentReader(store, program=child).read_held([handed] * 21)

    assert len(readings) == 21
    assert note.read_text() == "xxx"


@pytest.mark.parametrize("digest", ["ab" * 32, "../../etc/passwd"])
def test_a_document_that_was_never_handed_in_is_to_be_asked_for(
    store: DocumentStore, handed: HeldDocument, digest: str
) -> None:
    absent = HeldDocument("invoice", digest, "invoice.pdf")

    first, second, third = DocumentReader(store).read_held((handed, absent, handed))

    assert only(second) == ("held", Verdict.FAIL)
    assert first == third
    assert first.pages == 1


def test_a_document_that_changed_in_the_store_is_not_read_at_all(
    store: DocumentStore, handed: HeldDocument, tmp_path: Path
) -> None:
    (tmp_path / handed.sha256[:2] / handed.sha256).write_bytes(honest_pdf("Invoice no. INV-8"))

    with pytest.raises(DocumentAltered):
        DocumentReader(store).read_held((handed,))


def test_the_child_sees_no_variable_of_the_worker(
    store: DocumentStore, handed: HeldDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEGOOD_BANK_SECRET", "hush")
    told = "os.kill(os.getpid(), 14 if 'MAKEGOOD_BANK_SECRET' in os.environ else 6)"

    assert only(read_by(store, handed, told)) == ("readable", Verdict.UNKNOWN)


def test_the_child_binds_itself_before_it_reads(store: DocumentStore, handed: HeldDocument) -> None:
    """The bounds, as the kernel holds them, come back in place of a document's name."""
    program = (
        "import resource; from makegood.gateways.reading import child;"
        "child.confine(child.ReadingLimits(**order['limits']), 2);"
        "bounds = [resource.getrlimit(each)[0] for each in "
        "(resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)];"
        "one = order['documents'][0]; one.pop('descriptor');"
        "print(json.dumps({**one, 'size': 1, 'media_type': ' '.join(map(str, bounds))}))"
    )
    root = str(Path(__file__).resolve().parents[2])
    child = (
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {root!r});{FIRST_LINES}{program}",
    )

    (reading,) = DocumentReader(store, ReadingLimits(seconds=5), child).read_held((handed,))

    assert reading.media_type == f"{1 << 30} 10 {2 * 256 * 1024} 0"


@pytest.mark.parametrize("signal", [SIGALRM, SIGXCPU])
def test_a_child_killed_for_its_time_means_a_bomb(
    store: DocumentStore, handed: HeldDocument, signal: Signals
) -> None:
    reading = read_by(store, handed, f"os.kill(os.getpid(), {signal:d})")

    assert only(reading) == ("bomb", Verdict.FAIL)


@pytest.mark.parametrize(
    "program",
    [
        "os.abort()",
        "os.kill(os.getpid(), 9)",
        "sys.exit(3)",
        "print('no json at all')",
        "print(json.dumps({'sha256': 'x'}))",
        "sys.stdout.write('{' * 10_000_000)",
        ABOUT_ANOTHER,
    ],
)
def test_a_child_that_breaks_off_or_lies_leaves_the_document_to_a_person(
    store: DocumentStore, handed: HeldDocument, program: str
) -> None:
    assert only(read_by(store, handed, program)) == ("readable", Verdict.UNKNOWN)


def test_a_child_that_never_comes_up_is_no_fault_of_the_document(
    store: DocumentStore, handed: HeldDocument
) -> None:
    reader = DocumentReader(store, program=(sys.executable, "-c", "import no_such_module"))

    with pytest.raises(ReaderUnavailable, match="status 1"):
        reader.read_held((handed,))


def test_a_child_that_hangs_is_killed_with_all_its_kin(
    store: DocumentStore, handed: HeldDocument, tmp_path: Path
) -> None:
    note = tmp_path / "kin"
    program = (
        "import subprocess, time; kin = subprocess.Popen(['sleep', '600']);"
        f"open({str(note)!r}, 'w').write(json.dumps([os.getpid(), kin.pid])); time.sleep(600)"
    )
    child = (sys.executable, "-c", FIRST_LINES + program)
    reader = DocumentReader(store, ReadingLimits(seconds=1, start_seconds=1), child)

    (reading,) = reader.read_held((handed,))

    assert only(reading) == ("bomb", Verdict.FAIL)
    deadline = monotonic() + 10
    while running(note) and monotonic() < deadline:
        sleep(0.02)
    assert running(note) == []


def running(note: Path) -> list[int]:
    return [pid for pid in json.loads(note.read_text()) if is_running(pid)]


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()
