"""Which documents a claim needs under its contract."""

from dataclasses import dataclass

from makegood.rules.claim import Claim
from makegood.rules.money import Money
from makegood.rules.terms import Condition, DocumentRule, Need

THEFT_WORDS = (
    *("stolen", "theft", "thief", "robbed", "robbery", "burglary"),
    *("mất trộm", "ăn trộm", "trộm cắp", "bị cướp", "ninakaw", "nanakaw"),
)
"""Words of a statement that speak of a crime: English, Vietnamese, Filipino."""


@dataclass(frozen=True)
class Requirement:
    """A document that the contract asks for: how many, by which clause, what serves as well."""

    document: str
    at_least: int = 1
    clause: str = ""
    alternatives: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """All kinds of document that meet it."""
        return frozenset({self.document, *self.alternatives})


def required_documents(claim: Claim, rules: tuple[DocumentRule, ...]) -> tuple[Requirement, ...]:
    """What the merchant has to hand in for the claim to be decided, in the contract's order."""
    return tuple(_requirement(rule) for rule in rules if _is_required(rule, claim))


def advised_documents(rules: tuple[DocumentRule, ...]) -> tuple[Requirement, ...]:
    """What the full value depends on: without it the statutory fallback is paid."""
    return tuple(_requirement(rule) for rule in rules if rule.when is Condition.FOR_FULL_VALUE)


def documents_before_payout(rules: tuple[DocumentRule, ...]) -> tuple[Requirement, ...]:
    """What is needed only when the money is about to leave."""
    return tuple(_requirement(rule) for rule in rules if rule.when is Condition.BEFORE_PAYOUT)


def _requirement(rule: DocumentRule) -> Requirement:
    return Requirement(rule.document, rule.at_least, rule.clause, rule.alternatives)


def _is_required(rule: DocumentRule, claim: Claim) -> bool:
    if rule.need is Need.REQUIRED:
        return True
    return rule.need is Need.CONDITIONAL and _applies(rule, claim)


def _applies(rule: DocumentRule, claim: Claim) -> bool:
    if rule.when is Condition.OVER_AMOUNT:
        return _exceeds(claim.claimed, rule.over)
    if rule.when is Condition.DELIVERED:
        return any(parcel.delivered_on for parcel in claim.parcels)
    return rule.when is Condition.THEFT and speaks_of_theft(claim.statement)


def _exceeds(claimed: Money, over: Money | None) -> bool:
    """Whether more is claimed; what cannot be compared cannot be shown to be less."""
    return over is None or claimed.currency != over.currency or claimed > over


def speaks_of_theft(statement: str) -> bool:
    """Whether the statement of facts speaks of a crime, so that a police report is due."""
    words = statement.casefold()
    return any(word in words for word in THEFT_WORDS)
