"""Letters put into words: which there are, what each may name, and how one is filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter

CLAIM = "claim"
"""The field that every letter has: the number of the claim."""

FIELDS: dict[str, frozenset[str]] = {
    "acknowledgement": frozenset({"policy"}),
    "appeal": frozenset({"reason"}),
    "assigned": frozenset({"reason"}),
    "closing": frozenset({"outcome", "why"}),
    "deficiency": frozenset({"missing", "answer_by", "clause", "otherwise"}),
    "denial": frozenset({"outcome", "why", "reasons", "appeal_until"}),
    "documents_reminder": frozenset({"answer_by"}),
    "escalation": frozenset({"clock", "milestone"}),
    "hold_placed": frozenset({"reason"}),
    "last_round": frozenset({"counters"}),
    "offer": frozenset({"total", "version", "valid_until", "parcels"}),
    "offer_expired": frozenset({"may_accept_until"}),
    "offer_needed": frozenset({"reply_by"}),
    "offer_reminder": frozenset({"valid_until"}),
    "parked": frozenset({"step", "reason"}),
    "payee_asked": frozenset({"why"}),
    "payee_reminder": frozenset(),
    "payment_advice": frozenset({"paid"}),
    "payment_failed": frozenset({"code"}),
    "remittance_advice": frozenset({"method", "amount", "invoice"}),
    "reminder": frozenset({"clock", "milestone"}),
    "repayment": frozenset({"amount"}),
    "sent_back": frozenset({"why"}),
    "sign_off_asked": frozenset({"subject"}),
}
"""The fields that each template may name, beside the claim."""

LINK = "link"
"""The way to the case, which the post puts into a letter; it is kept nowhere else."""

DECIDING = frozenset(
    {"assigned", "escalation", "offer_needed", "reminder", "sent_back", "sign_off_asked"}
)
"""Letters that ask somebody of ours to decide: they may name the link."""

DRILL = "drill"
"""The field by which a letter of a rehearsal is marked; whatever its wording, it says so first."""

_MOMENTS = frozenset(
    {"answer_by", "appeal_until", "due", "due_at", "may_accept_until", "next_at", "reply_by"}
    | {"valid_until"}
)
_WORDS = frozenset({"method", "milestone", "outcome", "role", "subject"})


@dataclass(frozen=True)
class Wording:
    """What a letter says; `{field}` stands for a value."""

    subject: str
    body: str


def filled_in(wording: Wording, fields: Mapping[str, str]) -> Wording:
    """The letter with its values in place.

    A line that names a field without a value is left out; one that names a field of several lines
    comes once for each of them. That of a rehearsal is marked as one in its subject and first line.
    """
    said = {name: _readable(name, value) for name, value in fields.items()}
    lines = (made for line in wording.body.splitlines() for made in _lines(line, said))
    subject, body = "".join(_lines(wording.subject, said)), "\n".join(lines)
    mark = fields.get(DRILL, "")
    return Wording(f"{mark}: {subject}", f"{mark}\n\n{body}") if mark else Wording(subject, body)


def mistakes(wording: Wording, allowed: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a wording that may name those fields: the part of it, and why."""
    for part, text in (("subject", wording.subject), ("body", wording.body)):
        try:
            unknown = sorted(set(_named(text)) - allowed)
        except ValueError as error:
            yield part, f"not a text with fields: {error}"
            continue
        for name in unknown:
            yield part, f"{{{name}}} is no field of it; fields are {', '.join(sorted(allowed))}"


def _named(text: str) -> list[str]:
    return [
        name + (f":{spec}" if spec else "") + (f"!{conversion}" if conversion else "")
        for _, name, spec, conversion in Formatter().parse(text)
        if name is not None
    ]


def _lines(line: str, fields: Mapping[str, str]) -> Iterator[str]:
    named = _named(line)
    if not all(fields.get(name) for name in named):
        return
    several = next((name for name in named if "\n" in fields[name]), None)
    if several is None:
        yield line.format_map(fields)
        return
    for value in fields[several].splitlines():
        yield line.format_map({**fields, several: value})


def _readable(name: str, value: str) -> str:
    if name in _MOMENTS and value:
        return f"{datetime.fromisoformat(value).astimezone(UTC):%d %B %Y, %H:%M} UTC"
    return value.replace("_", " ") if name in _WORDS else value
