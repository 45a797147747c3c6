"""The numbers and dates that a line of a document states, by the label beside them."""

import re
from collections.abc import Iterator
from datetime import date

from makegood.gateways.reading.dates import dates

_INVOICE = re.compile(
    r"(?:\b(?:tax |commercial |sales )?invoice|hóa đơn|hoá đơn|\bfaktur)\s*"
    r"(?:(?:no|number|num|nr|số|nomor)\b\.?|#)?\s*[:#.]?\s*(?P<number>[A-Z0-9][A-Z0-9/.-]{1,29})",
    re.IGNORECASE,
)
_NUMBER_ALONE = re.compile(r"(?:^|\s{2,})số\s*:\s*(?P<number>\d{5,8})(?!\S)", re.IGNORECASE)
"""A Vietnamese electronic invoice says `Số: 00000123`, of at most 8 digits (Circular 78/2021)."""

_TRACKING = re.compile(
    r"(?:tracking|waybill|consignment|parcel|\bawb|\bresi|mã vận đơn|vận đơn)"
    r"\s*(?:no|number|id|code|số)?\b[.:#\s]*(?P<number>[A-Z0-9][A-Z0-9-]{7,34})(?![\w-])",
    re.IGNORECASE,
)
_CARRIER_STYLE = re.compile(
    r"(?<![\w-])(?:[A-Z]{2}\d{9}[A-Z]{2}|[A-Z]{2,8}\d{8,20}[A-Z]{0,2})(?![\w-])"
)
"""UPU S10 (`RR123456785VN`), and the house style of regional carriers (`SPXVN000000001`)."""

_OWN_DATE = re.compile(
    r"(?:invoice date|date of issue|issue date|issued|signed|place and date"
    r"|ngày lập|ngày ký|tanggal faktur)",
    re.IGNORECASE,
)
_ANY_DATE = re.compile(r"(?:\bdate\b|\bdated\b|ngày|tanggal)", re.IGNORECASE)
_OTHER_DATE = re.compile(
    r"(?:\bdue\b|incident|deliver|shipp|handed|order|payment|paid|period|from|until"
    r"|giao|đáo hạn|thanh toán)",
    re.IGNORECASE,
)


def invoice_numbers(line: str) -> Iterator[str]:
    """Numbers labelled as an invoice's own; a word without a digit is no number."""
    for pattern in (_INVOICE, _NUMBER_ALONE):
        for match in pattern.finditer(line):
            number = match["number"].rstrip(".-/")
            if any(sign.isdigit() for sign in number) and not list(dates(number)):
                yield number.upper()


def tracking_numbers(line: str) -> Iterator[str]:
    """Numbers labelled as a parcel's, or written in a carrier's style, in the order of the line."""
    found = [(match.start("number"), match["number"]) for match in _TRACKING.finditer(line)]
    found += [(match.start(), match[0]) for match in _CARRIER_STYLE.finditer(line)]
    for _, number in sorted(set(found)):
        if sum(sign.isdigit() for sign in number) >= 4:
            yield number.upper()


def parcel_in_row(words: str) -> str:
    """The tracking number in the words of an invoice's row, or nothing."""
    tokens = re.findall(r"(?<![\w-])[A-Z0-9][A-Z0-9-]{7,34}(?![\w-])", words)
    long = (token for token in tokens if sum(sign.isdigit() for sign in token) >= 4)
    return next(long, "")


def own_dates(line: str) -> Iterator[tuple[int, date]]:
    """Dates, and how surely they are the document's own: 2 labelled so, 1 a date, 0 unlabelled.

    A date with another's label (due, delivered, period) is left out.
    """
    for dated in dates(line):
        label = re.split(r"\s{2,}", line[: dated.start].rstrip())[-1]
        words = label + " " + line[dated.start : dated.start + 4]
        if _OWN_DATE.search(words):
            yield 2, dated.day
        elif not _OTHER_DATE.search(label):
            yield (1 if _ANY_DATE.search(words) else 0), dated.day
