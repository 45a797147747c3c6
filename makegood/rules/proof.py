"""Whether a payment rests on what people have signed under seal, before its money leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from makegood.rules.attempts import Attempt, payment_key
from makegood.rules.authority import (
    Need,
    Signer,
    SigningRequest,
    release_mandates,
    required_sign_offs,
    resolve_signer,
)
from makegood.rules.claim import Team
from makegood.rules.local_time import OffsetFrom, local_at
from makegood.rules.money import Money, total
from makegood.rules.payee import Payee
from makegood.rules.refusals import Refused
from makegood.rules.rounds import Decide, RoundSubject
from makegood.rules.subject import Subject, same_subject, subject_hash
from makegood.rules.terms import AuthorityMatrix, Directory, Mandate

UNPROVEN = "payment_unproven"
"""The refusal of a payment that the seals do not prove."""

GRANTS = {RoundSubject.RECOMMENDATION.value: "award", RoundSubject.OFFER.value: "offered"}
"""Rounds that grant money before it is released, with the sum in their subject that they grant."""

TO_PAY = "to_pay"


@dataclass(frozen=True)
class Word:
    """A decision whose seal was proven: who gave it for which team, on what, and when."""

    by: str
    team: Team
    decision: Decide
    subject_hash: str
    at: datetime


@dataclass(frozen=True)
class Law:
    """Who may sign, and whose signatures a payment needs, from the company's own tables.

    Nothing of it comes from the case. `version` is that of the policy, which is signed as well;
    above `dual_over` two persons release.
    """

    version: str
    directory: Directory
    authority: AuthorityMatrix
    offsets: tuple[OffsetFrom, ...]
    dual_over: Money | None = None
    owed: bool = False


@dataclass(frozen=True)
class Payable:
    """What is about to be paid; `begun` are the payments of the claim that our books know."""

    claim_id: str
    attempt: Attempt
    payee: Payee
    begun: tuple[Attempt, ...] = ()


def prove(
    payable: Payable, grounds: tuple[Subject, ...], words: tuple[Word, ...], law: Law
) -> tuple[str, ...]:
    """The keys of the earlier attempts that must have failed; none where this one was released.

    `grounds` are what was signed, as the case tells it: each counts only where a proven word names
    its fingerprint. Refuses `payment_unproven` unless a release names this payment, no less money
    and this account, whoever must release it has said so, and whoever must grant as much has; all
    of them different persons.
    """
    signed = tuple(each for each in grounds if any(_is_on(each, word) for word in words))
    release = _release(payable, signed)
    if release.policy_version != law.version:
        raise _unproven(f"policy {release.policy_version} was signed, not {law.version}")
    due, said = _sum(release, TO_PAY), _Said(words, law)
    mandates = release_mandates(due, law.authority, law.dual_over)
    released_by = said.meet(mandates, release, frozenset())
    if released_by is None:
        raise _unproven(f"no sealed release of {due.text()} by {_text(mandates)}")
    sums = ((each, _granted(each, release)) for each in signed)
    enough = [(each, sum_) for each, sum_ in sums if sum_ is not None and sum_ >= due]
    if not any(said.grant(each, sum_, released_by) for each, sum_ in enough):
        raise _unproven(f"no sealed approval of {due.text()} by everybody who must grant it")
    return _earlier(payable, release)


def _is_on(subject: Subject, word: Word) -> bool:
    return same_subject(word.subject_hash, subject_hash(subject))


def _unproven(why: str) -> Refused:
    return Refused(UNPROVEN, f"Not proven by seals: {why}.")


def _text(mandates: tuple[Mandate, ...]) -> str:
    return " and ".join(f"{mandate.team} (level {mandate.level})" for mandate in mandates)


def _sum(subject: Subject, name: str) -> Money:
    return dict(subject.amounts)[name]


def _release(payable: Payable, grounds: tuple[Subject, ...]) -> Subject:
    """The newest release that names the payment and its account, and covers its amount."""
    attempt = payable.attempt
    for subject in reversed(grounds):
        named = subject.what == RoundSubject.PAYMENT and _signed_try(payable, attempt, subject)
        if named and subject.payee == payable.payee and _covers(payable, subject):
            return subject
    raise _unproven(f"nothing that was released names {attempt.key}, its amount and its account")


def _signed_try(payable: Payable, attempt: Attempt, release: Subject) -> int:
    """The latest try at the leg, up to this one, that the release names; 0 where it names none."""
    keys = _keys(payable.claim_id, attempt, range(1, attempt.attempt + 1))
    if keys[-1] != attempt.key:
        return 0
    return max((n for n, key in enumerate(keys, start=1) if key in release.extra), default=0)


def _keys(claim_id: str, attempt: Attempt, tries: Iterable[int]) -> tuple[str, ...]:
    version, leg = attempt.settlement_version, attempt.leg
    return tuple(payment_key(claim_id, version, leg, number) for number in tries)


def _covers(payable: Payable, release: Subject) -> bool:
    """Whether the release covers this payment and those of its other legs that were begun."""
    due, attempt = _sum(release, TO_PAY), payable.attempt
    legs = {
        (other.settlement_version, other.leg): other.amount
        for other in payable.begun
        if _signed_try(payable, other, release)
    }
    legs[attempt.settlement_version, attempt.leg] = attempt.amount
    if any(amount.currency != due.currency for amount in legs.values()):
        return False
    return total(legs.values(), due.currency) <= due


def _granted(ground: Subject, release: Subject) -> Money | None:
    """How much was granted with it; the release itself may be signed by all who must grant."""
    name = TO_PAY if ground == release else GRANTS.get(ground.what)
    return _sum(ground, name) if name else None


@dataclass(frozen=True)
class _Said:
    """What was said under seal, by people of whom the law knows what they may sign."""

    words: tuple[Word, ...]
    law: Law

    def grant(self, ground: Subject, award: Money, used: frozenset[str]) -> bool:
        """Whether all who must grant that much have approved it, none of them used before."""
        above = max(award - _sum(ground, "entitlement"), Money.zero(award.currency))
        need = Need(award, above, owed=self.law.owed)
        mandates = required_sign_offs(need, self.law.authority)
        return self.meet(mandates, ground, used) is not None

    def meet(
        self, mandates: tuple[Mandate, ...], subject: Subject, used: frozenset[str]
    ) -> frozenset[str] | None:
        """All who are used once each mandate has a signer of its own; None where one has not."""
        approvals = self._approvals(subject)
        for mandate in sorted(mandates, key=lambda each: -each.level):
            able = [signer for word in approvals for signer in self._able(word, mandate, used)]
            if not able:
                return None
            used |= min(able, key=lambda signer: signer.level).identities
        return used

    def _approvals(self, subject: Subject) -> tuple[Word, ...]:
        """Who approves the subject, by their last word on it."""
        last = {word.by: word for word in self.words if _is_on(subject, word)}
        return tuple(word for word in last.values() if word.decision is Decide.APPROVE)

    def _able(self, word: Word, mandate: Mandate, used: frozenset[str]) -> tuple[Signer, ...]:
        """In which capacity that word meets the mandate; none where it does not."""
        if word.team is not mandate.team:
            return ()
        day = local_at(self.law.offsets, word.at).date()
        request = SigningRequest(mandate, day, signed_by=used)
        try:
            return (resolve_signer(self.law.directory, word.by, request),)
        except Refused:
            return ()


def _earlier(payable: Payable, release: Subject) -> tuple[str, ...]:
    """The tries since the one that was released: this one is due only if they have failed."""
    signed = _signed_try(payable, payable.attempt, release)
    return _keys(payable.claim_id, payable.attempt, range(signed, payable.attempt.attempt))
