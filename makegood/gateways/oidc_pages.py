"""What an OpenID provider says of itself: its addresses and keys (OpenID Connect Discovery 1.0)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import httpx
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from makegood.messages.problems import NeedsPerson, Retryable

HOLDS = timedelta(hours=1)
ASKED_AGAIN = timedelta(seconds=30)
"""How soon the keys of a provider are fetched again when a token names one that is not known."""


class ProviderAway(Retryable):
    """The provider of sign-in does not answer; nobody can sign in until it does."""


class NotProven(NeedsPerson):
    """What came back from a sign-in does not prove who somebody is."""


class Discovery(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class _Key(BaseModel):
    model_config = ConfigDict(extra="allow")

    kty: str
    use: str = "sig"


class _Keys(BaseModel):
    keys: tuple[_Key, ...]

    def signing(self) -> KeySet:
        """Those of them that may sign, of the kinds that are accepted."""
        fitting = [key for key in self.keys if key.kty in ("RSA", "EC") and key.use == "sig"]
        return KeySet.import_key_set({"keys": [key.model_dump() for key in fitting]})


Model = TypeVar("Model", bound=BaseModel)


@dataclass
class _Known:
    """What was fetched of the provider, and when."""

    discovery: Discovery | None = None
    keys: KeySet | None = None
    discovered: float = 0
    fetched: float = 0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class ProviderPages:
    """The addresses and keys of one provider, which is asked for them once an hour."""

    def __init__(
        self, issuer: str, http: httpx.AsyncClient, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._issuer = issuer
        self._http = http
        self._clock = clock
        self._known = _Known()

    async def discovery(self) -> Discovery:
        """Its addresses; NotProven where it calls itself by another name, ProviderAway."""
        async with self._known.asking:
            age = self._clock() - self._known.discovered
            if self._known.discovery is None or age > HOLDS.total_seconds():
                path = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
                found = await self._fetched(Discovery, path)
                if found.issuer != self._issuer:
                    raise NotProven(f"The provider calls itself {found.issuer}, and not its name.")
                self._known.discovery, self._known.discovered = found, self._clock()
            return self._known.discovery

    async def keys(self, *, newer: bool = False) -> KeySet:
        """The keys it signs with; `newer` asks again, unless it was asked just now."""
        told = await self.discovery()
        async with self._known.asking:
            age = self._clock() - self._known.fetched
            holds = ASKED_AGAIN if newer else HOLDS
            if self._known.keys is None or age > holds.total_seconds():
                found = await self._fetched(_Keys, told.jwks_uri)
                self._known.keys, self._known.fetched = found.signing(), self._clock()
            return self._known.keys

    async def _fetched(self, kind: type[Model], url: str) -> Model:
        answer = await called(self._http.get(url))
        if not answer.is_success:
            raise ProviderAway(f"The provider of sign-in answers {answer.status_code}.")
        return parsed(kind, answer)


async def called(call: Awaitable[httpx.Response]) -> httpx.Response:
    """The answer of the provider; ProviderAway where it gives none, or says that it cannot."""
    try:
        answer = await call
    except httpx.HTTPError as error:
        raise ProviderAway("The provider of sign-in does not answer.") from error
    if answer.is_server_error:
        raise ProviderAway(f"The provider of sign-in answers {answer.status_code}.")
    return answer


def parsed(kind: type[Model], answer: httpx.Response) -> Model:
    """An answer of the provider read as such; NotProven where it is something else."""
    try:
        return kind.model_validate_json(answer.content)
    except ValidationError as error:
        raise NotProven("The provider does not answer as an OpenID provider does.") from error
