"""What a provider of sign-in keeps: whose sign-ins have begun, and which codes were given."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from pydantic import JsonValue

from makegood.gateways.identity_provider.signing import Signature

CODE_LASTS = timedelta(seconds=60)
TOKEN_LASTS = timedelta(minutes=5)
MOST_CODES = 1000


class NotAsked(Exception):
    """A request that a provider does not grant; `code` is of RFC 6749."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


@dataclass(frozen=True)
class Relying:
    """The one client of the provider; its secret, and where browsers are sent back to."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What a client asks a sign-in for."""

    client_id: str
    redirect_uri: str
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""
    response_type: str = "code"


@dataclass(frozen=True)
class _Given:
    asked: Asked
    account: str
    at: datetime


@dataclass
class SignInDesk:
    """Gives a code for whoever a person says to be, and a token for a code, once."""

    issuer: str
    relying: Relying
    accounts: tuple[str, ...]
    signature: Signature
    now: Callable[[], datetime]
    _given: dict[str, _Given] = field(default_factory=dict)

    def check(self, asked: Asked) -> None:
        """NotAsked where the client is not ours, or asks for less than PKCE (RFC 7636)."""
        if asked.client_id != self.relying.client_id:
            raise NotAsked("unauthorized_client", "There is no such client.")
        if asked.redirect_uri not in self.relying.redirect_uris:
            raise NotAsked("invalid_request", "The client is not sent back to there.")
        if asked.response_type != "code" or asked.code_challenge_method != "S256":
            raise NotAsked("invalid_request", "Ask for a code, with a challenge by S256.")
        if not asked.code_challenge:
            raise NotAsked("invalid_request", "The challenge is missing.")

    def give(self, asked: Asked, account: str) -> str:
        """Where the browser of that account is sent back to, with a code."""
        self.check(asked)
        if account not in self.accounts:
            raise NotAsked("access_denied", "There is no such account.")
        while len(self._given) >= MOST_CODES:
            self._given.pop(next(iter(self._given)))
        code = secrets.token_urlsafe(32)
        self._given[code] = _Given(asked, account, self.now())
        words = urlencode({"code": code, "state": asked.state, "iss": self.issuer})
        return f"{asked.redirect_uri}?{words}"

    def redeem(self, code: str, redirect_uri: str, verifier: str) -> str:
        """The ID token that a code stands for; the code works once and for a minute."""
        given = self._given.pop(code, None)
        if given is None or self.now() - given.at > CODE_LASTS:
            raise NotAsked("invalid_grant", "The code is used, too old or none.")
        if given.asked.redirect_uri != redirect_uri or not _fits(verifier, given.asked):
            raise NotAsked("invalid_grant", "The code was given to somebody else.")
        return self.signature.token(self._claims(given))

    def knows(self, client_id: str, client_secret: str) -> bool:
        """Whether that is the client, with its secret."""
        own = self.relying
        return client_id == own.client_id and hmac.compare_digest(client_secret, own.client_secret)

    def _claims(self, given: _Given) -> dict[str, JsonValue]:
        now = int(self.now().timestamp())
        return {
            "iss": self.issuer,
            "sub": given.account,
            "aud": self.relying.client_id,
            "iat": now,
            "exp": now + int(TOKEN_LASTS.total_seconds()),
            "auth_time": int(given.at.timestamp()),
            "nonce": given.asked.nonce,
            "preferred_username": given.account,
            "email": f"{given.account}@makegood.example",
            "email_verified": True,
        }


def _fits(verifier: str, asked: Asked) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(challenge, asked.code_challenge)
