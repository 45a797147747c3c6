"""The policy in force as a running company uses it: terms, calendars in their roles, people."""

from datetime import date

from makegood.gateways.calendars import snapshot
from makegood.messages.problems import NotFound
from makegood.policy.book import Contract, Policy
from makegood.policy.faults import UnknownMerchant
from makegood.rules.calendar import BusinessCalendar
from makegood.rules.claim import ClaimKind
from makegood.rules.terms import Directory, Terms

ROLES = ("desk", "bank")
"""The calendars that a claim counts by."""


class Company:
    """One version of the policy, with today's holiday tables."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @property
    def directory(self) -> Directory:
        """Who may sign."""
        return self._policy.directory

    def terms_for(self, merchant_id: str, kind: ClaimKind) -> Terms:
        """What a claim is pinned to; raises NotFound for a merchant without a contract."""
        self._contract(merchant_id)
        return self._policy.terms_for(merchant_id, kind)

    def calendars_for(
        self, merchant_id: str, since: date, until: date
    ) -> tuple[BusinessCalendar, ...]:
        """The calendars of the contract, as they are known today."""
        tables = self._contract(merchant_id).calendars
        return tuple(snapshot(table, since, until) for table in tables if table.name in ROLES)

    def _contract(self, merchant_id: str) -> Contract:
        try:
            return self._policy.contract_for(merchant_id)
        except UnknownMerchant as unknown:
            raise NotFound(str(unknown)) from unknown
