"""Bodies that are files: read piece by piece, and no further than they may be long."""

from collections.abc import Collection
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from fastapi import Request

from starters.http import catalogue
from starters.http.problems import Problem, Turned

IN_MEMORY = 1_000_000


@dataclass(frozen=True)
class Bound:
    """What is received, in the words of a refusal, and the most bytes that it has."""

    what: str
    most: int


async def received(request: Request, spool: IO[bytes], bound: Bound) -> None:
    """The body, piece by piece; Turned as soon as it is too long, however long it said it was."""
    announced = request.headers.get("content-length", "")
    _require(int(announced) if announced.isdecimal() else 0, bound)
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        _require(size, bound)
        spool.write(chunk)


async def received_bytes(request: Request, bound: Bound) -> bytes:
    """The body as a whole, of what is small enough for that."""
    with SpooledTemporaryFile(IN_MEMORY) as spool:
        await received(request, spool, bound)
        spool.seek(0)
        return spool.read()


def require_type(request: Request, accepted: Collection[str]) -> None:
    """Turned unless the body says to be one of these media types."""
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said not in accepted:
        wanted = " or ".join(accepted)
        raise Turned(Problem(catalogue.WRONG_TYPE, f"{wanted} is expected here."))


def _require(size: int, bound: Bound) -> None:
    if size > bound.most:
        most = f"{bound.what} has at most {bound.most} bytes."
        raise Turned(Problem(catalogue.TOO_LARGE, most))
