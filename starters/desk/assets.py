"""The desk's own files, each under an address that changes with its content."""

import hashlib
from dataclasses import dataclass
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response

FOLDER = Path(__file__).parent / "static"
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
SHOWN = 12
"""Digits of the content's hash in an address."""


@dataclass(frozen=True)
class Asset:
    """A file that pages use, held in memory."""

    name: str
    content: bytes
    media_type: str

    @property
    def digest(self) -> str:
        """What its address changes with."""
        return hashlib.sha256(self.content).hexdigest()[:SHOWN]

    @property
    def url(self) -> str:
        """Where it is served, for as long as it stays as it is."""
        return f"/static/{self.digest}/{self.name}"


@cache
def assets() -> dict[str, Asset]:
    """Every file under `static`, by its name."""
    found = (path for path in sorted(FOLDER.rglob("*")) if path.is_file())
    return {asset.name: asset for asset in map(_read, found)}


@cache
def asset_url(name: str) -> str:
    """The address of a file that pages use; KeyError for a name that is none."""
    return assets()[name].url


def _read(path: Path) -> Asset:
    media_type = guess_type(path.name)[0] or "text/plain"
    return Asset(path.relative_to(FOLDER).as_posix(), path.read_bytes(), media_type)


def asset_routes() -> APIRouter:
    """The route that serves them; another content's address is not found."""
    router = APIRouter()

    @router.get("/static/{digest}/{name:path}", openapi_extra={"x-action": "public"})
    async def asset(digest: str, name: str) -> Response:
        found = assets().get(name)
        if found is None or found.digest != digest:
            raise HTTPException(404)
        return Response(found.content, media_type=found.media_type, headers=FOREVER)

    return router
