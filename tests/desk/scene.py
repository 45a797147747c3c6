"""A desk in the middle of a working day, as pictures and the tests in a browser show it."""

import io
from datetime import date, timedelta

from makegood.messages.docket import CheckStatus
from makegood.messages.records import Amounts, Awaited, CaseRecord, CaseRow, TimelineEntry
from makegood.messages.status import ConcessionStatus, NegotiationView
from makegood.rules.evidence import DocumentKind, DocumentReading
from makegood.store.api_keys import ApiKeys, NewKey
from makegood.store.claims import ClaimRecords
from starters.papers import Goods, Invoice, Paper, invoice
from starters.photos import Shot, photo
from tests.desk.crisis_scene import furnish_crises
from tests.desk.dockets import a_docket, a_full_status, an_offer, papers
from tests.desk.moment import NOON
from tests.desk.world import World
from tests.store.builders import a_row, vnd
from tests.store.crisis_builders import a_crisis_row

HOUR = timedelta(hours=1)


def _waits(who: str, what: str, due_in: timedelta | None) -> tuple[Awaited, ...]:
    due_at = None if due_in is None else NOON + due_in
    return (Awaited(who=who, what=what, since=NOON - 2 * HOUR, due_at=due_at),)


def _row(claim_id: str, kind: str, claimed: int, due_in: timedelta, **changes: object) -> CaseRow:
    row = a_row(
        claim_id,
        kind=kind,
        amounts=Amounts(claimed=vnd(claimed)),
        awaiting=_waits("finance", "sign recommendation", due_in),
        due_at=NOON + due_in,
        opened_at=NOON - timedelta(days=2) - due_in,
        assignee="desk.chi",
        merchant_id="merchant-lotus",
    )
    return row.model_copy(update=changes)


def furnish(world: World) -> World:
    """Claims and crises as they lie about on a Monday noon."""
    world.keep(
        _row("C-2026-0107", "lost", 4_800_000, -25 * HOUR / 60),
        _row("C-2026-0112", "damaged", 1_250_000, timedelta(hours=2, minutes=40)),
        _row("C-2026-0115", "late", 320_000, 5 * HOUR, assignee="desk.an"),
        _row("C-2026-0118", "cod_mismatch", 12_400_000, 26 * HOUR, merchant_id="merchant-mabuhay"),
        _row(
            "C-2026-0119",
            "warehouse_loss",
            38_000_000,
            30 * HOUR,
            awaiting=_waits("finance", "sign payment", 30 * HOUR),
            merchant_id="merchant-meridian",
        ),
        _row(
            "C-2026-0121",
            "missing_items",
            900_000,
            6 * timedelta(days=1),
            stage="negotiating",
            awaiting=_waits("merchant", "answer to offer 1", 6 * timedelta(days=1)),
        ),
        _row(
            "C-2026-0098",
            "lost",
            2_100_000,
            -3 * timedelta(days=1),
            stage="closed",
            outcome="paid",
            awaiting=(),
            due_at=None,
            closed_at=NOON - timedelta(days=1),
            amounts=Amounts(claimed=vnd(2_100_000), paid=vnd(1_900_000)),
        ),
        _row(
            "C-2026-0122",
            "damaged",
            760_000,
            2 * timedelta(days=1),
            stage="awaiting_documents",
            awaiting=_waits("merchant", "documents", 2 * timedelta(days=1)),
        ),
    )
    world.keep_crises(
        a_crisis_row(
            "K-2026-004",
            headline="Parcels thrown from a van, filmed in District 7",
            severity="SEV1",
            awaiting=_waits("finance", "acknowledge", timedelta(minutes=12)),
        )
    )
    furnish_crises(world)
    _keys(world)
    _claim_to_sign(world)
    _claim_on_offer(world)
    _claim_that_lacks_papers(world)
    return world


def _keys(world: World) -> None:
    keys = ApiKeys(world.engine)
    for name, scopes in (("erp", ("claim.file", "claim.read")), ("old-crm", ("crisis.mention",))):
        ends = NOON + timedelta(days=60)
        keys.make(NewKey(name, scopes, ends, "admin.quan"), NOON - timedelta(days=30))
    keys.revoke("old-crm", "admin.quan", NOON)


def an_invoice() -> Paper:
    """The lamp's invoice, whose total is more than its lines make."""
    lamp = Goods("Desk lamp, walnut", 1, vnd(1_000_000), "GHN-8842-VN")
    return invoice(
        Invoice(
            number="INV-2026-0117",
            issued_on=date(2026, 1, 17),
            seller="Lotus Ceramics Co., Ltd",
            buyer="Saigon Homeware JSC",
            goods=(lamp,),
            printed_total=vnd(1_100_000),
        )
    )


