"""How messages travel through Temporal: JSON without the fields that stand at their default."""

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


class CompactJson(PydanticJSONPlainPayloadConverter):
    """Leaves defaults out, which halves the pinned terms of a claim.

    So a default of a message or a policy table never changes: old histories would read otherwise.
    """

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


class MessageConverter(CompositePayloadConverter):
    """The usual converters, with ours for JSON."""

    def __init__(self) -> None:
        """Put ours in the place of plain JSON."""
        usual = DefaultPayloadConverter.default_encoding_payload_converters
        ours = CompactJson()
        super().__init__(
            *(ours if isinstance(one, JSONPlainPayloadConverter) else one for one in usual)
        )


CONVERTER = DataConverter(payload_converter_class=MessageConverter)
"""The data converter of every client, worker and replay."""
