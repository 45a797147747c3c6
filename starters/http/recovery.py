"""What is claimed back from the carrier for a claim, as the API answers for it."""

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

from makegood.messages.claims import Identifier
from makegood.messages.recovery import CarrierAnswer, RecoveryStatus
from starters.http.bodies import Speaker, message_of
from starters.http.claim_examples import dong, example
from starters.http.claims import TAG
from starters.http.declaring import Routes, Way
from starters.http.endpoints import Spoken, endpoint
from starters.http.etags import CACHING, as_json
from starters.http.subjects import Deed, Subjects
from starters.web.house import House

PAID = example("It paid a part", {"state": "paid", "amount": dong("128000"), "reason": "GHN 77"})
NAME = "recovery_notice"


class RecoveryDoor:
    """Asks recoveries, and tells them what the carrier says."""

    def __init__(self, house: House, subjects: Subjects) -> None:
        self._house = house
        self._subjects = subjects

    async def show(self, request: Request, claim_id: Identifier) -> Response:
        """Where the recovery from the carrier stands; for the team."""
        actor = await self._house.caller(request)
        await self._subjects.claim(Deed(actor, "claim.negotiation"), claim_id)
        return as_json(await self._house.claims.recovery(claim_id), CACHING)

    async def say(self, request: Request, claim_id: str, _: str, body: BaseModel) -> Response:
        """Take in what the carrier says: acknowledged, paid in part or whole, or declined."""
        actor = await self._house.caller(request)
        await self._subjects.claim(Deed(actor, f"claim.{NAME}"), claim_id)
        message = message_of(CarrierAnswer, body, Speaker(actor, request.state.once))
        return as_json(await self._house.claims.carrier_says(claim_id, message), {})


def add_recovery(routes: Routes, door: RecoveryDoor) -> None:
    """Declare what is asked of a recovery, and said to it."""
    where, summary = "/claims/{claim_id}/recovery", "Where the recovery stands"
    routes.reads(
        Way(where, "claim.negotiation", "get_claim_recovery", summary, TAG, RecoveryStatus),
        door.show,
    )
    answering = Spoken(NAME, CarrierAnswer, PAID)
    answer = f"{where}/carrier-answer"
    routes.does(
        Way(answer, f"claim.{NAME}", "carrier_answer", "The carrier answers", TAG, RecoveryStatus),
        endpoint(door.say, answering, "claim_id"),
    )
