"""What the provider signs with, made anew at every start."""

from collections.abc import Mapping
from enum import StrEnum

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, KeySetSerialization, RSAKey
from pydantic import JsonValue


class Algorithm(StrEnum):
    """How an ID token is signed."""

    RS256 = "RS256"
    ES256 = "ES256"


class Signature:
    """One key, and the tokens that it signs."""

    def __init__(self, algorithm: Algorithm = Algorithm.RS256) -> None:
        made = RSAKey if algorithm is Algorithm.RS256 else ECKey
        self._key = made.generate_key(parameters={"use": "sig"}, auto_kid=True)
        self._algorithm = algorithm

    def token(self, claims: Mapping[str, JsonValue]) -> str:
        """The claims as a signed token."""
        header = {"alg": self._algorithm.value, "kid": self._key.kid}
        return jwt.encode(header, dict(claims), self._key, algorithms=[self._algorithm])

    def public(self) -> KeySetSerialization:
        """What others verify the tokens with."""
        return KeySet([self._key]).as_dict(private=False)
