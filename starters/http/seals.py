"""The seals of a case, for whoever audits it: what was said under which, and whether each holds."""

from datetime import datetime

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Identifier, Message
from makegood.messages.names import claim_workflow_id, crisis_workflow_id
from makegood.messages.problems import NeedsPerson
from makegood.messages.sealing import sha256_of
from starters.errors import Unreachable
from starters.http import claims, crises
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.subjects import Deed, Subjects
from starters.proofs import Proof, known_keys, proofs
from starters.web.house import House

OF_CLAIMS, OF_CRISES = "claim.seals", "crisis.seals"


class SealShown(Message):
    """A message that the case took, with its seal, and whether we find that the seal holds.

    `message` is the canonical text that the seal stands for, `sha256` its hash; `seal` is a compact
    JWS whose `msg` must be that hash. `verdict` is `holds`, or the code of why it does not.
    """

    at: datetime
    command: str
    by: str
    door: str
    key_id: str
    message: str
    sha256: str
    seal: str
    verdict: str
    detail: str


class CaseSeals(Message):
    """Every seal of a case, in order; `case` is what each must name, `hold` whether all hold.

    A door cannot vouch for itself: hold `seal` against a public key that you have from elsewhere.
    """

    case: str
    hold: bool
    seals: tuple[SealShown, ...]


class SealDoor:
    """Answers for the seals of cases, to whoever may audit them."""

    def __init__(self, house: House, subjects: Subjects) -> None:
        self._house = house
        self._subjects = subjects

    async def of_claim(self, request: Request, claim_id: Identifier) -> Response:
        """Each decision that the claim took under a seal, with the seal and our verdict on it."""
        actor = await self._house.caller(request)
        await self._subjects.claim(Deed(actor, OF_CLAIMS), claim_id)
        return await self._shown(claim_workflow_id(claim_id))

    async def of_crisis(self, request: Request, case_id: Identifier) -> Response:
        """The same for a crisis; of a restricted one for its members."""
        actor = await self._house.caller(request)
        await self._subjects.crisis(Deed(actor, OF_CRISES), case_id)
        return await self._shown(crisis_workflow_id(case_id))

    async def _shown(self, workflow_id: str) -> Response:
        keys = known_keys(self._house.settings)
        try:
            found = await run_in_threadpool(proofs, self._house.engine, keys, workflow_id)
        except NeedsPerson as error:
            raise Unreachable("This process knows no public keys of doors.", "no_keys") from error
        shown = CaseSeals(
            case=workflow_id,
            hold=all(one.holds for one in found),
            seals=tuple(map(_seal, found)),
        )
        return as_json(shown, CACHING)


def _seal(proof: Proof) -> SealShown:
    kept = proof.kept
    return SealShown(
        at=kept.at,
        command=kept.command,
        by=kept.by,
        door=kept.issuer,
        key_id=kept.key_id,
        message=kept.message,
        sha256=sha256_of(kept.message),
        seal=kept.seal,
        verdict=proof.verdict,
        detail=proof.detail,
    )


def add_seals(routes: Routes, door: SealDoor) -> None:
    """Declare what is asked about seals."""
    where, name, summary = "/claims/{claim_id}/seals", "get_claim_seals", "The seals of a claim"
    routes.reads(Way(where, OF_CLAIMS, name, summary, claims.TAG, CaseSeals), door.of_claim)
    where, name, summary = "/crises/{case_id}/seals", "get_crisis_seals", "The seals of a case"
    routes.reads(Way(where, OF_CRISES, name, summary, crises.TAG, CaseSeals), door.of_crisis)
