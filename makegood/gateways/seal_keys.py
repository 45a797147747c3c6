"""The keys that seal decisions: a public file that workers read, a private one for each door."""

import json
import os
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from joserfc.jwk import OKPKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from makegood.messages.problems import Malformed, NeedsPerson, NotFound

ANY = "*"
PRIVATE_MODE = 0o600

SEAL_KEYS = "seals/public.json"
"""Where the stack of `make up` keeps the public keys, in its folder."""

Word = Annotated[str, Field(min_length=1, max_length=120)]


class _Key(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    x: Word
    kid: Word
    iss: Word


class DoorKey(_Key):
    """The private JWK of a door: `iss` is the door's name."""

    d: Word

    def jwk(self) -> OKPKey:
        """The key as it signs."""
        parts = {"kty": self.kty, "crv": self.crv, "x": self.x, "d": self.d}
        return OKPKey.import_key({**parts, "kid": self.kid})


class PublicKey(_Key):
    """A public JWK, with the commands and the accounts that its door may speak for.

    Accounts are names, or beginnings of names that end in `*`. What was sealed before `retired_at`
    stays proven; a case takes nothing under it any more.
    """

    cmds: tuple[Word, ...] = (ANY,)
    accounts: tuple[Word, ...] = (ANY,)
    made_at: AwareDatetime
    retired_at: AwareDatetime | None = None

    def jwk(self) -> OKPKey:
        """The key as it verifies."""
        return OKPKey.import_key({"kty": self.kty, "crv": self.crv, "x": self.x, "kid": self.kid})

    def may_say(self, command: str, account: str) -> bool:
        """Whether its door may give that command in that name."""
        says = any(_fits(command, one) for one in self.cmds)
        return says and any(_fits(account, one) for one in self.accounts)


class KeySet(BaseModel):
    """A JWK set (RFC 7517) of public keys."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    keys: tuple[PublicKey, ...] = ()


class KeyFile:
    """The public keys in a file, read anew each time, so that a rotation needs no restart."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[PublicKey, ...]:
        """Every key, retired ones too; NeedsPerson where the file is missing or wrong."""
        try:
            return KeySet.model_validate_json(self.path.read_bytes()).keys
        except FileNotFoundError as error:
            raise NeedsPerson(f"{self.path}: there are no public keys of doors") from error
        except ValidationError as error:
            field = ".".join(map(str, error.errors()[0]["loc"])) or "file"
            raise NeedsPerson(f"{self.path}: {field}: {error.errors()[0]['msg']}") from error

    def find(self, kid: str) -> PublicKey | None:
        """The key of that id, or None."""
        return next((key for key in self.read() if key.kid == kid), None)

    def add(self, *keys: PublicKey) -> None:
        """Let workers know more keys."""
        self._write((*(self.read() if self.path.exists() else ()), *keys))

    def retire(self, kid: str, at: datetime) -> PublicKey:
        """Let cases take nothing more under a key; NotFound where there is none of that id."""
        found = self.find(kid)
        if found is None:
            raise NotFound(f"There is no key {kid} in {self.path}")
        retired = found.model_copy(update={"retired_at": found.retired_at or at})
        self._write(tuple(retired if key.kid == kid else key for key in self.read()))
        return retired

    def _write(self, keys: Sequence[PublicKey]) -> None:
        text = KeySet(keys=tuple(keys)).model_dump_json(indent=2, exclude_none=True)
        _put(self.path, text, 0o644)


def new_door_key(issuer: str, at: datetime) -> DoorKey:
    """A new private key for a door; its id names the door and the day."""
    made = OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)
    kid = f"{issuer}-{at:%Y%m%d}-{secrets.token_hex(3)}"
    return DoorKey.model_validate({**made, "kid": kid, "iss": issuer})


def public_half(
    key: DoorKey, at: datetime, cmds: Sequence[str] = (ANY,), accounts: Sequence[str] = (ANY,)
) -> PublicKey:
    """What workers may know of a door's key, and what that door may say."""
    return PublicKey(
        x=key.x, kid=key.kid, iss=key.iss, cmds=tuple(cmds), accounts=tuple(accounts), made_at=at
    )


def keep_private(key: DoorKey, path: Path) -> None:
    """Write a private key for its owner's eyes alone."""
    _put(path, json.dumps(key.model_dump(), indent=2), PRIVATE_MODE)


def read_door_key(path: Path) -> DoorKey:
    """A door's private key; NotFound without the file, Malformed where it is none."""
    try:
        return DoorKey.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no private key") from error
    except ValidationError as error:
        raise Malformed(f"{path}: not the private key of a door") from error


def _put(path: Path, text: str, mode: int) -> None:
    """Put a whole new file in the place of the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(draft, "x", encoding="utf-8", opener=_opener(mode)) as file:
        file.write(text + "\n")
    draft.replace(path)


def _opener(mode: int) -> Callable[[str, int], int]:
    return lambda name, flags: os.open(name, flags, mode)


def _fits(word: str, pattern: str) -> bool:
    begins = pattern.endswith(ANY) and word.startswith(pattern.removesuffix(ANY))
    return begins or word == pattern
