"""Sample documents as merchants, carriers and banks hand them in: same facts, same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from makegood.rules.evidence import DocumentKind
from makegood.rules.money import Money, total

_PAGE_WIDTH = 190
_LINE = 6


@dataclass(frozen=True)
class Paper:
    """A document ready to be handed in: what it is said to be, its file name, its bytes."""

    kind: DocumentKind
    name: str
    content: bytes


@dataclass(frozen=True)
class Goods:
    """A row of an invoice."""

    description: str
    quantity: int
    unit_price: Money
    tracking_number: str = ""

    @property
    def amount(self) -> Money:
        """Quantity times unit price."""
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class Invoice:
    """An invoice between companies; `printed_total` replaces the true one, for a false paper."""

    number: str
    issued_on: date
    seller: str
    buyer: str
    goods: tuple[Goods, ...]
    tax_percent: int = 0
    printed_total: Money | None = None

    @property
    def tax(self) -> Money:
        """Value added tax on all rows."""
        return (self._net * (Decimal(self.tax_percent) / 100)).rounded()

    @property
    def total(self) -> Money:
        """What the paper says is to be paid."""
        return self.printed_total or self._net + self.tax

    @property
    def _net(self) -> Money:
        return total((row.amount for row in self.goods), self.goods[0].unit_price.currency)


@dataclass(frozen=True)
class ClaimForm:
    """What a merchant asks for, signed for the company by a role."""

    claimant: str
    claimed: Money
    tracking_numbers: tuple[str, ...]
    statement: str
    signed_on: date
    place: str = "Ho Chi Minh City"
    invoice_number: str = ""


@dataclass(frozen=True)
class Statement:
    """Something that a company states about parcels, on a day, at a place."""

    by: str
    text: str
    on: date
    tracking_numbers: tuple[str, ...] = ()
    place: str = "Ho Chi Minh City"


@dataclass(frozen=True)
class Listing:
    """A report in rows; `total` is printed below them."""

    by: str
    on: date
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: Money | None = None


def invoice(facts: Invoice) -> Paper:
    """A legal invoice of goods: number, date, parties, a row for each parcel, tax, total."""
    return Paper(DocumentKind.INVOICE, f"invoice-{facts.number}.pdf", _billed("TAX INVOICE", facts))


def fee_invoice(facts: Invoice) -> Paper:
    """An invoice of services: what a carrier or warehouse charged."""
    content = _billed("SERVICE FEE INVOICE", facts)
    return Paper(DocumentKind.FEE_INVOICE, f"fees-{facts.number}.pdf", content)


def claim_form(facts: ClaimForm) -> Paper:
    """A claim in writing: sum certain, parcels, statement of facts, signature, date, place."""
    sheet = _sheet("CLAIM FOR COMPENSATION", facts.signed_on)
    _pair(sheet, "Claimant", facts.claimant)
    _pair(sheet, "Sum claimed", facts.claimed.text())
    if facts.invoice_number:
        _pair(sheet, "Invoice no.", facts.invoice_number)
    for number in facts.tracking_numbers:
        _pair(sheet, "Tracking no.", number)
    _paragraph(sheet, facts.statement)
    _signature(sheet, facts.place, facts.signed_on)
    return _paper(DocumentKind.CLAIM_FORM, "claim-form.pdf", sheet)


def waybill(facts: Statement) -> Paper:
    """The carrier's receipt of parcels at hand-over."""
    return _stated(DocumentKind.WAYBILL, "WAYBILL AND HANDOVER RECEIPT", facts)


def inspection_minutes(facts: Statement) -> Paper:
    """Minutes of the joint inspection by driver and receiver."""
    return _stated(DocumentKind.INSPECTION_MINUTES, "MINUTES OF JOINT INSPECTION", facts)


def non_receipt_statement(facts: Statement) -> Paper:
    """The receiver's statement that a parcel never came."""
    return _stated(DocumentKind.NON_RECEIPT_STATEMENT, "STATEMENT OF NON-RECEIPT", facts)


def police_report(facts: Statement) -> Paper:
    """The receipt of a report of theft."""
    return _stated(DocumentKind.POLICE_REPORT, "RECEIPT OF A REPORT OF THEFT", facts)


def payee_confirmation(facts: Statement) -> Paper:
    """The company's confirmation of the account that is to be paid."""
    return _stated(DocumentKind.PAYEE_CONFIRMATION, "CONFIRMATION OF BANK DETAILS", facts)


def repair_estimate(facts: Statement) -> Paper:
    """A workshop's estimate, or its statement that repair does not pay."""
    return _stated(DocumentKind.REPAIR_ESTIMATE, "REPAIR ESTIMATE", facts)


