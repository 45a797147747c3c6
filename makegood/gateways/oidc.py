"""Sign-in by an OpenID provider: the code flow, and what an ID token proves."""

import hashlib
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwt import JWTClaimsRegistry
from pydantic import BaseModel, ValidationError

from makegood.gateways.oidc_pages import NotProven, ProviderPages, called, parsed
from makegood.settings import LoginClaim

ALGORITHMS = ("RS256", "ES256")
SCOPE = "openid profile email"
PATIENCE_SECONDS = 10
LEEWAY = timedelta(seconds=60)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""When somebody proved who it is, where the provider does not say: no step-up builds on it."""


@dataclass(frozen=True)
class Client:
    """What the desk is to the provider; without a secret it is a public client."""

    issuer: str
    client_id: str
    client_secret: str
    login_claim: LoginClaim
    redirect_uri: str


METHOD = re.compile(r"[a-z0-9_.:-]{1,32}", re.IGNORECASE)
MOST_METHODS = 8
"""What a provider's `amr` may hold of use to us; the rest is left out."""


@dataclass(frozen=True)
class Attempt:
    """A sign-in that has begun: its secrets stay with the browser that began it.

    `again` means that the person must prove anew who it is.
    """

    state: str
    nonce: str
    verifier: str
    begun_at: datetime
    again: bool = False


@dataclass(frozen=True)
class Proven:
    """Who somebody is to the provider, when they last proved it, and how (RFC 8176), if told."""

    login: str
    signed_in_at: datetime
    methods: tuple[str, ...] = ()


class _Tokens(BaseModel):
    id_token: str


class _Claims(BaseModel):
    sub: str
    aud: str | tuple[str, ...]
    azp: str = ""
    preferred_username: str = ""
    email: str = ""
    email_verified: bool = False
    auth_time: int | None = None
    amr: tuple[str, ...] | str = ()


class OidcProvider:
    """Sends browsers to one provider, and reads what they bring back (OpenID Connect Core 1.0)."""

    def __init__(
        self,
        client: Client,
        http: httpx.AsyncClient | None = None,
        pages: ProviderPages | None = None,
    ) -> None:
        self._client = client
        self._http = http or httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False)
        self._pages = pages or ProviderPages(client.issuer, self._http)

    async def begin(self, attempt: Attempt) -> str:
        """Where a browser goes to sign in; ProviderAway where nobody says where that is."""
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "scope": SCOPE,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge_of(attempt.verifier),
            "code_challenge_method": "S256",
            **({"prompt": "login", "max_age": "0"} if attempt.again else {}),
        }
        where = (await self._pages.discovery()).authorization_endpoint
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"

    async def finish(self, code: str, attempt: Attempt, now: datetime) -> Proven:
        """Who signed in, by the code that came back; NotProven or ProviderAway says why nobody."""
        told = await self._pages.discovery()
        answer = await called(
            self._http.post(
                told.token_endpoint,
                data={
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": self._client.redirect_uri,
                    "client_id": self._client.client_id,
                    "code_verifier": attempt.verifier,
                },
                auth=self._credentials(),
            )
        )
        if answer.is_client_error:
            raise NotProven("The provider does not take the code: it is used, old or not ours.")
        return await self._proven(parsed(_Tokens, answer).id_token, attempt, now)

    def _credentials(self) -> httpx.Auth:
        """A name and a secret as forms write them (RFC 6749, 2.3.1); none for a public client."""
        client = self._client
        if not client.client_secret:
            return httpx.Auth()
        return httpx.BasicAuth(
            quote(client.client_id, safe=""), quote(client.client_secret, safe="")
        )

    async def _proven(self, token: str, attempt: Attempt, now: datetime) -> Proven:
        try:
            read = await self._verified(token)
            self._registry(attempt, now).validate(read.claims)
            claims = _Claims.model_validate(read.claims)
        except (JoseError, ValidationError, ValueError) as error:
            raise NotProven(f"The provider's word does not hold: {_why(error)}.") from error
        several = not isinstance(claims.aud, str) and len(claims.aud) > 1
        if (several or claims.azp) and claims.azp != self._client.client_id:
            raise NotProven("The provider's word is for somebody else.")
        proven_at = min(_signed_in_at(claims, attempt), now)
        return Proven(self._login(claims), proven_at, _methods(claims.amr))

    def _registry(self, attempt: Attempt, now: datetime) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=int(LEEWAY.total_seconds()),
            iss={"essential": True, "value": self._client.issuer},
            aud={"essential": True, "value": self._client.client_id},
            nonce={"essential": True, "value": attempt.nonce},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )

    def _login(self, claims: _Claims) -> str:
        claim = self._client.login_claim
        if claim is LoginClaim.EMAIL and not claims.email_verified:
            raise NotProven("The provider has not verified the address.")
        login = {
            LoginClaim.PREFERRED_USERNAME: claims.preferred_username,
            LoginClaim.EMAIL: claims.email.casefold(),
            LoginClaim.SUB: claims.sub,
        }[claim]
        if not login:
            raise NotProven(f"The provider does not say the {claim} of the person.")
        return login

    async def _verified(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, await self._pages.keys(), algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # the provider may have a new key
            return jwt.decode(token, await self._pages.keys(newer=True), algorithms=ALGORITHMS)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _signed_in_at(claims: _Claims, attempt: Attempt) -> datetime:
    proven = LONG_AGO if claims.auth_time is None else datetime.fromtimestamp(claims.auth_time, UTC)
    if attempt.again and proven < attempt.begun_at - LEEWAY:
        raise NotProven("The provider did not ask the person again.")
    return proven


def _methods(amr: tuple[str, ...] | str) -> tuple[str, ...]:
    """How the provider knows the person; some name one method without a list."""
    words = amr.split() if isinstance(amr, str) else amr
    return tuple(word for word in words if METHOD.fullmatch(word))[:MOST_METHODS]


def _why(error: Exception) -> str:
    return getattr(error, "error", "") or type(error).__name__
