"""Webhooks over HTTP: subscribe, look at deliveries, send again, pause and go on."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated

from fastapi import Body, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.hooks import HookEvent
from makegood.messages.problems import NotFound
from makegood.rules.access import Actor, Resource, Role
from makegood.store.hook_deliveries import Delivery, HookDeliveries
from makegood.store.hooks import Hook, HookBook, HookState, NewHook
from starters.hooks.subscribing import addresses_of, subscribed
from starters.http import hook_views as views
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.hook_views import (
    AttemptView,
    DeliveriesView,
    DeliveryView,
    HooksView,
    HookView,
    NewHookView,
    Subscription,
)
from starters.http.once import never_kept
from starters.http.paging import USUAL, Cursor, Limit, closed, links, opened
from starters.web.house import House

TAG = "webhooks"
READ, SUBSCRIBE, RESEND = "hook.read", "hook.subscribe", "hook.resend"

HookId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
DeliveryId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,80}$")]


class HookDesk:
    """What a caller may do with webhooks: a merchant with its own, the company with all."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._book = HookBook(house.engine, house.now)
        self._deliveries = HookDeliveries(house.engine, house.now)

    async def add(
        self,
        request: Request,
        wanted: Annotated[Subscription, Body(openapi_examples=views.SUBSCRIBE)],
    ) -> Response:
        """Subscribe the caller; a merchant hears of its own claims, and of nothing else.

        The secret that signs what is sent is told in this answer and nowhere else. The answer is
        not kept: repeated under its key it tells the subscription as it is then, with the secret.
        """
        actor = await self._house.caller(request)
        merchant = actor.merchant_id or wanted.merchant_id
        self._house.require(actor, SUBSCRIBE, Resource("hook", merchant_id=merchant))
        new = NewHook(actor.name, wanted.url, _for(actor, wanted.events), merchant)
        where = addresses_of(self._house.settings)
        hook, secret = await subscribed(self._house.engine, where, new, _own_id(request))
        never_kept(request)
        return as_json(NewHookView(**vars(hook), secret=secret), {}, 201)

    async def all(self, request: Request) -> Response:
        """The subscriptions that the caller may see."""
        actor = await self._house.caller(request)
        self._house.require(actor, READ, Resource("hook", merchant_id=actor.merchant_id))
        hooks = await run_in_threadpool(self._book.all)
        shown = tuple(_shown(hook) for hook in hooks if _is_of(actor, hook))
        return as_json(HooksView(hooks=shown), CACHING)

    async def deliveries(
        self,
        request: Request,
        hook_id: HookId,
        limit: Limit = USUAL,
        cursor: Annotated[Cursor, Query()] = "",
    ) -> Response:
        """What was sent to a subscriber and what it answered, the newest event first."""
        hook = await self._own(request, hook_id, READ)
        found = await run_in_threadpool(self._deliveries.page, hook.id, opened(cursor), limit)
        told = DeliveriesView(
            deliveries=tuple(map(_delivery, found.deliveries)), cursor=closed(found.cursor)
        )
        return as_json(told, {**CACHING, **links(request, told.cursor)})

    async def resend(self, request: Request, delivery_id: DeliveryId) -> Response:
        """Send an event again, whatever became of it; it is tried for three days anew."""
        found = await run_in_threadpool(self._deliveries.find, delivery_id)
        await self._own(request, found.hook_id, RESEND, f"There is no delivery {delivery_id}")
        await run_in_threadpool(self._deliveries.resend, delivery_id)
        again = await run_in_threadpool(self._deliveries.find, delivery_id)
        where = {"location": f"/v1/hooks/{again.hook_id}/deliveries"}
        return as_json(_delivery(again), where, 202)

    async def pause(self, request: Request, hook_id: HookId) -> Response:
        """Send nothing for now; what happens meanwhile waits for the subscriber."""
        return await self._turn(request, hook_id, HookState.PAUSED)

    async def resume(self, request: Request, hook_id: HookId) -> Response:
        """Go on sending, with all that has happened meanwhile."""
        return await self._turn(request, hook_id, HookState.ACTIVE)

    async def _turn(self, request: Request, hook_id: str, state: HookState) -> Response:
        hook = await self._own(request, hook_id, SUBSCRIBE)
        turned = await run_in_threadpool(self._book.set_state, hook.id, state)
        return as_json(_shown(turned), {})

    async def _own(self, request: Request, hook_id: str, action: str, unknown: str = "") -> Hook:
        """The subscription, if the caller may know of it; NotFound otherwise."""
        actor = await self._house.caller(request)
        hook = await run_in_threadpool(self._book.find, hook_id)
        if not _is_of(actor, hook):
            raise NotFound(unknown or f"There is no webhook {hook_id}")
        self._house.require(actor, action, Resource("hook", hook.id, hook.merchant_id))
        return hook


def _own_id(request: Request) -> str:
    """The id that follows from the key of the request, so that asking again makes no second one."""
    once = getattr(request.state, "once", "")
    return f"hook_{sha256(once.encode()).hexdigest()[:16]}" if once else ""


def _for(actor: Actor, events: Sequence[HookEvent]) -> tuple[HookEvent, ...]:
    """What may be told: merchants hear nothing of crises."""
    return tuple(e for e in events if not (actor.merchant_id and e.startswith("crisis.")))


def _is_of(actor: Actor, hook: Hook) -> bool:
    """A merchant knows of its own, a system of what it has subscribed, people of all."""
    if actor.merchant_id:
        return actor.merchant_id == hook.merchant_id
    return Role.SYSTEM not in actor.roles or actor.name == hook.owner


def _shown(hook: Hook) -> HookView:
    return HookView(**vars(hook))


def _delivery(found: Delivery) -> DeliveryView:
    tries = tuple(AttemptView(**vars(one)) for one in found.tries)
    return DeliveryView.model_validate({**vars(found), "tries": tries}, from_attributes=True)


def add_hooks(routes: Routes, desk: HookDesk) -> None:
    """Declare what is asked about webhooks, and done with them."""
    where, one = "/hooks", "/hooks/{hook_id}"
    routes.reads(Way(where, READ, "list_hooks", "List webhooks", TAG, HooksView), desk.all)
    added = "Subscribe; the secret is told this once"
    routes.does(Way(where, SUBSCRIBE, "add_hook", added, TAG, NewHookView, 201), desk.add)
    sent, name = "What was sent, and what was answered", "list_deliveries"
    went = Way(f"{one}/deliveries", READ, name, sent, TAG, DeliveriesView)
    routes.reads(went, desk.deliveries)
    again, name = "/hooks/deliveries/{delivery_id}/resend", "resend_delivery"
    routes.does(
        Way(again, RESEND, name, "Send an event again", TAG, DeliveryView, 202), desk.resend
    )
    paused = Way(f"{one}/pause", SUBSCRIBE, "pause_hook", "Send nothing", TAG, HookView)
    routes.does(paused, desk.pause)
    resumed = Way(f"{one}/resume", SUBSCRIBE, "resume_hook", "Go on sending", TAG, HookView)
    routes.does(resumed, desk.resume)