def _held(world: World, paper: Paper) -> tuple[str, str, str]:
    stored = world.documents.put(io.BytesIO(paper.content), 15_000_000)
    return paper.kind.value, stored.sha256, paper.name


def _claim_to_sign(world: World) -> None:
    shot = Shot("GHN-8842-VN", NOON.date() - timedelta(days=3), damaged=True)
    damage = _held(world, photo(DocumentKind.DAMAGE_PHOTO, shot))
    packed = _held(world, photo(DocumentKind.PACKING_PHOTO, Shot("GHN-8842-VN", None)))
    billed = _held(world, an_invoice())
    claim_id = "C-2026-0112"
    world.claims.dockets[claim_id] = a_docket(
        claim_id,
        papers=papers(billed, damage, packed),
        checks=(
            CheckStatus(
                name="claim_not_above_invoice",
                verdict="fail",
                detail="1,250,000 VND is claimed, the invoice supports 1,100,000 VND",
            ),
            CheckStatus(
                name="lines_sum_to_total",
                verdict="fail",
                detail="the lines sum to 1,000,000 VND, 1,100,000 VND is printed",
                document=billed[1][:12],
                page=1,
                snippet="Total amount: 1,100,000 VND",
            ),
            CheckStatus(
                name="readable",
                verdict="pass",
                detail="its text was read",
                document=billed[1][:12],
            ),
            CheckStatus(
                name="dated_before_incident",
                verdict="unknown",
                detail="the invoice is 40 days older than the parcel",
                document=billed[1][:12],
                page=1,
                snippet="Invoice date: 17/01/2026",
            ),
            CheckStatus(
                name="exif_against_incident",
                verdict="pass",
                detail="taken on the day of the incident",
                document=damage[1][:12],
                page=1,
            ),
            CheckStatus(
                name="readable",
                verdict="pass",
                detail="a picture of 960 by 720",
                document=damage[1][:12],
                page=1,
            ),
            CheckStatus(
                name="exif_against_incident",
                verdict="unknown",
                detail="the photo does not say when it was taken",
                document=packed[1][:12],
                page=1,
            ),
        ),
    )
    records = ClaimRecords(world.engine)
    readings = tuple(
        DocumentReading(sha, kind, name, 1000) for kind, sha, name in (billed, damage, packed)
    )
    records.keep_readings(claim_id, readings)
    row = world.row(claim_id)
    records.record(CaseRecord(row=row, timeline=_course()))


def _course() -> tuple[TimelineEntry, ...]:
    told = (
        ("system", "documents_read", "received", "verifying", "9 checks passed, 2 did not"),
        ("desk.chi", "recommended", "verifying", "signing_off", "Four times the freight."),
        ("ops.binh", "signed", "", "", "The scans show the crush at the Da Nang hub."),
    )
    return tuple(
        TimelineEntry(
            number=place + 2,
            at=NOON - timedelta(minutes=150 - 30 * place),
            by=by,
            what=what,
            stage_from=before,
            stage_to=after,
            why=why,
        )
        for place, (by, what, before, after, why) in enumerate(told)
    )


def _claim_on_offer(world: World) -> None:
    claim_id = "C-2026-0121"
    status = a_full_status(
        claim_id,
        kind="missing_items",
        stage="negotiating",
        subject="",
        subject_hash="",
        offers=(an_offer(1, 420_000, "superseded"), an_offer(2)),
        awaiting=_waits("merchant", "answer to offer 2", 6 * timedelta(days=1)),
        amounts=Amounts(claimed=vnd(900_000), entitlement=vnd(420_000), offered=vnd(600_000)),
    )
    step = ConcessionStatus(
        side="desk", offer_version=2, amount=vnd(600_000), moved=vnd(180_000),
        at=NOON - timedelta(days=1), reason="A regular customer.",
    )  # fmt: skip
    talks = NegotiationView(
        claim_id=claim_id,
        entitlement=vnd(420_000),
        claimed=vnd(900_000),
        ceiling=vnd(630_000),
        authority=vnd(504_000),
        reservation=vnd(546_000),
        concessions=(step,),
    )
    world.claims.dockets[claim_id] = a_docket(
        claim_id, status=status, talks=talks, signatures=(), round_state=""
    )


def _claim_that_lacks_papers(world: World) -> None:
    claim_id = "C-2026-0122"
    status = a_full_status(
        claim_id,
        stage="awaiting_documents",
        subject="",
        subject_hash="",
        missing=("invoice", "damage_photo"),
    )
    world.claims.dockets[claim_id] = a_docket(
        claim_id, status=status, signatures=(), round_state=""
    )
