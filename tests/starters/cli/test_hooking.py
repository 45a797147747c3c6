"""Webhooks by the command line: added with a secret, listed, looked into, sent again, paused."""

from pathlib import Path

import pytest

from makegood.messages.hooks import HookAnswer
from makegood.messages.records import CaseRecord, TimelineEntry
from makegood.store.claims import ClaimRecords, utc_now
from makegood.store.engine import make_engine
from makegood.store.hook_deliveries import HookDeliveries
from makegood.store.migrate import migrate
from starters.exits import Exit
from tests.starters.cli.world import World
from tests.store.builders import a_row

ADD = ("hook", "add", "--owner", "erp", "--event", "claim.paid", "--url")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A folder of its own, with a database."""
    made = World(tmp_path)
    migrate(made.settings.database_url)
    return made


def added(world: World) -> str:
    """The id of a new webhook."""
    told = world.json(*ADD, "http://127.0.0.1:9/x")
    assert isinstance(told, dict)
    hook = told["hook"]
    assert isinstance(hook, dict)
    return str(hook["id"])


def given_up(world: World) -> str:
    """The id of a delivery whose subscriber is gone."""
    engine = make_engine(world.settings.database_url)
    book = HookDeliveries(engine)
    line = TimelineEntry(number=1, at=utc_now(), by="bank", what="paid", stage_to="aftercare")
    ClaimRecords(engine).record(CaseRecord(row=a_row(), timeline=(line,)))
    book.spread()
    [handed] = book.due(10)
    book.settle(handed.id, HookAnswer(status=410, text="gone"))
    return handed.id


def test_a_secret_is_shown_when_a_webhook_is_added_and_never_again(world: World) -> None:
    shown = world.makegood(*ADD, "http://127.0.0.1:9/x").stdout

    listed = world.makegood("hook", "list").stdout

    assert "secret    whsec_" in shown
    assert "claim.paid" in listed
    assert "whsec_" not in listed


def test_an_address_inside_our_network_is_refused(world: World) -> None:
    refused = world.makegood(*ADD, "https://10.0.0.1/x")

    assert refused.exit_code == Exit.USAGE
    assert "private network" in refused.stderr


def test_a_delivery_that_was_given_up_is_seen_and_sent_again(world: World) -> None:
    hook = added(world)
    delivery = given_up(world)

    dead = world.makegood("hook", "deliveries", hook, "--dead").stdout
    again = world.makegood("hook", "resend", delivery)

    assert delivery in dead
    assert "410" in dead
    assert again.stdout.strip() == f"{delivery} is sent again."
    assert "0 deliveries" in world.makegood("hook", "deliveries", hook, "--dead").stdout


def test_a_webhook_is_paused_and_goes_on(world: World) -> None:
    hook = added(world)

    assert world.makegood("hook", "pause", hook).stdout.strip() == f"{hook} is paused."
    assert world.makegood("hook", "resume", hook).stdout.strip() == f"{hook} goes on."


def test_a_webhook_that_is_not_there_is_not_found(world: World) -> None:
    assert world.makegood("hook", "pause", "hook_none").exit_code == Exit.NOT_FOUND
    assert world.makegood("hook", "deliveries", "hook_none").exit_code == Exit.NOT_FOUND
