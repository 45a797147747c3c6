"""The fingerprint of what is being signed, so that a signature holds for exactly what was seen."""

import hashlib
import json
from dataclasses import asdict, dataclass

from makegood.rules.money import Money
from makegood.rules.payee import Payee

SHOWN = 16
"""How many digits of a fingerprint a person is shown; that many also identify it."""


@dataclass(frozen=True)
class Subject:
    """All that a signature is bound to; every field counts, also the order within it.

    `amounts` are named sums, `lines` amounts by tracking number, `documents` content hashes.
    `extra` holds whatever else was shown and decides: a recommendation, a finding, a clause.
    """

    what: str
    amounts: tuple[tuple[str, Money], ...] = ()
    lines: tuple[tuple[str, Money], ...] = ()
    payee: Payee | None = None
    documents: tuple[str, ...] = ()
    policy_version: str = ""
    extra: tuple[str, ...] = ()


def subject_hash(subject: Subject) -> str:
    """The sha256 of the subject's canonical JSON, in 64 hex digits; equal subjects agree."""
    return hashlib.sha256(_canonical(subject)).hexdigest()


def same_subject(seen: str, current: str) -> bool:
    """Whether a fingerprint that someone quotes, whole or as shown, is the current one."""
    return len(seen) >= SHOWN and current.startswith(seen)


def _canonical(subject: Subject) -> bytes:
    text = json.dumps(asdict(subject), default=str, sort_keys=True, separators=(",", ":"))
    return text.encode("ascii")
