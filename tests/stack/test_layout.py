"""The services of Makegood find one another, and tell no secret."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from makegood.settings import Ports, Settings
from starters.stack.layout import addressed, addresses, bank, services
from starters.stack.run import environment, running_stack

KEY = "whsec_" + "c2VjcmV0" * 6


@pytest.fixture
def ports(free_port: Callable[[], int]) -> Ports:
    """Ports that nobody uses."""
    return Ports.model_validate({name: free_port() for name in Ports.model_fields})


@pytest.fixture
def settings(tmp_path: Path, ports: Ports) -> Settings:
    """Settings of a stack on those ports."""
    return addressed(Settings(var=tmp_path, webhook_secret=SecretStr(KEY)), ports)


def test_workers_and_doors_come_after_the_database_and_that_after_the_servers(
    settings: Settings, ports: Ports
) -> None:
    order = {one.name: one.order for one in services(settings, ports)}

    assert order["temporal"] == order["bank"] < order["database"] < order["webhooks"]
    assert order["web"] == order["webhooks"]
    assert order["identity"] == order["bank"]
    assert {name for name in order if name.startswith("worker-")} == {
        *("worker-claims", "worker-documents", "worker-payments", "worker-notices"),
        "worker-crises",
    }


def test_every_service_is_told_the_same_addresses_and_the_key(
    settings: Settings, ports: Ports
) -> None:
    told = environment(settings)

    assert told["MAKEGOOD_TEMPORAL_ADDRESS"] == f"127.0.0.1:{ports.temporal_port}"
    assert told["MAKEGOOD_BANK_URL"] == f"http://127.0.0.1:{ports.bank_port}"
    assert told["MAKEGOOD_WEBHOOK_SECRET"] == KEY


def test_addresses_that_are_shown_hold_no_secret(settings: Settings, ports: Ports) -> None:
    shown = addresses(settings, ports)

    assert shown["MAKEGOOD_TEMPORAL_UI_URL"].endswith(str(ports.temporal_ui_port))
    assert KEY not in str(shown)


def test_no_secret_stands_in_a_command_line(settings: Settings, ports: Ports) -> None:
    assert KEY not in str([one.argv for one in services(settings, ports)])


def test_the_bank_lives_as_fast_as_the_policy_does(settings: Settings, ports: Ports) -> None:
    hurried = settings.model_copy(update={"policy_pace": 2.0})

    assert "--day-seconds" not in bank(settings, ports).argv
    assert bank(hurried, ports).argv[-2:] == ("--day-seconds", "2.0")


async def test_the_bank_of_the_stack_serves(settings: Settings, ports: Ports) -> None:
    async with (
        running_stack(settings, (bank(settings, ports),), print),
        httpx.AsyncClient(base_url=settings.bank_url) as client,
    ):
        answer = await client.get("/statement")

    assert answer.status_code == 200
    assert (settings.var / "bank.sqlite").exists()
