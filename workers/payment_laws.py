"""The tables that a payment is judged by: the edition of the policy that its claim is pinned to."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from makegood.gateways.company import Company
from makegood.messages.problems import Unproven
from makegood.messages.steps import PaymentGrounds
from makegood.policy.book import Policy
from makegood.policy.faults import PolicyError
from makegood.policy.loader import load_policy
from makegood.policy.pace import paced
from makegood.rules.claim import OWED_KINDS
from makegood.rules.proof import Law
from makegood.store.claims import utc_now
from makegood.store.policy_shelf import Files, PolicyShelf


class PinnedLaws:
    """Amounts and mandates of the pinned edition, by its hash; people as they are today."""

    def __init__(self, current: Policy, shelf: PolicyShelf, pace: float | None = None) -> None:
        self._current = current
        self._shelf = shelf
        self._pace = pace
        self._known: dict[str, Policy] = {current.sha256: current}

    def law_for(self, grounds: PaymentGrounds) -> Law:
        """The law of a payment; Unproven for an edition that is neither in force nor kept."""
        policy = self._known.get(grounds.policy_sha256) or self._kept(grounds.policy_sha256)
        company, today = Company(policy), utc_now().date()
        terms = company.terms_for(grounds.merchant_id, grounds.kind)
        calendars = company.calendars_for(grounds.merchant_id, today, today)
        desk = next(calendar for calendar in calendars if calendar.name == "desk")
        return Law(
            terms.version,
            self._current.directory,
            terms.authority,
            desk.offsets,
            terms.payment.dual_release_over,
            owed=grounds.kind in OWED_KINDS,
        )

    def _kept(self, sha256: str) -> Policy:
        """The edition of that hash from the shelf, at the pace of this process."""
        for edition in self._shelf.editions():
            policy = self._read(self._shelf.files(edition.sha256))
            if policy is not None:
                self._known.setdefault(policy.sha256, policy)
        if sha256 not in self._known:
            raise Unproven(f"Not proven: policy edition {sha256[:12]} is not on the shelf.")
        return self._known[sha256]

    def _read(self, files: Files) -> Policy | None:
        with TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            try:
                policy = load_policy(Path(folder))
            except PolicyError:
                return None
        return paced(policy, timedelta(seconds=self._pace)) if self._pace else policy
