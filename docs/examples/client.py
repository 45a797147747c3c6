"""A client of the HTTP API in one file: files a claim with its papers, and says where it stands.

Give it the address and a key, then the claim and its documents, each with its kind:

    MAKEGOOD_API=http://127.0.0.1:8740 MAKEGOOD_KEY=... \
        python docs/examples/client.py claim.json invoice.pdf:invoice
"""

# ruff: noqa: INP001 - a script to copy, not a package

import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import httpx

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

TRIES = 6
LONGEST_PAUSE = 30
WORTH_REPEATING = frozenset({409, 429, 502, 503, 504})
"""In flight, too many, not now. Another 409 is a rule that says no; it has no Retry-After."""


class Refused(Exception):
    """The API says no: the problem, as RFC 9457 has it."""

    def __init__(self, problem: Mapping[str, Json]) -> None:
        super().__init__(f"{problem.get('title')}: {problem.get('detail')}")
        self.problem = problem


class Makegood:
    """Speaks to the API; whatever it repeats takes effect once."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def get(self, path: str) -> httpx.Response:
        """Read something; a read may be repeated as it is."""
        return self._sent("GET", path, {})

    def say(
        self, path: str, body: Json, key: str = "", seen: str = "", *, later: bool = False
    ) -> httpx.Response:
        """Have something done, once a key; `seen` is the ETag of what it is based on."""
        headers = {
            "Idempotency-Key": key or uuid4().hex,
            "Content-Type": "application/json",
            **({"If-Match": seen} if seen else {}),
            **({"Prefer": "respond-async"} if later else {}),
        }
        return self._sent("POST", path, headers, json.dumps(body).encode())

    def upload(self, paper: Path) -> str:
        """Hand a document in; the sha256 by which claims name it."""
        headers = {
            "Idempotency-Key": uuid4().hex,
            "Content-Type": "application/octet-stream",
        }
        stored: dict[str, str] = self._sent(
            "POST", "/v1/documents", headers, paper.read_bytes()
        ).json()
        return stored["sha256"]

    def _sent(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes = b""
    ) -> httpx.Response:
        """The answer; the same request, with the same key, again while that may help."""
        for attempt in range(TRIES):
            try:
                answer = self._http.request(method, path, headers=headers, content=content or None)
            except httpx.TransportError:
                if attempt == TRIES - 1:
                    raise
                time.sleep(min(2**attempt, LONGEST_PAUSE))
                continue
            pause = answer.headers.get("Retry-After")
            if answer.status_code in WORTH_REPEATING and pause and attempt < TRIES - 1:
                time.sleep(min(int(pause), LONGEST_PAUSE))
                continue
            if answer.is_error:
                raise Refused(answer.json())
            return answer
        raise AssertionError


def main(claim: str, *papers: str) -> None:
    """File a claim with its papers, and print where it stands."""
    address = os.environ.get("MAKEGOOD_API", "http://127.0.0.1:8740")
    bearer = {"Authorization": f"Bearer {os.environ['MAKEGOOD_KEY']}"}
    with httpx.Client(base_url=address, headers=bearer, timeout=30) as http:
        makegood = Makegood(http)
        filing = json.loads(Path(claim).read_text("utf-8"))
        named = [paper.rpartition(":") for paper in papers]
        filing["documents"] = [
            {"kind": kind, "sha256": makegood.upload(Path(path)), "name": Path(path).name}
            for path, _, kind in named
        ]
        filed = makegood.say("/v1/claims", filing, key=f"file-{filing['claim_id']}")
        status = makegood.get(filed.headers["Location"]).json()
        print(f"{status['claim_id']} {status['stage']}, version {status['version']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
