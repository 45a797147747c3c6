"""Where keys are set Temporal sees sealed payloads, and what is older is read on."""

import base64

import pytest
from pydantic import SecretStr, ValidationError
from temporalio.converter import DataConverter

from makegood.gateways.payload_cipher import SealedForOthers
from makegood.messages.crisis_commands import SaysWhy
from makegood.settings import Settings
from starters.sealing import ENCODING, converter
from workflows.wire import CONVERTER

K1, K2 = (base64.b64encode(bytes(range(n, n + 32))).decode() for n in (0, 1))
SAID = SaysWhy(by="legal.uyen", reason="settlement talks")


def under(keys: str) -> DataConverter:
    """The converter of processes with those keys."""
    return converter(Settings(payload_keys=SecretStr(keys)))


async def read_by(reader: DataConverter, writer: DataConverter) -> object:
    """What the one reads of what the other has written."""
    (read,) = await reader.decode(await writer.encode([SAID]), [SaysWhy])
    return read


async def test_a_sealed_payload_shows_neither_its_text_nor_its_kind() -> None:
    (payload,) = await under(f"k1:{K1}").encode([SAID])

    assert payload.metadata["encoding"] == ENCODING
    assert set(payload.metadata) == {"encoding", "makegood-key"}
    assert b"settlement" not in payload.SerializeToString()


async def test_processes_with_the_same_keys_understand_one_another() -> None:
    assert await read_by(under(f"k1:{K1}"), under(f"k1:{K1}")) == SAID


async def test_a_new_key_in_front_seals_and_what_the_old_one_sealed_is_read() -> None:
    both = under(f"k2:{K2}, k1:{K1}")

    assert await read_by(both, under(f"k1:{K1}")) == SAID
    with pytest.raises(SealedForOthers, match="k2"):
        await read_by(under(f"k1:{K1}"), both)


async def test_what_was_written_before_there_were_keys_is_read_on() -> None:
    assert await read_by(under(f"k1:{K1}"), CONVERTER) == SAID


def test_without_keys_nothing_is_sealed() -> None:
    assert converter(Settings()) is CONVERTER


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (K1, "a name of its own"),
        (f"k1:{K1},k1:{K2}", "a name of its own"),
        (f"k1:{K1},", "a name of its own"),
        ("k1:c2hvcnQ=", "k1 must be 32 bytes"),
        ("k1:no base64 at all!", "k1 must be 32 bytes"),
    ],
)
def test_a_key_that_is_none_stops_the_start_and_is_not_shown(keys: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why) as refused:
        Settings(payload_keys=SecretStr(keys))
    assert K1 not in str(refused.value)
