"""The three contracts that ship, as a merchant and an approver would read them."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from makegood.policy.book import Policy
from makegood.policy.faults import UnknownMerchant
from makegood.policy.loader import load_policy
from makegood.policy.pace import paced
from makegood.rules.authority import Need, SigningRequest, required_sign_offs, who_may_sign
from makegood.rules.calendar import Term, Unit
from makegood.rules.claim import OWED_KINDS, ClaimKind, Team
from makegood.rules.documents import CONTENT_CHECKS, required_documents
from makegood.rules.money import Money
from makegood.rules.terms import Mandate, PayoutMethod, Terms, Unsupplied
from tests.policy.tables import LOTUS, a_draft
from tests.rules.claims import a_claim

DAY = timedelta(seconds=2)
SECONDS = Unit("seconds")
ORDINARY_DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The policy that ships."""
    return load_policy()


def sign_offs(policy: Policy, award: int, **why: bool) -> set[tuple[Team, int]]:
    """Who signs an award of dong under the contract of Lotus."""
    terms = policy.terms_for("merchant-lotus", ClaimKind.LOST)
    zero = Money.zero("VND")
    need = Need(Money(Decimal(award), "VND"), zero, **why)
    return {(mandate.team, mandate.level) for mandate in required_sign_offs(need, terms.authority)}


def test_three_merchants_have_a_contract_with_named_sources(policy: Policy) -> None:
    assert policy.merchants() == ("merchant-lotus", "merchant-mabuhay", "merchant-meridian")
    assert all(contract.sources for contract in policy.contracts)


def test_a_merchant_without_a_contract_is_named(policy: Policy) -> None:
    with pytest.raises(UnknownMerchant, match="merchant-nobody"):
        policy.terms_for("merchant-nobody", ClaimKind.LOST)


@pytest.mark.parametrize("kind", ClaimKind)
@pytest.mark.parametrize("merchant", ["merchant-lotus", "merchant-mabuhay", "merchant-meridian"])
def test_terms_of_every_kind_carry_all_that_a_claim_needs_and_survive_json(
    policy: Policy, merchant: str, kind: ClaimKind
) -> None:
    terms = policy.terms_for(merchant, kind)
    wire = TypeAdapter(Terms)
    assert wire.validate_json(wire.dump_json(terms, exclude_defaults=True)) == terms
    assert (terms.version, terms.sha256) == (policy.version, policy.sha256)
    assert terms.filing
    assert terms.documents
    assert terms.coverage.clause
    assert terms.release_needed is (kind not in OWED_KINDS | {ClaimKind.LATE})


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        (2_500_000, {(Team.SERVICE_DESK, 2), (Team.OPERATIONS, 1)}),
        (12_500_000, {(Team.SERVICE_DESK, 2), (Team.OPERATIONS, 2)}),
        (12_500_001, {(Team.SERVICE_DESK, 2), (Team.OPERATIONS, 3), (Team.FINANCE, 1)}),
        (
            50_000_001,
            {(Team.SERVICE_DESK, 2), (Team.OPERATIONS, 3), (Team.FINANCE, 2), (Team.LEGAL, 1)}
            | {(Team.MANAGEMENT, 4)},
        ),
    ],
)
def test_authority_climbs_with_the_amount(
    policy: Policy, award: int, expected: set[tuple[Team, int]]
) -> None:
    assert sign_offs(policy, award) == expected


def test_a_small_claim_within_contract_needs_three_signatures_with_the_release(
    policy: Policy,
) -> None:
    release = policy.terms_for("merchant-lotus", ClaimKind.LOST).authority.release
    assert len(sign_offs(policy, 1_250_000)) + len(release) == 3


def test_a_denial_is_signed_by_legal_and_money_owed_by_finance(policy: Policy) -> None:
    assert (Team.LEGAL, 1) in sign_offs(policy, 1_250_000, denial=True)
    owed = sign_offs(policy, 1_250_000, owed=True)
    assert {(Team.FINANCE, 1), (Team.OPERATIONS, 1)} <= owed


def test_goodwill_is_signed_by_the_key_account_and_a_lead_of_sales(policy: Policy) -> None:
    authority = policy.terms_for("merchant-lotus", ClaimKind.LOST).authority
    assert authority.goodwill == (Mandate(Team.KEY_ACCOUNT, 1), Mandate(Team.SALES, 2))


