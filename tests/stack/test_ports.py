"""A taken port is named with its setting, or replaced by the next that is free."""

import socket
from collections.abc import Callable, Iterator

import pytest

from makegood.settings import Ports
from starters.stack.ports import PortsTaken, insist_on, is_free, next_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def ports(free_port: Callable[[], int], taken: int) -> Ports:
    """Ports of which only the bank's is taken."""
    return Ports(
        temporal_port=free_port(),
        temporal_ui_port=free_port(),
        bank_port=taken,
        webhooks_port=free_port(),
        web_port=free_port(),
    )


def test_a_taken_port_is_named_with_its_owner_and_the_setting_that_moves_it(
    ports: Ports, taken: int
) -> None:
    with pytest.raises(PortsTaken) as complaint:
        insist_on(ports)

    said = str(complaint.value)
    assert f"Port {taken} is taken by " in said
    assert "MAKEGOOD_BANK_PORT=" in said
    assert "TEMPORAL" not in said


def test_ports_that_are_free_are_taken_as_they_are(ports: Ports) -> None:
    free = next_free(ports)

    assert insist_on(free) == free
    assert free.temporal_port == ports.temporal_port


def test_a_demo_moves_to_the_next_free_port(ports: Ports, taken: int) -> None:
    moved = next_free(ports)

    assert moved.bank_port > taken
    assert is_free(moved.bank_port)


def test_no_port_is_given_twice(free_port: Callable[[], int]) -> None:
    one = free_port()

    moved = next_free(Ports.model_validate(dict.fromkeys(Ports.model_fields, one)))

    assert len(set(moved.model_dump().values())) == len(Ports.model_fields)
