"""A record of a file judged against a mapping: a filing, or the reasons why it is none."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from pydantic import TypeAdapter, ValidationError

from makegood.messages.claims import ClaimFiling
from makegood.rules.claim import ClaimKind
from makegood.rules.completeness import Completeness, Intake, completeness
from makegood.rules.money import Money
from starters.importing.cells import Cells
from starters.importing.findings import Finding, Note, Reason
from starters.importing.mapping import Mapping
from starters.importing.source import Names, Record

FILING: TypeAdapter[ClaimFiling] = TypeAdapter(ClaimFiling)
"""Built once: building it costs more than ten thousand rows."""
PSEUDONYM_LETTERS = 12
UNSTORABLE = re.compile("[\ud800-\udfff\\0]")
"""Bytes that are no letters, and the null that no database keeps."""


@dataclass(frozen=True)
class Row:
    """A record with all that is found in it; it is accepted when it has a filing."""

    line: int
    claim_id: str
    findings: tuple[Finding, ...]
    filing: ClaimFiling | None = None
    lacks: Completeness | None = None
    called_incomplete: bool | None = None

    @property
    def accepted(self) -> bool:
        """Whether it can be a claim as it stands."""
        return self.filing is not None


@dataclass
class RowReader:
    """Judges the records of one file in their order; it remembers ids to find repeated ones."""

    mapping: Mapping
    header: Names
    _ids: dict[str, int] = field(default_factory=dict)
    _alike: dict[tuple[str, ...], int] = field(default_factory=dict)

    def rows(self, records: Iterable[Record]) -> Iterator[Row]:
        """One row for each record, in order; none raises."""
        return map(self.row, records)

    def row(self, record: Record) -> Row:
        """The judgement of one record."""
        broken = _broken(record, len(self.header))
        if broken:
            return Row(record.line, "", (broken,))
        raw = dict(zip(self.header, record.cells, strict=True))
        cells = Cells(raw, self.mapping.placeholders)
        return self._judged(record.line, cells)

    def _judged(self, line: int, cells: Cells) -> Row:
        facts = _Facts.read(cells, self.mapping)
        self._compare(line, cells)
        lacks = completeness(_intake(facts, cells, self.mapping))
        filing = None if _refused(cells) else self._filing(facts, cells)
        return Row(
            line,
            _claim_id(cells, self.mapping),
            tuple(cells.findings),
            filing,
            lacks,
            _called_incomplete(cells, self.mapping),
        )

    def _compare(self, line: int, cells: Cells) -> None:
        """Refuse an id that came before; flag, and keep, a row that says the same as another."""
        own = cells.text(self.mapping.row_id.column)
        first = self._ids.setdefault(own, line) if own else line
        if first != line:
            self._repeated(cells, first)
            return
        alike = tuple(cells.text(column) for column in self.mapping.likely_duplicate)
        if alike and all(alike) and (other := self._alike.setdefault(alike, line)) != line:
            same = ", ".join(self.mapping.likely_duplicate)
            cells.note(Note.LIKELY_DUPLICATE, "", f"the same as line {other} in {same}")

    def _repeated(self, cells: Cells, first: int) -> None:
        column = self.mapping.row_id.column
        cells.note(Reason.REPEATED_ID, column, f"stands in line {first} already")

    def _filing(self, facts: "_Facts", cells: Cells) -> ClaimFiling | None:
        try:
            return FILING.validate_python(facts.filing(cells, self.mapping))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            self._invalid(cells, ".".join(map(str, first["loc"])), first["msg"])
            return None

    def _invalid(self, cells: Cells, where: str, message: str) -> None:
        """What the claim itself refuses, at the column that its field was made of."""
        columns = {
            "claim_id": self.mapping.row_id.column,
            "parcels.0.tracking_number": self.mapping.row_id.column,
        }
        cells.note(Reason.INVALID, columns.get(where, ""), f"{where}: {message}")


@dataclass(frozen=True)
class _Facts:
    """What a claim cannot be without, and its goods; None for what could not be read."""

    kind: ClaimKind | None
    received_on: date | None
    incident_on: date | None
    claimed: Money | None
    goods: str

    @classmethod
    def read(cls, cells: Cells, mapping: Mapping) -> "_Facts":
        cells.needed(mapping.row_id.column)
        facts = cls(
            cells.kind(mapping.kind),
            cells.day(mapping.received),
            cells.day(mapping.incident),
            cells.amount(mapping.claimed),
            cells.goods(mapping.goods),
        )
        received, incident = facts.received_on, facts.incident_on
        if received and incident and incident > received:
            message = f"lies after the receipt on {received}"
            cells.note(Reason.AFTER_RECEIPT, mapping.incident.column, message)
        return facts

    def filing(self, cells: Cells, mapping: Mapping) -> dict[str, object]:
        """The start argument, not validated yet."""
        claim_id = _claim_id(cells, mapping)
        days = mapping.incident_is.get(self.kind, ()) if self.kind else ()
        return {
            "claim_id": claim_id,
            "merchant_id": mapping.merchant,
            "kind": self.kind,
            "claimed": self.claimed,
            "incident_on": self.incident_on,
            "received_on": self.received_on,
            "statement": _statement(cells, mapping),
            "submitted_by": _pseudonym(cells, mapping),
            "channel": f"import:{mapping.mapping}",
            "parcels": [
                {
                    "tracking_number": claim_id.upper(),
                    "asked": self.claimed,
                    "goods": self.goods,
                    **{day.value: self.incident_on for day in days},
                }
            ],
        }


def _broken(record: Record, columns: int) -> Finding | None:
    """What stops a record from being read cell by cell."""
    whole = ",".join(record.cells)
    span = "" if record.last_line <= record.line else f", up to line {record.last_line}"
    if record.problem:
        return Finding(Reason.NOT_A_ROW, "", whole, f"{record.problem}{span}")
    if len(record.cells) != columns:
        count = f"has {len(record.cells)} cells, the header {columns}{span}"
        return Finding(Reason.CELL_COUNT, "", whole, count)
    if UNSTORABLE.search(whole):
        return Finding(Reason.UNDECODABLE, "", whole, "holds bytes that are no letters")
    return None


def _refused(cells: Cells) -> bool:
    return any(finding.refuses for finding in cells.findings)


def _claim_id(cells: Cells, mapping: Mapping) -> str:
    own = cells.text(mapping.row_id.column)
    return f"{mapping.row_id.prefix}{own}" if own else ""


def _pseudonym(cells: Cells, mapping: Mapping) -> str:
    rule = mapping.claimant
    digest = hashlib.sha256(f"{rule.salt}\0{cells.text(rule.column)}".encode()).hexdigest()
    return f"{rule.prefix}{digest[:PSEUDONYM_LETTERS]}"


def _statement(cells: Cells, mapping: Mapping) -> str:
    """What the row says beyond its figures, and what it is."""
    said = {label: cells.text(column) for label, column in mapping.details.items()}
    if mapping.goods:
        said["goods"] = cells.text(mapping.goods.column)
    lines = [f"{label}: {text}" for label, text in said.items() if text]
    return "\n".join([f"Imported ({mapping.figures_say}).", *lines])


def _intake(facts: _Facts, cells: Cells, mapping: Mapping) -> Intake:
    """The row as the completeness check sees it; a column that the file lacks says nothing."""
    intake = mapping.intake
    return Intake(
        sum_claimed=facts.claimed,
        incident_on=facts.incident_on,
        statement=_maybe(cells, intake.statement),
        location=_maybe(cells, intake.location),
        handed_over=_maybe(cells, intake.handed_over),
    )


def _maybe(cells: Cells, column: str | None) -> str | None:
    return None if column is None else cells.text(column)


def _called_incomplete(cells: Cells, mapping: Mapping) -> bool | None:
    """Whether people called it incomplete; None where what they said answers neither way."""
    verdict = mapping.verdict
    text = cells.text(verdict.column) if verdict else ""
    if verdict is None or text not in (*verdict.incomplete, *verdict.complete):
        return None
    return text in verdict.incomplete
