"""The search attributes of cases, registered and waited for before any case runs."""

import asyncio

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from makegood.messages.names import Attribute

KEYWORD = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
TYPES = {
    Attribute.STAGE: KEYWORD,
    Attribute.KIND: KEYWORD,
    Attribute.MERCHANT: KEYWORD,
    Attribute.AWAITING: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    Attribute.DUE: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    Attribute.ASSIGNEE: KEYWORD,
    Attribute.OUTCOME: KEYWORD,
    Attribute.AMOUNT: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
    Attribute.CURRENCY: KEYWORD,
    Attribute.SEVERITY: KEYWORD,
    Attribute.DRILL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
    Attribute.RESTRICTED: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
}


async def register(client: Client) -> None:
    """See that the namespace knows every attribute; an unregistered one would wedge a case."""
    while missing := await _missing(client):
        types = {str(name): TYPES[name] for name in missing}
        request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
        try:
            await client.operator_service.add_search_attributes(request)
        except RPCError as error:
            if error.status is not RPCStatusCode.ALREADY_EXISTS:
                raise
        await asyncio.sleep(0.1)


async def _missing(client: Client) -> list[Attribute]:
    request = ListSearchAttributesRequest(namespace=client.namespace)
    known = await client.operator_service.list_search_attributes(request)
    return [name for name in TYPES if name not in known.custom_attributes]
