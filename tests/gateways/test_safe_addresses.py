"""No address that others gave leads into our own network, by whatever name or number."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from makegood.gateways.safe_addresses import (
    AddressUnknown,
    SafeAddresses,
    SafeTransport,
    UnsafeAddress,
    look_up,
    safe_client,
)

PUBLIC = "93.184.215.14"
HOOK = "https://portal.example/hooks"


def known_as(*addresses: str, loopback: bool = False) -> SafeAddresses:
    """A world in which every host has these addresses."""

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return addresses

    return SafeAddresses(loopback=loopback, resolve=resolve)


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
async def test_an_address_of_the_internet_may_be_called(address: str) -> None:
    assert await known_as(address).pinned(HOOK) == address


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.5", "172.16.0.1", "192.168.1.1"),
        *(
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
        ),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:1::"),
    ],
)
async def test_no_private_address_is_called_however_it_is_written(address: str) -> None:
    with pytest.raises(UnsafeAddress, match="private network"):
        await known_as(address).pinned(HOOK)


async def test_a_host_with_one_private_address_among_others_is_not_called() -> None:
    with pytest.raises(UnsafeAddress):
        await known_as(PUBLIC, "10.0.0.5").pinned(HOOK)


@pytest.mark.parametrize(
    "url",
    [
        *("http://portal.example/", "ftp://portal.example/", "file:///etc/passwd", "/hooks", ""),
        *("https://user:word@portal.example/", "https://", "https://[::1", "javascript:alert(1)"),
        "https://portal.example/" + "a" * 2000,
    ],
)
async def test_only_https_without_a_password_is_called(url: str) -> None:
    with pytest.raises(UnsafeAddress, match=r"^url: "):
        await known_as(PUBLIC).pinned(url)


@pytest.mark.parametrize("url", ["https://127.1/", "https://2130706433/", "https://0x7f.1/"])
async def test_numbers_that_mean_this_machine_are_not_called(url: str) -> None:
    with pytest.raises((UnsafeAddress, AddressUnknown)):
        await SafeAddresses(loopback=False).pinned(url)


async def test_a_developer_may_call_this_machine_and_nothing_else_inside() -> None:
    assert await known_as("127.0.0.1", loopback=True).pinned("http://localhost/") == "127.0.0.1"
    for address in ("10.0.0.5", "169.254.169.254"):
        with pytest.raises(UnsafeAddress):
            await known_as(address, loopback=True).pinned(HOOK)
    with pytest.raises(UnsafeAddress, match="only https"):
        await known_as(PUBLIC, loopback=True).pinned("http://portal.example/")


async def test_a_host_that_nobody_knows_may_be_known_later() -> None:
    with pytest.raises(AddressUnknown):
        await known_as().pinned(HOOK)
    with pytest.raises(AddressUnknown):
        await look_up("no-such-host.invalid", 443)


async def test_what_was_found_safe_is_what_is_called_under_the_hosts_own_name() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    transport = SafeTransport(known_as(PUBLIC), httpx.MockTransport(answer))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.post(HOOK, content=b"{}")

    (request,) = seen
    assert (request.url.host, request.headers["host"]) == (PUBLIC, "portal.example")
    assert request.extensions["sni_hostname"] == "portal.example"


async def test_a_name_that_changes_its_address_after_the_look_changes_nothing() -> None:
    answers = [(PUBLIC,), ("127.0.0.1",)]

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return answers.pop(0)

    called: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        called.append(request.url.host)
        return httpx.Response(204)

    addresses = SafeAddresses(loopback=False, resolve=resolve)
    async with httpx.AsyncClient(
        transport=SafeTransport(addresses, httpx.MockTransport(answer))
    ) as client:
        await client.post(HOOK)
        with pytest.raises(UnsafeAddress):
            await client.post(HOOK)

    assert called == [PUBLIC]


@asynccontextmanager
async def a_redirecting_server(port: int, to: str) -> AsyncIterator[str]:
    """A server of this machine that sends everybody elsewhere."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", port):
        yield f"http://localhost:{port}/"


async def test_a_redirection_is_not_followed(free_port: Callable[[], int]) -> None:
    inside = "http://169.254.169.254/latest/meta-data"
    async with (
        a_redirecting_server(free_port(), inside) as url,
        safe_client(SafeAddresses(loopback=True)) as client,
    ):
        answer = await client.get(url)

    assert (answer.status_code, answer.headers["location"]) == (302, inside)
