"""Files of claims from elsewhere, taken in row by row by way of the API."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Annotated

import structlog
from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import AfterValidator, StringConstraints

from makegood.messages.claims import ClaimFiling, Message
from makegood.policy.book import Policy
from makegood.policy.loader import load_policy
from makegood.rules.access import Actor, Resource
from starters.batches import in_turn
from starters.claim_picks import MOST
from starters.client import Claims
from starters.errors import BadInput, Unreachable
from starters.http.bodies import YEARS
from starters.http.claims import TAG
from starters.http.declaring import Routes, Way
from starters.http.etags import as_json
from starters.http.fields import pointer
from starters.http.once import Call, Once, fingerprint, idempotency_key
from starters.http.problems import problem_of
from starters.http.receiving import Bound, received_bytes, require_type
from starters.importing.findings import Finding
from starters.importing.mapping import Mapping, named_mapping
from starters.importing.replay import in_the_present
from starters.importing.rows import Row, RowReader
from starters.importing.source import Form, Held, open_source
from starters.policy_tables import InForce
from starters.web.house import House

IMPORT = "claim.import"
CSV, ZIPPED = "text/csv", "application/gzip"
THE_FILE = Bound("The file", 1_000_000)
MOST_UNZIPPED = 8_000_000
FILED, THERE, WOULD_BE, REFUSED = "filed", "already_there", "would_be_filed", "refused"

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def _plausible(day: date) -> date:
    if day.year not in YEARS:
        raise ValueError(f"a day of the years {YEARS[0]} to {YEARS[-1]} is expected")
    return day


MappingName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"),
    Query(description="Which mapping says what the columns are, by its name."),
]
On = Annotated[
    date,
    AfterValidator(_plausible),
    Query(description="The day on which they count as received; the same day is the same claims."),
]
Dry = Annotated[bool, Query(description="Only tell what would be filed.")]

SAMPLE = """Claim Number,Date Received,Incident Date,Airport Code,Airport Name,Airline Name,\
Claim Type,Claim Site,Item Category,Claim Amount,Status,Close Amount,Disposition
9000000000001,2007-06-20,2007-06-02 00:00:00,ZZX,Nowhere Field,Paper Wings,\
Passenger Property Loss,Checked Baggage,Umbrellas,45.5,Denied,0.0,Deny
"""
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            CSV: {
                "schema": {"type": "string"},
                "examples": {"example": {"summary": "A lost umbrella", "value": SAMPLE}},
            },
            ZIPPED: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
"""How the reference describes the file, which no model reads."""


class RowFinding(Message):
    """What was found in a cell; where it `refuses`, the row cannot be a claim because of it.

    `pointer` is `/line/column`, and `/line` where it is about the whole row.
    """

    finding: str
    refuses: bool
    pointer: str
    detail: str


class ClaimTaken(Message):
    """What became of one row: `filed`, `already_there`, `would_be_filed` or `refused`.

    `code` is why it was refused, by the file or by a rule, and `detail` says it in words.
    """

    line: int
    claim_id: str
    result: str
    code: str = ""
    detail: str = ""
    findings: tuple[RowFinding, ...] = ()


class ClaimsImported(Message):
    """What became of every row, in the order of the file: `read` is `accepted` and `refused`.

    `figures_say` is what must be said wherever a figure of the file is shown; `unmapped` are
    columns that the mapping does not know.
    """

    mapping: str
    figures_say: str
    on: date
    dry_run: bool
    read: int
    accepted: int
    refused: int
    unmapped: tuple[str, ...]
    claims: tuple[ClaimTaken, ...]


@dataclass
class Taking:
    """Rows on their way to be claims of a day: each is answered for, and none stops another."""

    claims: Claims
    policy: Policy
    on: date
    dry: bool
    away: list[str] = field(default_factory=list)

    async def take(self, row: Row) -> ClaimTaken:
        """What becomes of a row; nothing is tried any more once nobody answers."""
        if row.filing is None:
            return _line(row, REFUSED, next(one for one in row.findings if one.refuses))
        if self.away:
            return _line(row, Unreachable.code)
        try:
            return _line(row, await self._filed(row.filing))
        except Unreachable as error:
            self.away.append(error.message)
            return _line(row, Unreachable.code)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            code = problem.code or problem.kind.code.replace("-", "_")
            told = {"code": code, "detail": problem.detail}
            return _line(row, REFUSED).model_copy(update=told)

    async def _filed(self, filing: ClaimFiling) -> str:
        self.policy.terms_for(filing.merchant_id, filing.kind)
        moved = in_the_present(filing, self.on)
        if self.dry:
            return WOULD_BE
        return THERE if (await self.claims.file(moved)).already else FILED


class ClaimImport:
    """Takes files of claims in, by the rules of `makegood claim import`."""

    def __init__(self, house: House, once: Once) -> None:
        self._house = house
        self._once = once
        self._policy = InForce(house.settings.policy_dir, load_policy)

    async def take_in(
        self, request: Request, mapping: MappingName, on: On, *, dry_run: Dry = False
    ) -> Response:
        """File the rows of a CSV file as claims; each is answered for, and none stops another.

        At most 500 rows and 1 MB, zipped with gzip or not. A row that is filed already is answered
        so. While Temporal is away it is answered 503; sent again, with the same key, it goes on
        where it stopped.
        """
        actor = await self._house.caller(request)
        own = Resource(kind="claim", merchant_id=actor.merchant_id)
        self._house.require(actor, IMPORT, own)
        key = idempotency_key(request)
        require_type(request, (CSV, ZIPPED))
        content = await received_bytes(request, THE_FILE)
        chosen = await run_in_threadpool(named_mapping, mapping, self._house.settings.policy_dir)
        self._house.require(actor, IMPORT, Resource(kind="claim", merchant_id=chosen.merchant))

        async def work() -> Response:
            form, rows = await run_in_threadpool(_judged, content, chosen)
            policy = await run_in_threadpool(self._policy.now)
            taking = Taking(self._house.claims_for(actor), policy, on, dry_run)
            lines = await in_turn(rows, taking.take)
            _tell(actor, chosen, lines)
            if taking.away:
                raise Unreachable(f"{taking.away[0]} {_so_far(lines)}")
            return as_json(_imported(chosen, form, (taking, lines)), {})

        return await self._once.answer(
            request, Call(actor, key, fingerprint(request, content)), work
        )


def _judged(content: bytes, mapping: Mapping) -> tuple[Form, tuple[Row, ...]]:
    """How the file is written, and the judgement of each row; BadInput where it cannot be read."""
    source = open_source(Held(content, THE_FILE.what), mapping.columns, MOST_UNZIPPED)
    records = tuple(islice(source.records(), MOST + 1))
    if len(records) > MOST:
        raise BadInput(f"{THE_FILE.what} has more than {MOST} rows. Split it.", "too_many_rows")
    return source.form, tuple(RowReader(mapping, source.form.header).rows(records))


def _line(row: Row, result: str, why: Finding | None = None) -> ClaimTaken:
    return ClaimTaken(
        line=row.line,
        claim_id=row.claim_id,
        result=result,
        code=why.what if why else "",
        detail=why.message if why else "",
        findings=tuple(_findings(row)),
    )


def _findings(row: Row) -> Iterator[RowFinding]:
    """What was found, without the cells themselves: whoever asks has them."""
    for one in row.findings:
        steps = [row.line, one.field] if one.field else [row.line]
        yield RowFinding(
            finding=one.what, refuses=one.refuses, pointer=pointer(steps), detail=one.message
        )


def _so_far(lines: tuple[ClaimTaken, ...]) -> str:
    there = sum(line.result in {FILED, THERE} for line in lines)
    return f"{there} claims of the file are there."


def _tell(actor: Actor, mapping: Mapping, lines: tuple[ClaimTaken, ...]) -> None:
    filed = sum(line.result == FILED for line in lines)
    log.info("claims.imported", actor=actor.name, mapping=mapping.mapping, filed=filed)


def _imported(
    mapping: Mapping, form: Form, taken: tuple[Taking, tuple[ClaimTaken, ...]]
) -> ClaimsImported:
    taking, lines = taken
    known = {*mapping.columns, *mapping.unused}
    refused = sum(line.result == REFUSED for line in lines)
    return ClaimsImported(
        mapping=mapping.mapping,
        figures_say=mapping.figures_say,
        on=taking.on,
        dry_run=taking.dry,
        read=len(lines),
        accepted=len(lines) - refused,
        refused=refused,
        unmapped=tuple(column for column in form.header if column not in known),
        claims=lines,
    )


def add_claim_import(routes: Routes, door: ClaimImport) -> None:
    """Declare the import of claims."""
    name, summary = "import_claims", "Take a file of claims in"
    way = Way("/claims/import", IMPORT, name, summary, TAG, ClaimsImported, extra=BODY)
    routes.receives(way, door.take_in)
