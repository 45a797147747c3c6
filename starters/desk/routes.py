"""All pages of the desk as one router."""

from functools import partial

from fastapi import APIRouter

from makegood.store.changes import marks
from starters.desk.acting import acting_routes
from starters.desk.answering import answering_routes
from starters.desk.assets import asset_routes
from starters.desk.calendar import calendar_routes
from starters.desk.claim import claim_routes
from starters.desk.claim_list import claim_list_routes
from starters.desk.crisis_acting import crisis_acting_routes
from starters.desk.crisis_board import crisis_board_routes
from starters.desk.crisis_case import crisis_case_routes
from starters.desk.crisis_opening import crisis_opening_routes
from starters.desk.crisis_past import crisis_past_routes
from starters.desk.crisis_signing import crisis_signing_routes
from starters.desk.deciding import deciding_routes
from starters.desk.filing import filing_routes
from starters.desk.front import front_routes
from starters.desk.inbox import inbox_routes
from starters.desk.keys import key_routes
from starters.desk.live import live_routes
from starters.desk.my_claims import my_claims_routes
from starters.desk.papers import paper_routes
from starters.desk.policy import policy_routes
from starters.desk.pulse import Pulse
from starters.desk.room import Room
from starters.desk.searching import search_routes
from starters.desk.shift_change import shift_change_routes
from starters.desk.system import system_routes
from starters.web.house import House

PAGES = (
    front_routes,
    inbox_routes,
    claim_list_routes,
    claim_routes,
    deciding_routes,
    acting_routes,
    paper_routes,
    filing_routes,
    my_claims_routes,
    answering_routes,
    crisis_board_routes,
    crisis_opening_routes,
    crisis_past_routes,
    crisis_case_routes,
    crisis_acting_routes,
    crisis_signing_routes,
    search_routes,
    calendar_routes,
    shift_change_routes,
    policy_routes,
    system_routes,
    key_routes,
    live_routes,
)
"""The routes of each page or subject, every one made with the same room."""


def desk_router(house: House) -> APIRouter:
    """The pages of the desk, with its own files and its live stream."""
    room = Room(house, Pulse(partial(marks, house.engine)))
    router = APIRouter(include_in_schema=False)
    for routes in PAGES:
        router.include_router(routes(room))
    router.include_router(asset_routes())
    return router