def test_a_payment_can_be_released_twice_by_people_who_did_not_sign_before(policy: Policy) -> None:
    authority = policy.terms_for("merchant-lotus", ClaimKind.LOST).authority
    from_round = frozenset({"fin.oanh", "fin.quyen"})
    for mandate in (*authority.release, *authority.dual_release):
        request = SigningRequest(mandate, ORDINARY_DAY, signed_by=from_round)
        assert len(who_may_sign(policy.directory, request)) >= 2


def test_lotus_pays_on_without_an_invoice_and_meridian_does_not(policy: Policy) -> None:
    claim = a_claim()
    asked = {
        merchant: {
            need.document
            for need in required_documents(
                claim, policy.terms_for(merchant, ClaimKind.LOST).documents
            )
        }
        for merchant in policy.merchants()
    }
    assert asked["merchant-lotus"] == {"claim_form", "waybill"}
    assert asked["merchant-meridian"] >= {"claim_form", "invoice", "non_receipt_statement"}


def test_each_contract_differs_where_its_sources_do(policy: Policy) -> None:
    lotus = policy.terms_for("merchant-lotus", ClaimKind.LOST)
    mabuhay = policy.terms_for("merchant-mabuhay", ClaimKind.LOST)
    meridian = policy.terms_for("merchant-meridian", ClaimKind.LOST)
    assert lotus.coverage.per_parcel == Money(Decimal(5_000_000), "VND")
    assert lotus.coverage.freight_multiple == 4
    assert (mabuhay.payment.method, mabuhay.deficiency.then) == (
        PayoutMethod.OFFSET,
        Unsupplied.LAPSE,
    )
    assert meridian.coverage.per_kg == Money(Decimal(26), "XDR")
    assert [rate.base for rate in meridian.rates] == ["XDR"]


def test_a_contracts_own_row_replaces_the_default_or_drops_it(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change(LOTUS, "    documents: [*invoice_for_full_value]\n",
                 "    documents: [{document: packing_photo, need: dropped}, "
                 "{document: damage_photo, at_least: 5}]\n")  # fmt: skip
    terms = load_policy(draft.folder).terms_for("merchant-lotus", ClaimKind.DAMAGED)
    rules = {rule.document: rule for rule in terms.documents}
    assert "packing_photo" not in rules
    assert rules["damage_photo"].at_least == 5
    assert rules["inspection_minutes"].over == Money(Decimal(8_000_000), "VND")


def test_recovery_goes_with_the_kinds_that_a_carrier_answers_for(policy: Policy) -> None:
    assert policy.terms_for("merchant-lotus", ClaimKind.LOST).recovery
    assert policy.terms_for("merchant-lotus", ClaimKind.WRONG_FEE).recovery is None


def test_calendars_come_under_the_names_of_their_roles(policy: Policy) -> None:
    roles = policy.calendars_for("merchant-meridian")
    assert [(table.name, table.country) for table in roles] == [
        ("desk", "VN"),
        ("bank", "US"),
        ("carrier", "US"),
    ]


def test_any_edit_of_a_file_changes_the_hash(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    before = load_policy(draft.folder).sha256
    draft.change(LOTUS, "name: Lotus Home Living", "name: Lotus Home")
    assert load_policy(draft.folder).sha256 != before


def test_a_paced_policy_counts_in_seconds_and_never_closes(policy: Policy) -> None:
    quick = paced(policy, DAY)
    terms = quick.terms_for("merchant-lotus", ClaimKind.LOST)
    assert terms.deficiency.answer_within == Term(10, SECONDS)
    assert terms.payment.look_up_every == Term(1, SECONDS)
    assert terms.targets[0].target == Term(1, SECONDS)
    assert all(table.country is None for table in quick.calendars_for("merchant-lotus"))


def test_a_paced_policy_keeps_amounts_and_filing_windows_and_says_that_it_is_paced(
    policy: Policy,
) -> None:
    quick, slow = (
        each.terms_for("merchant-lotus", ClaimKind.LOST) for each in (paced(policy, DAY), policy)
    )
    assert (quick.filing, quick.coverage) == (slow.filing, slow.coverage)
    assert quick.version == f"{slow.version}+paced.2s"
    assert quick.sha256 != slow.sha256


def test_no_exclusion_follows_from_a_machines_check_alone(policy: Policy) -> None:
    findings = {
        exclusion.finding
        for contract in policy.contracts
        for _, terms in contract.terms
        for exclusion in terms.exclusions
    }
    assert findings.isdisjoint(CONTENT_CHECKS)
    assert "inadequate_packaging" in findings
