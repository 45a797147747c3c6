"""A sign-in that has begun, sealed for the browser that began it."""

from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadData, URLSafeTimedSerializer

from makegood.gateways.oidc import Attempt
from starters.web.cookies import BEGUN_SECONDS

SALT = "makegood.sign_in"


@dataclass(frozen=True)
class Begun:
    """What was asked of the provider, and where the person wants to get to."""

    attempt: Attempt
    to: str


class BegunSeal:
    """Seals and opens what a browser keeps; nobody else can make one that opens."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt=SALT)

    def sealed(self, begun: Begun) -> str:
        """The value of the cookie."""
        one = begun.attempt
        kept = [one.state, one.nonce, one.verifier, one.begun_at.isoformat(), one.again, begun.to]
        return self._serializer.dumps(kept)

    def opened(self, sealed: str) -> Begun | None:
        """What was sealed; None where it is too old or not ours."""
        try:
            state, nonce, verifier, at, again, to = self._serializer.loads(
                sealed, max_age=BEGUN_SECONDS
            )
        except (BadData, ValueError, TypeError):
            return None
        return Begun(Attempt(state, nonce, verifier, datetime.fromisoformat(at), bool(again)), to)
