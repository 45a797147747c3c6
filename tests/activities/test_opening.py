"""A claim that could never be assessed is stopped at the door, where a person can still mend it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from activities.casework import Casework
from makegood.gateways.company import Company
from makegood.gateways.receivables import ReceivablesFile
from makegood.messages.problems import Malformed
from makegood.messages.records import CaseRecord
from makegood.messages.steps import OpenOrder
from makegood.policy.loader import load_policy
from makegood.rules.claim import Claim, ClaimKind, Parcel
from makegood.rules.duplicates import Match
from makegood.rules.money import Money
from makegood.store.engine import make_engine
from makegood.store.offsets import Offsets

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
TODAY = date(2026, 11, 20)


class Notebook:
    """The records of a case, kept in a list."""

    def __init__(self) -> None:
        self.written: list[CaseRecord] = []

    def open_claim(self, claim: Claim, content_hash: str, run_id: str = "") -> tuple[Match, ...]:
        """Nothing is like it."""
        return ()

    def record(self, record: CaseRecord) -> None:
        """Keep it."""
        self.written.append(record)

    def bury(self, kind: str, claim_id: str, reason: str, payload: str) -> None:
        """Nothing is buried here."""


def order(currency: str) -> OpenOrder:
    """A claim of the merchant whose contract is in VND."""
    claim = Claim(
        claim_id="C-1",
        merchant_id="merchant-lotus",
        kind=ClaimKind.LOST,
        parcels=(Parcel("LTS0000001"),),
        claimed=Money(Decimal(1000), currency),
        incident_on=TODAY,
        received_on=TODAY,
    )
    return OpenOrder(claim=claim, dated=True, payee=None, at=NOW, run_id="run")


def casework(notebook: Notebook, folder: Path) -> Casework:
    """The steps, with the policy that ships."""
    nothing_owed = ReceivablesFile(folder / "none.json")
    offsets = Offsets(make_engine(f"sqlite:///{folder / 'none.sqlite'}"))
    return Casework(notebook, Company(load_policy()), nothing_owed, offsets)


def test_a_currency_that_nothing_converts_is_named_before_anything_is_written(
    tmp_path: Path,
) -> None:
    notebook = Notebook()

    with pytest.raises(Malformed, match=r"^claimed: The contract is in VND .* no rate for JPY"):
        casework(notebook, tmp_path).open_claim(order("JPY"))

    assert notebook.written == []


def test_a_claim_in_the_currency_of_the_contract_is_in_the_lists_at_once(tmp_path: Path) -> None:
    notebook = Notebook()

    admitted = casework(notebook, tmp_path).open_claim(order("VND"))

    assert admitted.terms.currency == "VND"
    assert [record.row.stage for record in notebook.written] == ["verifying"]
