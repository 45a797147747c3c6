"""The local twin of the freight invoices' system: what merchants owe, in a JSON file."""

from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from makegood.messages.problems import Malformed
from makegood.rules.payout import Invoice

_BOOK: TypeAdapter[dict[str, tuple[Invoice, ...]]] = TypeAdapter(dict[str, tuple[Invoice, ...]])


class ReceivablesFile:
    """Overdue invoices by merchant: `{"merchant-id": [{"number", "due_on", "amount"}]}`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def overdue(self, merchant_id: str, on: date) -> tuple[Invoice, ...]:
        """What the merchant should have paid before that day; nothing without a file."""
        if not self._path.exists():
            return ()
        try:
            book = _BOOK.validate_json(self._path.read_bytes())
        except ValidationError as error:
            raise Malformed(f"{self._path.name} is no book of invoices: {error}") from error
        return tuple(invoice for invoice in book.get(merchant_id, ()) if invoice.due_on < on)
