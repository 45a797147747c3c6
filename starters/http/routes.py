"""The routes of the HTTP API under `/v1`."""

from fastapi import APIRouter

from makegood.store.command_outbox import CommandOutbox
from starters.http.claim_batches import ClaimBatches, add_claim_batches
from starters.http.claim_commands import ClaimDeeds, add_claim_deeds
from starters.http.claim_import import ClaimImport, add_claim_import
from starters.http.claims import ClaimReads, add_claim_reads
from starters.http.commands import CommandReads, add_command_reads
from starters.http.crises import CrisisReads, add_crisis_reads
from starters.http.crisis_commands import CrisisDeeds, add_crisis_deeds
from starters.http.declaring import Routes
from starters.http.detectors import DetectorDoor, Rooms, add_detectors
from starters.http.documents import DocumentDoor, add_document_deeds, add_document_reads
from starters.http.guide import add_guide
from starters.http.hooks import HookDesk, add_hooks
from starters.http.oncall import OnCallDoor, add_on_call
from starters.http.oncall_changes import OnCallDeeds, add_on_call_deeds
from starters.http.passing import Passing
from starters.http.policy import PolicyReads, add_policy
from starters.http.policy_editions import EditionReads, add_editions
from starters.http.recovery import RecoveryDoor, add_recovery
from starters.http.rota_import import ImportDoor, add_rota_import
from starters.http.rotas import RotaTables
from starters.http.saying import Saying
from starters.http.seals import SealDoor, add_seals
from starters.http.shift_change import ShiftDoor, add_shift_change
from starters.http.subjects import Subjects
from starters.http.system import SystemDoor, add_system
from starters.http.watch import WatchDoor, add_watches
from starters.http.watch_figures import WatchFigures, add_watch_figures
from starters.http.watch_shadow import ShadowDoor, add_watch_shadow
from starters.http.watch_shadow_changes import ShadowDeeds, add_watch_shadow_changes
from starters.http.work import WorkReads, add_work
from starters.web.house import House


def api_router(house: House) -> APIRouter:
    """Every route of the API."""
    router, passing, subjects = APIRouter(prefix="/v1"), Passing(house), Subjects(house)
    routes, outbox = Routes(router, passing), CommandOutbox(house.engine, house.now)
    rotas, rooms = RotaTables(house), Rooms(house)
    saying, papers = Saying(house, outbox), DocumentDoor(house, passing.once)
    add_claim_reads(routes, ClaimReads(house, subjects))
    add_claim_deeds(routes, ClaimDeeds(house, subjects, saying))
    add_crisis_reads(routes, CrisisReads(house, subjects))
    add_crisis_deeds(routes, CrisisDeeds(house, subjects, saying))
    add_command_reads(routes, CommandReads(house, outbox))
    add_document_reads(routes, papers)
    add_document_deeds(routes, papers)
    add_claim_batches(routes, ClaimBatches(house, subjects))
    add_claim_import(routes, ClaimImport(house, passing.once))
    add_seals(routes, SealDoor(house, subjects))
    add_recovery(routes, RecoveryDoor(house, subjects))
    add_work(routes, WorkReads(house))
    add_on_call(routes, OnCallDoor(house, rotas))
    add_on_call_deeds(routes, OnCallDeeds(house, rotas))
    add_rota_import(routes, ImportDoor(house, rotas, passing.once))
    add_shift_change(routes, ShiftDoor(house, rotas))
    add_policy(routes, PolicyReads(house))
    add_editions(routes, EditionReads(house))
    add_watches(routes, WatchDoor(house))
    add_watch_figures(routes, WatchFigures(house, rotas))
    add_watch_shadow(routes, ShadowDoor(house))
    add_watch_shadow_changes(routes, ShadowDeeds(house, rooms))
    add_detectors(routes, DetectorDoor(house, rooms, passing.once))
    add_system(routes, SystemDoor(house, outbox))
    add_hooks(routes, HookDesk(house))
    add_guide(routes)
    return router
