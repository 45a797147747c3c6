"""Verifies the seals of a case anywhere: what the API answered, against public keys.

Give it both as files, the keys from whoever keeps them and not from the door that answered. It says
of each decision whether its seal holds, and fails where one does not:

    curl ... "$MAKEGOOD_API/v1/claims/C-1001/seals" > seals.json
    python docs/examples/verify_seals.py seals.json public.json

It needs `cryptography` and nothing of Makegood. It tells neither whether a key was retired by then
nor what its door may say: both stand in the file of keys.
"""

# ruff: noqa: INP001 - a script to copy, not a package

import hashlib
import json
import sys
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def unpadded(text: str) -> bytes:
    """The bytes that base64url without padding stands for (RFC 7515)."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def fault(one: Mapping[str, Any], case: str, keys: Mapping[str, Mapping[str, str]]) -> str:
    """Why a seal does not prove that this was said to that case; empty where it does."""
    header, payload, signature = one["seal"].split(".")
    key = keys.get(json.loads(unpadded(header))["kid"])
    if key is None:
        return "no key of that id"
    try:
        public = Ed25519PublicKey.from_public_bytes(unpadded(key["x"]))
        public.verify(unpadded(signature), f"{header}.{payload}".encode())
    except InvalidSignature:
        return "not made with that key"
    said = json.loads(unpadded(payload))
    sha256 = hashlib.sha256(one["message"].encode()).hexdigest()
    wanted = (key["iss"], case, one["command"], one["by"], sha256)
    told = (said["iss"], said["case"], said["cmd"], said["sub"], said["msg"])
    return "" if told == wanted else "made for something else"


def main(answer: Path, public: Path) -> int:
    """Say it of every seal; how many do not hold."""
    told = json.loads(answer.read_text("utf-8"))
    keys = {key["kid"]: key for key in json.loads(public.read_text("utf-8"))["keys"]}
    faults = [fault(one, told["case"], keys) for one in told["seals"]]
    for one, why in zip(told["seals"], faults, strict=True):
        print(one["at"], one["command"], one["by"], one["key_id"], why or "holds")
    return sum(map(bool, faults))


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1]), Path(sys.argv[2])), 1))
