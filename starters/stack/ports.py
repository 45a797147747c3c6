"""Which loopback ports the stack serves on, and what to do when one is taken."""

import socket
from itertools import count

import psutil

from makegood.settings import PREFIX, Ports

LOOPBACK = "127.0.0.1"
HIGHEST = 65535


class PortsTaken(Exception):
    """Ports are taken by somebody else; the text names each, its owner and its setting."""


def is_free(port: int) -> bool:
    """Say whether nobody listens on the loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def insist_on(wanted: Ports) -> Ports:
    """Return the wanted ports; raises `PortsTaken` when one of them is not free."""
    taken = [(name, port) for name, port in _by_name(wanted) if not is_free(port)]
    if taken:
        raise PortsTaken("\n".join(_complaint(name, port) for name, port in taken))
    return wanted


def next_free(wanted: Ports) -> Ports:
    """Return the wanted ports, each taken one replaced by the next that is free."""
    chosen: dict[str, int] = {}
    for name, port in _by_name(wanted):
        free = (one for one in count(port) if one not in chosen.values() and is_free(one))
        chosen[name] = next(free)
    return Ports.model_validate(chosen)


def _by_name(ports: Ports) -> list[tuple[str, int]]:
    return [(name, getattr(ports, name)) for name in Ports.model_fields]


def _complaint(name: str, port: int) -> str:
    variable = f"{PREFIX}{name.upper()}"
    return (
        f"Port {port} is taken{_by_whom(port)}. Stop that, or choose another: "
        f"{variable}={port + 1000 if port + 1000 < HIGHEST else port - 1000} make up"
    )


def _by_whom(port: int) -> str:
    """Return the owner of the port as far as this user may see it."""
    try:
        for one in psutil.net_connections(kind="tcp"):
            if one.laddr and one.laddr.port == port and one.status == "LISTEN" and one.pid:
                return f" by {psutil.Process(one.pid).name()} (process {one.pid})"
    except psutil.Error:
        pass
    return ""