def tracking_history(facts: Listing) -> Paper:
    """The carrier's scans of a parcel, oldest first."""
    return _listed(DocumentKind.TRACKING_HISTORY, "TRACKING HISTORY", facts)


def cod_report(facts: Listing) -> Paper:
    """What a carrier collected on delivery and remitted, parcel by parcel."""
    return _listed(DocumentKind.COD_REPORT, "COD REMITTANCE REPORT", facts)


def bank_credit_line(facts: Listing) -> Paper:
    """The credit as the merchant's bank shows it."""
    return _listed(DocumentKind.BANK_CREDIT_LINE, "ACCOUNT STATEMENT EXTRACT", facts)


def stock_count(facts: Listing) -> Paper:
    """Minutes of a count: expected, found, missing."""
    return _listed(DocumentKind.STOCK_COUNT, "STOCK COUNT MINUTES", facts)


def scanned(paper: Paper, picture: bytes) -> Paper:
    """The same paper as a scan: a picture on a page, and no text that a machine could read."""
    pdf = _blank(date(2026, 1, 1))
    pdf.image(picture, x=10, y=10, w=_PAGE_WIDTH)
    return Paper(paper.kind, paper.name, bytes(pdf.output()))


def _billed(title: str, facts: Invoice) -> bytes:
    sheet = _sheet(title, facts.issued_on)
    _pair(sheet, "Invoice no.", facts.number)
    _pair(sheet, "Invoice date", f"{facts.issued_on:%d/%m/%Y}")
    _pair(sheet, "Seller", facts.seller)
    _pair(sheet, "Buyer", facts.buyer)
    sheet.ln(_LINE)
    headings = ("Tracking no.", "Description", "Qty", "Unit price", "Amount")
    rows = [
        (row.tracking_number, row.description, str(row.quantity), *_prices(row))
        for row in facts.goods
    ]
    _table(sheet, headings, rows)
    if facts.tax_percent:
        _pair(sheet, f"VAT {facts.tax_percent}%", facts.tax.text())
    _pair(sheet, "Total amount", facts.total.text())
    return bytes(sheet.output())


def _prices(row: Goods) -> tuple[str, str]:
    return f"{row.unit_price.amount:,f}", f"{row.amount.amount:,f}"


def _stated(kind: DocumentKind, title: str, facts: Statement) -> Paper:
    sheet = _sheet(title, facts.on)
    _pair(sheet, "By", facts.by)
    for number in facts.tracking_numbers:
        _pair(sheet, "Tracking no.", number)
    _paragraph(sheet, facts.text)
    _signature(sheet, facts.place, facts.on)
    return _paper(kind, f"{kind.value.replace('_', '-')}.pdf", sheet)


def _listed(kind: DocumentKind, title: str, facts: Listing) -> Paper:
    sheet = _sheet(title, facts.on)
    _pair(sheet, "By", facts.by)
    _pair(sheet, "Date", f"{facts.on:%d/%m/%Y}")
    _table(sheet, facts.headings, facts.rows)
    if facts.total:
        _pair(sheet, "Total amount", facts.total.text())
    return _paper(kind, f"{kind.value.replace('_', '-')}.pdf", sheet)


def _paper(kind: DocumentKind, name: str, sheet: FPDF) -> Paper:
    return Paper(kind, name, bytes(sheet.output()))


def _blank(day: date) -> FPDF:
    """A page whose file carries the paper's own day, not the moment of making."""
    pdf = FPDF()
    pdf.set_creation_date(datetime.combine(day, time(8), UTC))
    pdf.add_page()
    return pdf


def _sheet(title: str, day: date) -> FPDF:
    pdf = _blank(day)
    pdf.set_font("Helvetica", style="B", size=16)
    pdf.cell(0, 12, title, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("Helvetica", size=10)
    return pdf


def _pair(sheet: FPDF, label: str, value: str) -> None:
    sheet.cell(0, _LINE, f"{label}: {value}", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _paragraph(sheet: FPDF, text: str) -> None:
    sheet.ln(_LINE)
    sheet.multi_cell(0, _LINE, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _table(sheet: FPDF, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with sheet.table(line_height=_LINE) as table:
        for cells in (headings, *rows):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    sheet.ln(_LINE)


def _signature(sheet: FPDF, place: str, day: date) -> None:
    sheet.ln(2 * _LINE)
    _pair(sheet, "Place and date", f"{place}, {day.day} {day:%B %Y}")
    _pair(sheet, "Signature and stamp", "_" * 30)
