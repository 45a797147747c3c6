"""`hook add`, `list`, `deliveries`, `resend`, `pause` and `resume`: webhooks out."""

import asyncio
from typing import Annotated

import typer

from makegood.messages.hooks import HookEvent
from starters.cli import groups
from starters.cli.commands import command
from starters.cli.telling import table
from starters.cli.visit import Visit

Url = Annotated[str, typer.Option("--url", metavar="URL", help="Where events are sent; https.")]
Owner = Annotated[str, typer.Option("--owner", metavar="WHO", help="Who looks after it.")]
Events = Annotated[
    list[HookEvent], typer.Option("--event", help="What it is told of; as often as needed.")
]
Merchant = Annotated[
    str, typer.Option("--merchant", metavar="ID", help="Only of this merchant's claims.")
]
HookId = Annotated[str, typer.Argument(metavar="HOOK", help="The webhook.")]
DeliveryId = Annotated[str, typer.Argument(metavar="DELIVERY", help="The delivery.")]
Dead = Annotated[bool, typer.Option("--dead", help="Only those that were given up.")]


@command(groups.hook, "add")
def add(visit: Visit, url: Url, owner: Owner, event: Events, merchant: Merchant = "") -> None:
    """Tell an address of events from now on; its secret is shown this once."""
    from makegood.store.hooks import NewHook
    from starters.hooks.subscribing import addresses_of, subscribed

    new = NewHook(owner, url, tuple(event), merchant)
    hook, secret = asyncio.run(subscribed(visit.engine, addresses_of(visit.settings), new))
    told = {"hook": hook, "secret": secret}
    visit.tell(told, f"{hook.id} is told of {', '.join(hook.events)}", f"  secret    {secret}")


@command(groups.hook, "list")
def list_hooks(visit: Visit) -> None:
    """List who is told of what."""
    from makegood.store.hooks import HookBook

    hooks = HookBook(visit.engine).all()
    rows = [(h.id, h.owner, h.merchant_id, h.url, h.state, h.events) for h in hooks]
    shown = table(("hook", "owner", "merchant", "url", "state", "events"), rows)
    visit.tell({"hooks": hooks}, shown, f"{len(hooks)} webhooks")


@command(groups.hook, "deliveries")
def deliveries(visit: Visit, hook: HookId, dead: Dead = False) -> None:
    """What was sent to a webhook, the newest first, and what it answered."""
    from makegood.store.hook_deliveries import DeliveryState, HookDeliveries
    from makegood.store.hooks import HookBook

    HookBook(visit.engine).find(hook)
    found = HookDeliveries(visit.engine).of_hook(hook, DeliveryState.DEAD if dead else "")
    rows = [
        (d.id, d.made_at, d.type, d.case_key, d.state, d.attempts, last.status, last.error)
        for d in found
        for last in (d.tries[-1:] or (_UNTRIED,))
    ]
    columns = ("delivery", "at", "event", "case", "state", "tries", "answer", "error")
    visit.tell({"deliveries": found}, table(columns, rows), f"{len(found)} deliveries")


class _Untried:
    status, error = "", ""


_UNTRIED = _Untried()


@command(groups.hook, "resend")
def resend(visit: Visit, delivery: DeliveryId) -> None:
    """Send an event again, whatever became of it; the subscriber knows it by its id."""
    from makegood.store.hook_deliveries import HookDeliveries

    HookDeliveries(visit.engine).resend(delivery)
    visit.tell({"delivery": delivery}, f"{delivery} is sent again.")


@command(groups.hook, "pause")
def pause(visit: Visit, hook: HookId) -> None:
    """Send nothing for now; what happens meanwhile is kept."""
    from makegood.store.hooks import HookBook, HookState

    paused = HookBook(visit.engine).set_state(hook, HookState.PAUSED)
    visit.tell({"hook": paused}, f"{hook} is paused.")


@command(groups.hook, "resume")
def resume(visit: Visit, hook: HookId) -> None:
    """Go on, with what has happened meanwhile first."""
    from makegood.store.hooks import HookBook, HookState

    active = HookBook(visit.engine).set_state(hook, HookState.ACTIVE)
    visit.tell({"hook": active}, f"{hook} goes on.")
