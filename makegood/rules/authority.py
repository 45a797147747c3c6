"""Who must sign a decision, who may sign it in whose place, and who is asked after them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from makegood.rules.claim import Team
from makegood.rules.money import Money
from makegood.rules.refusals import Refused
from makegood.rules.terms import AuthorityBand, AuthorityMatrix, Directory, Mandate, Person

COMMERCIAL_TEAMS = frozenset({Team.SALES, Team.KEY_ACCOUNT})
"""Teams that sign a bargain; over money plainly owed there is nothing to bargain about."""


@dataclass(frozen=True)
class Need:
    """What a decision is about, as far as it decides who must sign.

    `award` is the amount at stake: all that is to be paid, goodwill included, or what is denied.
    """

    award: Money
    goodwill: Money
    denial: bool = False
    doubt: bool = False
    legal_risk: bool = False
    owed: bool = False


@dataclass(frozen=True)
class Signer:
    """Someone who signs, in which capacity: for a delegate, that of the person acted for."""

    name: str
    teams: tuple[Team, ...]
    level: int
    acting_for: str = ""

    @property
    def identities(self) -> frozenset[str]:
        """The persons whose signature this is: the signer, and whom the signer acts for."""
        return frozenset({self.name, self.acting_for} - {""})


@dataclass(frozen=True)
class SigningRequest:
    """A signature that is asked for on a day, and who may not give it.

    `prepared_by` did the work that is signed; `signed_by` signed already, here or, where duties
    are separated, in an earlier round.
    """

    mandate: Mandate
    on: date
    prepared_by: frozenset[str] = frozenset()
    signed_by: frozenset[str] = frozenset()


def required_sign_offs(need: Need, matrix: AuthorityMatrix) -> tuple[Mandate, ...]:
    """The signatures that a decision needs: one a team, at its highest required level, in order.

    The band is chosen by the award; goodwill, denial, doubt and legal risk add to it. For money
    plainly owed, `owed` stands in place of the band's commercial teams. Refuses
    `no_authority` where the matrix names nobody.
    """
    mandates = (*_by_amount(need, matrix), *_by_kind(need, matrix))
    if not mandates:
        raise Refused("no_authority", f"The authority matrix names nobody for {need.award.text()}.")
    return _highest_by_team(mandates)


def release_mandates(
    amount: Money, matrix: AuthorityMatrix, dual_over: Money | None
) -> tuple[Mandate, ...]:
    """The signatures that release a payment; above `dual_over` those of dual release too.

    Kept apart, not merged by team: two mandates of Finance are two persons of Finance. An amount
    in another currency than the limit's cannot be shown to be below it, and is released twice.
    """
    if dual_over is None or _covers(dual_over, amount):
        return matrix.release
    return (*matrix.release, *matrix.dual_release)


def may_sign(signer: Signer, mandate: Mandate) -> bool:
    """Whether the signer is of the team, and high enough."""
    return mandate.team in signer.teams and signer.level >= mandate.level


def resolve_signer(directory: Directory, by: str, request: SigningRequest) -> Signer:
    """The capacity in which `by` may give the signature: their own, else by delegation.

    Refuses `unknown_person`, `absent`, `own_work`, `signed_already`, `not_of_team`,
    `level_too_low`. A delegation does not help its delegate past a rule that binds the person who
    gave it, and is not passed on.
    """
    person = _present(directory, by, request.on)
    _require_independent(by, request)
    capacities = [_own(person), *_delegated(directory, by, request.on)]
    of_team = [signer for signer in capacities if request.mandate.team in signer.teams]
    if not of_team:
        raise Refused("not_of_team", f"{by} is not of {request.mandate.team}, nor acts for it.")
    high_enough = [signer for signer in of_team if may_sign(signer, request.mandate)]
    if not high_enough:
        raise Refused("level_too_low", _too_low(by, request.mandate))
    return _first_independent(high_enough, request)


def who_may_sign(directory: Directory, request: SigningRequest) -> tuple[str, ...]:
    """The names of all who could give the signature; nobody at all is a reason to escalate."""
    return tuple(p.name for p in directory.people if _could(directory, p.name, request))


def climb(mandate: Mandate, matrix: AuthorityMatrix) -> tuple[str, ...]:
    """The levels that are asked one after the other while the mandate's own level is silent."""
    return matrix.levels[mandate.level :]


