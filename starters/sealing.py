"""How messages travel where keys are set: as ever, and sealed before Temporal sees them."""

from collections.abc import Sequence
from dataclasses import replace

from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)
from typing_extensions import override

from makegood.gateways.payload_cipher import PayloadCipher
from makegood.settings import Settings
from workflows.wire import CONVERTER

ENCODING = b"binary/makegood-aes256gcm"
KEY = "makegood-key"


class Seal(PayloadCodec):
    """Seals every payload whole, its metadata included; leaves what is not sealed as it is.

    So a history that was begun before keys were set is read on, and goes on sealed.
    """

    def __init__(self, cipher: PayloadCipher) -> None:
        self._cipher = cipher

    @override
    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload sealed by the first key."""
        return [self._sealed(one) for one in payloads]

    @override
    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload as it was; raises SealedForOthers."""
        return [self._opened(one) for one in payloads]

    def _sealed(self, payload: Payload) -> Payload:
        name, data = self._cipher.seal(payload.SerializeToString())
        return Payload(metadata={"encoding": ENCODING, KEY: name.encode()}, data=data)

    def _opened(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        name = payload.metadata[KEY].decode()
        return Payload.FromString(self._cipher.open(name, payload.data))


def converter(settings: Settings) -> DataConverter:
    """The data converter of every client, worker and replay under those settings.

    With keys also the texts of failures are sealed, which may quote what somebody said.
    """
    keys = settings.payload_key_ring
    if not keys:
        return CONVERTER
    return replace(
        CONVERTER,
        payload_codec=Seal(PayloadCipher(keys)),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
