"""However a document is damaged, reading it ends in checks and never in an error."""

import os
from tempfile import TemporaryFile

from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.gateways.reading.child import Handed, line_of, read_document
from makegood.gateways.reading.limits import ReadingLimits
from makegood.rules.evidence import DocumentReading
from tests.papers import hostile

SEEDS = (
    hostile.honest_pdf("Invoice no. INV-7", "Total amount: 1,250,000 VND"),
    hostile.with_attachment(),
    hostile.encrypted(""),
    hostile.honest_jpeg(),
    hostile.flat_png(),
)
WOUNDS = (b"", b"\x00", b"\xff\xd8", b"999999999", b"-1", b"0 R", b"<<", b"[[[[", b"endobj")


def read(content: bytes) -> DocumentReading:
    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        handed = Handed(os.dup(file.fileno()), "ab" * 32, "invoice", "invoice.pdf")
        return read_document(handed, ReadingLimits())


@settings(max_examples=60, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    wounds=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(WOUNDS)),
        min_size=1,
        max_size=8,
    ),
)
def test_a_wounded_document_is_judged_and_its_reading_can_be_sent(
    seed: bytes, wounds: list[tuple[float, int, bytes]]
) -> None:
    content = seed
    for place, cut, put in wounds:
        at = int(place * len(content))
        content = content[:at] + put + content[at + cut :]

    reading = read(content or b"?")

    assert reading.checks[0].name == "type_by_content"
    assert line_of(reading, ReadingLimits()).endswith("}\n")


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=1, max_size=2000))
def test_bytes_that_mean_nothing_are_of_no_known_type(content: bytes) -> None:
    reading = read(b"?" + content)

    assert reading.media_type == ""
    assert "accepted" in reading.checks[0].detail
