"""Who may do what: the one question that every door asks before it does anything."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from makegood.rules.claim import Team
from makegood.rules.money import Money

EARLIEST_CLOCK, LATEST_CLOCK = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
"""A day begins first and ends last on these clocks."""


class Role(StrEnum):
    """What somebody is to the company; one person may be several things."""

    MERCHANT = "merchant"
    EXECUTIVE = "executive"
    LEAD = "lead"
    OPERATIONS = "operations"
    FINANCE = "finance"
    LEGAL = "legal"
    SALES = "sales"
    KEY_ACCOUNT = "key_account"
    PR = "pr"
    ON_CALL = "on_call"
    MANAGEMENT = "management"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


class Condition(StrEnum):
    """What must hold besides the role for a grant to count."""

    OWN_MERCHANT = "own_merchant"
    OWN_TEAM = "own_team"
    MEMBER = "member"
    SCOPE = "scope"


@dataclass(frozen=True)
class Lent:
    """A team in whose name somebody may act between two days, both included, by delegation."""

    team: Team
    since: date
    until: date

    def holds(self, at: datetime) -> bool:
        """Whether it is one of those days anywhere; a case, which knows its calendar, decides."""
        begins = datetime.combine(self.since, time(), EARLIEST_CLOCK)
        ends = datetime.combine(self.until + timedelta(days=1), time(), LATEST_CLOCK)
        return begins <= at < ends


@dataclass(frozen=True)
class Actor:
    """Who asks: a person who signed in, or a system with a key; names are accounts.

    An actor with a `merchant_id` touches what is that merchant's and nothing else. `lent` are the
    teams of those who delegated to it. `scopes` are what a key was given for; `signed_in_at` is
    when a person last proved who it is. Who came by a link has a `glance`, such as `claim/C-1`: the
    one thing that may be read, and nothing may be done. `recognised` tells by what methods it
    is known.
    """

    name: str
    roles: frozenset[Role]
    teams: frozenset[Team] = frozenset()
    level: int = 0
    merchant_id: str = ""
    scopes: frozenset[str] = frozenset()
    signed_in_at: datetime | None = None
    lent: frozenset[Lent] = frozenset()
    glance: str = ""
    recognised: tuple[str, ...] = ()

    def teams_at(self, at: datetime) -> frozenset[Team]:
        """The teams in whose name the actor may act at that moment."""
        return self.teams | {one.team for one in self.lent if one.holds(at)}


@dataclass(frozen=True)
class Resource:
    """What it is asked about, as far as it decides who may; absent means that it does not matter.

    `team` is the one in whose name something is done; `members` may see a restricted case.
    """

    kind: str
    id: str = ""
    merchant_id: str = ""
    team: Team | None = None
    restricted: bool = False
    members: frozenset[str] = frozenset()
    amount: Money | None = None


@dataclass(frozen=True)
class Grant:
    """Actions that a role may take, under conditions that must all hold.

    An action is `<kind>.<verb>`, such as `claim.read` or `claim.sign_off`; `claim.*` is all of a
    kind, `*` is all there is.
    """

    role: Role
    actions: frozenset[str]
    conditions: frozenset[Condition] = frozenset()


@dataclass(frozen=True)
class AccessTable:
    """Who may do what, as policy says; what is granted to nobody is allowed to nobody.

    An action of `team_actions` is always done in the name of a team: where none is named, a grant
    for one's own team does not count. For an action of `step_up_actions` about more than
    `step_up_over`, a person must have signed in within `step_up_within`.
    """

    grants: tuple[Grant, ...]
    team_actions: frozenset[str] = frozenset()
    step_up_actions: frozenset[str] = frozenset()
    step_up_over: tuple[Money, ...] = ()
    step_up_within: timedelta = field(default=timedelta(minutes=10))


@dataclass(frozen=True)
class Verdict:
    """The answer, with a stable code and a sentence for whoever asked; `ok` where allowed."""

    allowed: bool
    code: str = "ok"
    message: str = ""


@dataclass(frozen=True)
class _Question:
    actor: Actor
    action: str
    resource: Resource
    at: datetime


def granted(actor: Actor, action: str, table: AccessTable) -> bool:
    """Whether the actor may do that to anything at all; to what, `authorize` says."""
    return any(_grants(one, actor, action) for one in table.grants)


def authorize(
    actor: Actor, action: str, resource: Resource, table: AccessTable, at: datetime
) -> Verdict:
    """Whether the actor may do that to it now.

    Codes of refusals, the first that applies: `not_granted`, `not_yours` (another merchant's, or
    in another team's name), `not_a_member` (of a restricted case), `sign_in_first` (who came by a
    link does more than look, or looks elsewhere), `sign_in_again` (step-up).
    """
    asked = _Question(actor, action, resource, at)
    grants = [one for one in table.grants if _grants(one, actor, action)]
    if not grants:
        return _refusal("not_granted", f"{actor.name} may not do that.")
    if not _is_ones_own(asked) or not any(_holds(one, asked, table) for one in grants):
        return _refusal("not_yours", f"{actor.name} may do that, but not here.")
    if resource.restricted and actor.name not in resource.members:
        return _refusal("not_a_member", "Only members may do that to this case.")
    if not _may_glance(asked):
        return _refusal("sign_in_first", "Sign in first: the link shows one case and no more.")
    if _must_step_up(asked, table):
        return _refusal("sign_in_again", "So large an amount: sign in again first.")
    return Verdict(allowed=True)


def _refusal(code: str, message: str) -> Verdict:
    return Verdict(allowed=False, code=code, message=message)


def _grants(grant: Grant, actor: Actor, action: str) -> bool:
    if grant.role not in actor.roles or not _covers(grant.actions, action):
        return False
    return Condition.SCOPE not in grant.conditions or _covers(actor.scopes, action)


def _covers(actions: frozenset[str], action: str) -> bool:
    kind = action.partition(".")[0]
    return not actions.isdisjoint({action, f"{kind}.*", "*"})


def _is_ones_own(asked: _Question) -> bool:
    """Who belongs to a merchant touches what is that merchant's; others touch any merchant's."""
    return not asked.actor.merchant_id or asked.actor.merchant_id == asked.resource.merchant_id


def _holds(grant: Grant, asked: _Question, table: AccessTable) -> bool:
    needs = grant.conditions
    if Condition.OWN_MERCHANT in needs and not asked.actor.merchant_id:
        return False
    if Condition.OWN_TEAM in needs and not _is_own_team(asked, table):
        return False
    return Condition.MEMBER not in needs or asked.actor.name in asked.resource.members


def _is_own_team(asked: _Question, table: AccessTable) -> bool:
    if asked.resource.team is None:
        return asked.action not in table.team_actions
    return asked.resource.team in asked.actor.teams_at(asked.at)


def _may_glance(asked: _Question) -> bool:
    """A link may have been passed on: it shows one case, and never a restricted one."""
    if not asked.actor.glance:
        return True
    seen = f"{asked.resource.kind}/{asked.resource.id}" == asked.actor.glance
    return seen and asked.action.endswith(".read") and not asked.resource.restricted


def _must_step_up(asked: _Question, table: AccessTable) -> bool:
    if asked.action not in table.step_up_actions:
        return False
    if not _is_large(asked.resource.amount, table.step_up_over):
        return False
    signed_in_at = asked.actor.signed_in_at
    return signed_in_at is None or asked.at - signed_in_at > table.step_up_within


def _is_large(amount: Money | None, limits: tuple[Money, ...]) -> bool:
    """An amount in a currency without a limit counts as large."""
    if amount is None:
        return False
    limit = next((one for one in limits if one.currency == amount.currency), None)
    return limit is None or amount > limit
