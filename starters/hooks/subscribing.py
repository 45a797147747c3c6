"""Subscriptions to events of cases: made at an address that may be called, shown, paused."""

import asyncio

from sqlalchemy import Engine

from makegood.gateways.safe_addresses import AddressUnknown, SafeAddresses, UnsafeAddress
from makegood.settings import Environment, Settings
from makegood.store.hooks import Hook, HookBook, NewHook
from starters.errors import BadInput


def addresses_of(settings: Settings) -> SafeAddresses:
    """Which addresses may be called: in development this machine too."""
    return SafeAddresses(loopback=settings.environment is Environment.DEVELOPMENT)


async def subscribed(
    engine: Engine, addresses: SafeAddresses, new: NewHook, hook_id: str = ""
) -> tuple[Hook, str]:
    """A new subscription and its secret; BadInput where its address may not be called.

    Asked for again under the same id, it is the one that was made. The address is looked up again
    at every delivery: what it leads to may change.
    """
    book = HookBook(engine)
    if made := await asyncio.to_thread(book.made, hook_id, new.owner):
        return made
    try:
        await addresses.pinned(new.url)
    except (UnsafeAddress, AddressUnknown) as error:
        raise BadInput(str(error), "bad_address") from error
    return await asyncio.to_thread(book.add, new, hook_id)
