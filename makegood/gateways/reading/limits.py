"""How much a document may cost to read, and how much may be found in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadingLimits:
    """Bounds of one reading; `stream_bytes` is for each stream of a PDF once unpacked.

    `start_seconds` is for the child itself to come up, on a loaded machine.
    `seconds` bounds the time of each document by the wall and, within the same child, by the CPU.
    """

    file_bytes: int = 15_000_000
    memory_bytes: int = 1 << 30
    output_bytes: int = 256 * 1024
    stream_bytes: int = 20_000_000
    seconds: int = 10
    pages: int = 60
    pixels: int = 50_000_000
    start_seconds: int = 20


MOST_FOUND = 60
"""Amounts, dates and numbers kept of one document: enough to see, bounded for the wire."""

MOST_ROWS = 500
"""Rows of an invoice, and parcels it names: as many as a claim may have lines."""

SNIPPET = 80

READY = "ready\n"
"""The first line of the child: it stands, is confined, and has seen no document yet."""
