"""How messages travel through Temporal: JSON without the fields that stand at their default."""

import zlib
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, TypeAdapter
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)
from typing_extensions import override

from makegood.rules.crisis.opening import CrisisAdmission
from makegood.rules.life.receiving import Admission


class CompactJson(PydanticJSONPlainPayloadConverter):
    """Leaves defaults out, which halves the pinned terms of a claim.

    So a default of a message or a policy table never changes: old histories would read otherwise.
    """

    def __init__(self) -> None:
        """Share the adapters: each run has a converter, and an adapter of terms takes 12 ms."""
        super().__init__()
        self._type_adapter = _adapter

    @override
    def to_payload(self, value: Any) -> Payload | None:
        """The payload of a message; what is neither model nor dataclass goes as it is."""
        if not isinstance(value, BaseModel) and not is_dataclass(value):
            return super().to_payload(value)
        data = _adapter(value.__class__).dump_json(value, exclude_defaults=True)
        return Payload(metadata={"encoding": self.encoding.encode()}, data=data)


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type of message
    return TypeAdapter(kind)


class PackedJson(CompactJson):
    """The same, deflated, for what is large and read by nobody in the Temporal UI."""

    @property
    @override
    def encoding(self) -> str:
        """Another encoding than plain JSON, by which the reader knows to inflate."""
        return "json/deflate"

    @override
    def to_payload(self, value: Any) -> Payload | None:
        """The payload of an admission; nothing else is packed."""
        if not isinstance(value, PACKED):
            return None
        plain = super().to_payload(value)
        assert plain is not None
        return Payload(metadata=plain.metadata, data=zlib.compress(plain.data, 9))

    @override
    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        """The message, inflated."""
        data = zlib.decompress(payload.data)
        return super().from_payload(Payload(metadata=payload.metadata, data=data), type_hint)


PACKED = (Admission, CrisisAdmission)
"""The terms and calendars that a case is pinned to: 6 kB plain, a third of it packed."""


class MessageConverter(CompositePayloadConverter):
    """The usual converters, with ours for JSON."""

    def __init__(self) -> None:
        """Put ours in the place of plain JSON."""
        usual = DefaultPayloadConverter.default_encoding_payload_converters
        ours = CompactJson()
        super().__init__(
            PackedJson(),
            *(ours if isinstance(one, JSONPlainPayloadConverter) else one for one in usual),
        )


CONVERTER = DataConverter(payload_converter_class=MessageConverter)
"""The data converter of every client, worker and replay; where keys are set they seal on top."""