def _by_amount(need: Need, matrix: AuthorityMatrix) -> tuple[Mandate, ...]:
    band = _band(need.award, matrix.bands)
    if not need.owed:
        return band
    return (*(m for m in band if m.team not in COMMERCIAL_TEAMS), *matrix.owed)


def _by_kind(need: Need, matrix: AuthorityMatrix) -> tuple[Mandate, ...]:
    added = (
        (need.goodwill.is_positive, matrix.goodwill),
        (need.denial, matrix.denial),
        (need.doubt, matrix.doubt),
        (need.legal_risk, matrix.legal_risk),
    )
    return tuple(mandate for applies, mandates in added if applies for mandate in mandates)


def _band(award: Money, bands: tuple[AuthorityBand, ...]) -> tuple[Mandate, ...]:
    """The lowest band that covers the award; one in another currency never does."""
    limited = [(b.up_to, b) for b in bands if b.up_to is not None and _covers(b.up_to, award)]
    if limited:
        return min(limited, key=lambda pair: pair[0])[1].sign_offs
    unlimited = next((band for band in bands if band.up_to is None), None)
    if unlimited is None:
        raise Refused("no_authority", f"No band of the authority matrix covers {award.text()}.")
    return unlimited.sign_offs


def _covers(limit: Money, amount: Money) -> bool:
    return limit.currency == amount.currency and amount <= limit


def _highest_by_team(mandates: Iterable[Mandate]) -> tuple[Mandate, ...]:
    levels: dict[Team, int] = {}
    for mandate in mandates:
        levels[mandate.team] = max(mandate.level, levels.get(mandate.team, 0))
    return tuple(Mandate(team, levels[team]) for team in Team if team in levels)


def _present(directory: Directory, by: str, on: date) -> Person:
    person = directory.find(by)
    if person is None:
        raise Refused("unknown_person", f"{by} is not in the directory of who may sign.")
    if any(absence.since <= on <= absence.until for absence in person.absences):
        raise Refused("absent", f"{by} is absent on {on}; a delegate may sign instead.")
    return person


def _own(person: Person) -> Signer:
    return Signer(person.name, person.teams, person.level)


def _delegated(directory: Directory, by: str, on: date) -> list[Signer]:
    """The capacities lent to `by` on the day, the highest first."""
    lent = [
        Signer(by, person.teams, person.level, acting_for=person.name)
        for person in directory.people
        if any(d.to == by and d.since <= on <= d.until for d in person.delegations)
    ]
    return sorted(lent, key=lambda signer: (-signer.level, signer.acting_for))


def _first_independent(signers: list[Signer], request: SigningRequest) -> Signer:
    bound = request.prepared_by | request.signed_by
    free = (signer for signer in signers if not signer.identities & bound)
    chosen = next(free, signers[0])
    _require_independent(chosen.acting_for, request)
    return chosen


def _require_independent(name: str, request: SigningRequest) -> None:
    if name in request.prepared_by:
        raise Refused("own_work", f"{name} prepared this; another must sign it.")
    if name in request.signed_by:
        raise Refused("signed_already", f"{name} signed already; another must sign.")


def _too_low(by: str, mandate: Mandate) -> str:
    return f"{by} is below level {mandate.level} of {mandate.team}, which must sign this."


def _could(directory: Directory, by: str, request: SigningRequest) -> bool:
    try:
        resolve_signer(directory, by, request)
    except Refused:
        return False
    return True
