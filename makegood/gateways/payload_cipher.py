"""The cipher under which Temporal keeps what cases are about."""

import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from makegood.messages.problems import NeedsPerson

NONCE = 12
"""Bytes of the nonce, fresh for each text (NIST SP 800-38D, 8.2.2)."""


class SealedForOthers(NeedsPerson):
    """It was sealed by a key that is not among ours, or was changed since."""


class PayloadCipher:
    """AES-256-GCM by named keys: the first seals, each opens what it has sealed.

    So keys are changed by putting a new one in front; an old one goes when nothing that it has
    sealed is kept any more. The name of the key is part of what is protected.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = {name: AESGCM(key) for name, key in keys.items()}
        self._first = next(iter(keys))

    def seal(self, plain: bytes) -> tuple[str, bytes]:
        """The name of the key, and what nobody reads without it."""
        nonce = os.urandom(NONCE)
        sealed = self._keys[self._first].encrypt(nonce, plain, self._first.encode())
        return self._first, nonce + sealed

    def open(self, name: str, sealed: bytes) -> bytes:
        """What was sealed; SealedForOthers where that cannot be had."""
        key = self._keys.get(name)
        if key is None:
            raise SealedForOthers(f"MAKEGOOD_PAYLOAD_KEYS has no key {name!r}")
        try:
            return key.decrypt(sealed[:NONCE], sealed[NONCE:], name.encode())
        except InvalidTag as error:
            raise SealedForOthers(f"key {name!r} does not open it: it was changed") from error
