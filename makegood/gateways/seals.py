"""Seals of decisions: a door signs what somebody said, and nobody else can (JWS, RFC 7515)."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from joserfc import jws
from joserfc.errors import JoseError
from pydantic import BaseModel, ConfigDict, ValidationError

from makegood.gateways.seal_keys import DoorKey, KeyFile, PublicKey
from makegood.messages.sealing import SealAnswer, Sealed, SealQuery, sha256_of
from makegood.rules.refusals import Refused

ALGORITHM: Literal["Ed25519"] = "Ed25519"
"""EdDSA on Ed25519 by its own name (RFC 9864)."""

TYPE = "makegood-seal+jws"

LIFE = timedelta(hours=1)
"""How old a seal may be when a case takes it: as long as a signal may wait for a worker."""

SLACK = timedelta(minutes=2)
"""How far the clocks of a door and of a worker may be apart."""

DOOR = ("door",)
"""How somebody was recognised where nothing else is told: the door vouches for them."""


class Header(BaseModel):
    """The header of a seal, in front of its signature."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    alg: Literal["Ed25519"]
    kid: str
    typ: Literal["makegood-seal+jws"]


class Claims(BaseModel):
    """What a seal says: through door `iss`, `sub` says this message to this case, at `iat`.

    `msg` is the sha256 of the canonical message, `jti` makes the seal one of its kind, `amr` tells
    how the door recognised the person.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    iss: str
    sub: str
    case: str
    cmd: str
    msg: str
    jti: str
    iat: int
    amr: tuple[str, ...] = ()


def _now() -> datetime:
    return datetime.now(UTC)


class Sealer:
    """Seals in the name of one door."""

    def __init__(self, key: DoorKey, now: Callable[[], datetime] = _now) -> None:
        self._key = key
        self._now = now

    def seal(self, case: str, command: str, message: Sealed, amr: Sequence[str] = DOOR) -> str:
        """The seal of a message to a case (its workflow id), whose speaker the door vouches for."""
        claims = Claims(
            iss=self._key.iss,
            sub=message.speaker,
            case=case,
            cmd=command,
            msg=sha256_of(message.canonical()),
            jti=uuid.uuid4().hex,
            iat=int(self._now().timestamp()),
            amr=tuple(amr),
        )
        header = {"alg": ALGORITHM, "kid": self._key.kid, "typ": TYPE}
        return jws.serialize_compact(
            header, claims.model_dump_json(), self._key.jwk(), algorithms=[ALGORITHM]
        )


class Verifier:
    """Holds seals against the public keys of the doors."""

    def __init__(self, keys: KeyFile, now: Callable[[], datetime] = _now) -> None:
        self._keys = keys
        self._now = now

    def verify(self, query: SealQuery) -> SealAnswer:
        """By which key it was sealed, for a case that is to take it now.

        Refused with seal_missing, seal_forged, seal_unknown_key, seal_of_another, seal_not_entitled
        or seal_too_old.
        """
        return self.held_at(query, self._now())

    def held_at(self, query: SealQuery, at: datetime) -> SealAnswer:
        """The same for a seal that was shown at another moment, for whoever audits a case."""
        key, claims = self._proven(query)
        if key.retired_at is not None and key.retired_at <= at:
            raise Refused("seal_unknown_key", f"Key {key.kid} was retired.")
        made = datetime.fromtimestamp(claims.iat, UTC)
        if not at - LIFE <= made <= at + SLACK:
            raise Refused("seal_too_old", f"The seal is of {made:%Y-%m-%d %H:%M:%S} UTC.")
        return SealAnswer(key_id=key.kid, issuer=key.iss)

    def _proven(self, query: SealQuery) -> tuple[PublicKey, Claims]:
        if not query.seal:
            raise Refused("seal_missing", f"{query.command} is taken under a seal only.")
        key = self._key_of(query.seal)
        claims = _signed(query.seal, key)
        if claims.iss != key.iss:
            raise Refused("seal_forged", f"Key {key.kid} is not {claims.iss}'s.")
        if not _is_of(claims, query):
            raise Refused("seal_of_another", "The seal was made for something else.")
        if not key.may_say(query.command, query.by):
            raise Refused(
                "seal_not_entitled", f"{key.iss} may not say {query.command} for {query.by}."
            )
        return key, claims

    def _key_of(self, seal: str) -> PublicKey:
        header = _header(seal)
        key = self._keys.find(header.kid)
        if key is None:
            raise Refused("seal_unknown_key", "The seal is of a key that nobody here knows.")
        return key


def _header(seal: str) -> Header:
    try:
        return Header.model_validate(jws.extract_compact(seal.encode()).headers())
    except (JoseError, ValidationError, ValueError) as error:
        raise Refused("seal_forged", "That is no seal.") from error


def _signed(seal: str, key: PublicKey) -> Claims:
    try:
        signed = jws.deserialize_compact(seal, key.jwk(), algorithms=[ALGORITHM])
        return Claims.model_validate_json(signed.payload)
    except (JoseError, ValidationError, ValueError) as error:
        raise Refused("seal_forged", "The seal was not made with that key.") from error


def _is_of(claims: Claims, query: SealQuery) -> bool:
    """Whether the seal is about exactly this message, by this person, to this case."""
    told = (claims.case, claims.cmd, claims.sub, claims.msg)
    return told == (query.case, query.command, query.by, sha256_of(query.message))
