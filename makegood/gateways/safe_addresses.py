"""Calls to addresses that others gave us, which never end up inside our own network."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx
from typing_extensions import override

from makegood.messages.problems import Malformed, Retryable

LONGEST_URL = 2000
TUNNELS = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""Addresses that stand for others: a private one may hide in any of them."""

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Every address that a host has."""


class UnsafeAddress(Malformed):
    """An address that others gave leads into our own network, or is none to call."""


class AddressUnknown(Retryable):
    """Nobody knows the host at the moment."""


async def look_up(host: str, port: int) -> tuple[str, ...]:
    """Every address of the host, as the system's resolver knows them; AddressUnknown for none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise AddressUnknown(f"{host} cannot be found") from error
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class SafeAddresses:
    """Says which address of a host may be called: https to the public internet, and no other.

    With `loopback`, for development, this machine may be called as well, without encryption too.
    """

    def __init__(self, *, loopback: bool, resolve: Resolve = look_up) -> None:
        self._loopback = loopback
        self._resolve = resolve

    async def pinned(self, url: httpx.URL | str) -> str:
        """The address to call: every one that the host has is safe, and this is one of them.

        UnsafeAddress says why not. What was looked up is what is called: asking again could be
        answered otherwise.
        """
        told = _parsed(url)
        if told.scheme not in ("https", "http") or not told.host or told.userinfo:
            raise UnsafeAddress("url: an https address without a name and password in it")
        found = await self._resolve(told.host, told.port or (443 if told.scheme == "https" else 80))
        for each in found:
            self._require_safe(each, told.scheme)
        if not found:
            raise AddressUnknown(f"{told.host} cannot be found")
        return found[0]

    def _require_safe(self, address: str, scheme: str) -> None:
        found = _plain(ip_address(address.partition("%")[0]))
        if self._loopback and found.is_loopback:
            return
        if scheme != "https":
            raise UnsafeAddress("url: only https is called")
        if not is_public(found):
            raise UnsafeAddress("url: it leads into a private network")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public internet, and stands for no other."""
    tunnelled = any(address in each for each in TUNNELS if each.version == address.version)
    return address.is_global and not address.is_multicast and not tunnelled


class SafeTransport(httpx.AsyncBaseTransport):
    """Sends to the address that was found safe, under the name of the host that was asked for.

    Redirections are not followed: `safe_client` gives them back as they are.
    """

    def __init__(
        self, addresses: SafeAddresses, inner: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._addresses = addresses
        self._inner = inner or httpx.AsyncHTTPTransport(trust_env=False)

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        pinned = await self._addresses.pinned(request.url)
        request.url = request.url.copy_with(host=pinned)
        request.extensions = {**request.extensions, "sni_hostname": host}
        return await self._inner.handle_async_request(request)

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()


def safe_client(addresses: SafeAddresses, seconds: float = 10) -> httpx.AsyncClient:
    """A client that calls safe addresses only, follows no redirection and heeds no proxy."""
    return httpx.AsyncClient(
        transport=SafeTransport(addresses),
        timeout=seconds,
        follow_redirects=False,
        trust_env=False,
    )


def _parsed(url: httpx.URL | str) -> httpx.URL:
    if len(str(url)) > LONGEST_URL:
        raise UnsafeAddress(f"url: longer than {LONGEST_URL} characters")
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise UnsafeAddress("url: an https address") from error


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one is written for, where it is."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
