"""What is missing of the documents a claim needs, and what must be asked of the merchant."""

from collections.abc import Callable
from dataclasses import dataclass

from makegood.rules.claim import Claim, HeldDocument
from makegood.rules.evidence import Check, Verdict
from makegood.rules.requirements import Requirement, advised_documents, required_documents
from makegood.rules.terms import DocumentRule

__all__ = [
    "CONTENT_CHECKS",
    "Requirement",
    "Sufficiency",
    "deficiency_letter",
    "required_documents",
    "sufficiency",
]

DIGEST_SHOWN = 12
"""How much of a document's sha256 a check quotes."""

CONTENT_CHECKS = frozenset(
    {"invoice_number_found", "lines_sum_to_total", "invoice_not_after_shipping"}
    | {"dates_plausible", "claim_form_states_claim", "tracking_number_matches"}
    | {"invoice_number_agrees", "claim_not_above_invoice", "exif_against_incident"}
)
"""Checks of what a document says; every other check is of its container."""

WEAK_SIGNS = frozenset({"exif_against_incident"})
"""A contradiction goes to a person, silence means nothing, and the merchant is not asked."""

SETTLED_BY_VALUE = frozenset({"claim_not_above_invoice"})
"""Contradictions that the entitlement settles: the least of proven and claimed is paid."""


@dataclass(frozen=True)
class Sufficiency:
    """What stands between the documents held and a decision.

    `missing` and `failing` are for the merchant to mend; `doubts` are for a person of ours.
    `advised` would raise the amount, without it the claim goes on.
    """

    missing: tuple[Requirement, ...] = ()
    failing: tuple[Check, ...] = ()
    doubts: tuple[Check, ...] = ()
    advised: tuple[Requirement, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing has to be asked of the merchant."""
        return not self.missing and not self.failing


def sufficiency(
    claim: Claim,
    rules: tuple[DocumentRule, ...],
    held: tuple[HeldDocument, ...],
    checks: tuple[Check, ...],
) -> Sufficiency:
    """What is missing, what contradicts itself, and what nobody could answer by machine.

    A document whose container fails is as good as absent. A document that fails, or leaves a
    doubt, no longer counts once enough others of its kind do neither. Unknown is never a denial.
    """
    needs = required_documents(claim, rules)
    usable = _without(held, [check for check in checks if _spoils(check)])
    sound = _without(usable, [check for check in checks if _contradicts(check)])
    clear = _without(sound, [check for check in checks if _is_doubt(check)])
    return Sufficiency(
        missing=_unmet(needs, usable),
        failing=_about(checks, _contradicts, _unreplaced(held, sound, needs)),
        doubts=_about(checks, _is_doubt, _unreplaced(held, clear, needs)),
        advised=_unmet(advised_documents(rules), usable),
    )


def _spoils(check: Check) -> bool:
    of_container = bool(check.document) and check.name not in CONTENT_CHECKS
    return of_container and check.verdict is Verdict.FAIL


def _contradicts(check: Check) -> bool:
    mendable = check.name in CONTENT_CHECKS - WEAK_SIGNS - SETTLED_BY_VALUE
    return mendable and check.verdict is Verdict.FAIL


def _is_doubt(check: Check) -> bool:
    if check.name in WEAK_SIGNS:
        return check.verdict is Verdict.FAIL
    return check.verdict is Verdict.UNKNOWN


def _without(held: tuple[HeldDocument, ...], checks: list[Check]) -> tuple[HeldDocument, ...]:
    named = {check.document for check in checks}
    return tuple(document for document in held if document.sha256[:DIGEST_SHOWN] not in named)


def _unmet(
    needs: tuple[Requirement, ...], held: tuple[HeldDocument, ...]
) -> tuple[Requirement, ...]:
    return tuple(need for need in needs if _count(need.kinds, held) < need.at_least)


def _count(kinds: frozenset[str], held: tuple[HeldDocument, ...]) -> int:
    return len({document.sha256 for document in held if document.kind in kinds})


def _unreplaced(
    held: tuple[HeldDocument, ...], good: tuple[HeldDocument, ...], needs: tuple[Requirement, ...]
) -> frozenset[str]:
    """The documents that no other of their kind stands in for, by the start of their sha256."""
    return frozenset(
        document.sha256[:DIGEST_SHOWN]
        for document in held
        if _count(frozenset({document.kind}), good) < _needed(document.kind, needs)
    )


def _needed(kind: str, needs: tuple[Requirement, ...]) -> int:
    return max((need.at_least for need in needs if kind in need.kinds), default=1)


def _about(
    checks: tuple[Check, ...], wanted: Callable[[Check], bool], documents: frozenset[str]
) -> tuple[Check, ...]:
    """The checks of that sort which concern the claim as a whole, or one of those documents."""
    return tuple(
        check for check in checks if wanted(check) and (check.document in documents | {""})
    )


def deficiency_letter(held: Sufficiency) -> tuple[str, ...]:
    """What the merchant is asked for, a line each, in plain words with the clause it rests on."""
    return (
        *(f"Please send {_asked_for(need)}." for need in held.missing),
        *(_correction(check) for check in held.failing),
        *(f"For the full value, also send {_asked_for(need)}." for need in held.advised),
    )


def _asked_for(need: Requirement) -> str:
    kinds = " or ".join(_named(kind) for kind in (need.document, *need.alternatives))
    count = f"{need.at_least} x " if need.at_least > 1 else ""
    return f"{count}{kinds} ({need.clause})" if need.clause else f"{count}{kinds}"


def _correction(check: Check) -> str:
    page = f", page {check.page}" if check.page else ""
    document = f"document {check.document}{page}" if check.document else "your documents"
    return f"Please correct or explain {document}: {check.detail} ({_named(check.name)})."


def _named(name: str) -> str:
    return name.replace("_", " ")
