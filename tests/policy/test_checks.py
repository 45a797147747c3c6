"""A policy that contradicts itself is refused, with file, line and table."""

from pathlib import Path

import pytest

from makegood.policy.faults import PolicyError
from makegood.policy.loader import load_policy
from tests.policy.tables import LOTUS, a_draft


@pytest.mark.parametrize(
    ("file", "old", "new", "table", "message"),
    [
        ("authority.yaml", "up_to: null", "up_to: 60_000_000 VND",
         "matrices.vnd.bands", "the last band is without limit"),
        ("authority.yaml", "up_to: 12_500_000 VND", "up_to: null",
         "matrices.vnd.bands", "only the last band is without limit"),
        ("authority.yaml", "up_to: 12_500_000 VND", "up_to: 12_500_000 PHP",
         "matrices.vnd.bands", "the bands of a matrix are in one currency"),
        ("authority.yaml", "up_to: 12_500_000 VND", "up_to: 2_000_000 VND",
         "matrices.vnd.bands", "the limits ascend from band to band"),
        ("authority.yaml", "sign_offs: [service_desk 2, operations 1]", "sign_offs: []",
         "matrices.vnd.bands[0].sign_offs", "nobody signs"),
        ("authority.yaml", "release: &release [finance 1]", "release: &release []",
         "matrices.vnd.release", "nobody signs"),
        ("authority.yaml", "denial: &denial [legal 1]", "denial: &denial [legal 9]",
         "matrices.vnd.denial[0]", "legal level 9: the ladder has levels 1 to 4"),
        ("people.yaml", "name: desk.chi", "name: desk.an",
         "people[1].name", "desk.an comes twice"),
        ("people.yaml", "teams: [service_desk]", "teams: []",
         "people[0]", "a person is of at least one team"),
        ("people.yaml", "since: 2026-12-24", "since: 2027-12-24",
         "people[14].absences[0]", "ends on 2027-01-03, before it begins"),
        ("people.yaml", "to: fin.quyen, since: 2026-12-24", "to: fin.quyen, since: 2027-12-24",
         "people[14].delegations[0]", "ends on 2027-01-03, before it begins"),
        ("people.yaml", "to: fin.quyen", "to: fin.nobody",
         "people[14].delegations[0].to", "fin.nobody is not in the directory"),
        ("people.yaml", "to: fin.quyen", "to: fin.tam",
         "people[14].delegations[0].to", "delegations go round in a circle back to fin.tam"),
        ("calendars.yaml", "timezone: Asia/Manila", "timezone: Asia/Cebu",
         "calendars[3].timezone", "no time zone is called Asia/Cebu"),
        ("calendars.yaml", "name: bank-ph", "name: desk-ph",
         "calendars[4].name", "desk-ph comes twice"),
        ("exclusions.yaml", "number: 52", "number: 12",
         "exclusions[1].number", "numbers below 50 belong to the rules"),
        ("exclusions.yaml", "number: 65", "number: 64",
         "exclusions[14].number", "64 comes twice"),
        ("exclusions.yaml", "papers, finding: seized}", "papers}",
         "exclusions[8]", "applies to nothing"),
        ("targets.yaml", "name: decision", "name: decided",
         "sets.domestic", "no target for decision"),
        ("targets.yaml", "name: carrier, kind: underpinning", "name: carrier, kind: hope",
         "sets.domestic[13].kind", "expected one of sla, ola"),
        ("targets.yaml", "2 business_days, calendar: bank", "2 business_days, calendar: moon",
         "sets.domestic[14].calendar", "expected one of desk, bank, carrier"),
        ("targets.yaml", "target: 4 business_hours", "target: 0 business_hours",
         "sets.domestic[0].target", "a promise of no time at all"),
        ("documents.yaml", "  lost:\n    - {document: claim_form}",
         "  lost:\n    - {document: claim_form, at_least: 0}",
         "documents.lost[0].at_least", "at least one"),
        (LOTUS, "bank: bank-vn", "bank: bank-mars", "calendars.bank", "bank-mars is not among"),
        (LOTUS, "authority: vnd", "authority: gold", "authority", "gold is not among"),
        (LOTUS, "authority: vnd", "authority: php", "authority",
         "6,000.00 PHP in a contract in VND"),
        (LOTUS, "targets: domestic", "targets: lunar", "targets", "lunar is not among"),
        (LOTUS, "number: 62", "number: 99", "exclusions[8].number", "99 is not among"),
        (LOTUS, "from_amount: 200_000 VND", "from_amount: 0 VND", "recovery.from_amount",
         "more than nothing"),
        (LOTUS, "per_parcel: 5_000_000 VND", "per_parcel: 200 USD",
         "kinds.lost.coverage.per_parcel", "200.00 USD in a contract in VND"),
        (LOTUS, "per_parcel: 5_000_000 VND", "per_kg: 26 EUR",
         "kinds.lost.coverage.per_kg", "rates.yaml has no rate from EUR to VND"),
        (LOTUS, "within: 60 calendar_days\n", "within: 0 calendar_days\n", "recovery.within",
         "a term of no time at all"),
        (LOTUS, "starts: incident_on, within: 60 calendar_days",
         "starts: incident_on, within: 60 business_hours",
         "kinds.warehouse_loss.filing.within", "counted in days, not in business_hours"),
        (LOTUS, "no_earlier: 3 calendar_days", "no_earlier: 90 calendar_days",
         "kinds.cod_mismatch.filing.no_earlier", "the window closes before it opens"),
        (LOTUS, "rounds: 2", "rounds: 0", "deficiency.rounds", "asked at least once"),
        (LOTUS, "rounds: 3", "rounds: 0", "negotiation.rounds", "at least one round"),
        (LOTUS, "ceiling_percent: 150", "ceiling_percent: 90", "negotiation.ceiling_percent",
         "not below authority_percent"),
        (LOTUS, "rounds: 3", "rounds: 3\n  reminders_percent: [80, 50]",
         "negotiation.reminders_percent", "ascending"),
        (LOTUS, "rounds: 3", "rounds: 3\n  reminders_percent: [50, 100]",
         "negotiation.reminders_percent", "between 1 and 99"),
        (LOTUS, "method: transfer", "method: offset", "payment.method", "offset_allowed"),
        (LOTUS, "    coverage: {clause: art. 9.1}\n    release_needed: false",
         "    coverage: {clause: art. 9.1}", "kinds.cod_mismatch.release_needed",
         "no release is asked for money plainly owed"),
        (LOTUS, "freight_percent: 100, clause: art. 7.4", "clause: art. 7.4",
         "kinds.late.coverage.freight_percent", "is missing"),
        (LOTUS, "freight_percent: 100", "freight_percent: 400",
         "kinds.late.coverage.freight_percent", "a percentage between 1 and 100"),
        (LOTUS, "freight_multiple: 4", "freight_multiple: 0",
         "kinds.lost.coverage.freight_multiple", "more than nothing"),
        (LOTUS, "coverage: {clause: art. 9.1}", "coverage: {}",
         "kinds.cod_mismatch.coverage.clause", "explained by its clause"),
        (LOTUS, "        when: for_full_value\n", "", "kinds.lost.documents[0].when",
         "a condition goes with need: conditional"),
        (LOTUS, "when: for_full_value", "when: over_amount", "kinds.lost.documents[0].over",
         "an amount goes with when: over_amount"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_by_file_line_and_table(
    tmp_path: Path, file: str, old: str, new: str, table: str, message: str
) -> None:
    draft = a_draft(tmp_path)
    draft.change(file, old, new)
    found = [fault for fault in draft.faults() if f" {table}: " in fault]
    assert any(fault.startswith(f"{file}:") and message in fault for fault in found), draft.faults()


def test_the_policy_that_ships_has_no_fault(tmp_path: Path) -> None:
    assert a_draft(tmp_path).faults() == []


def test_several_faults_are_shown_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    amount = draft.change(LOTUS, "per_parcel: 5_000_000 VND", "per_parcel: lots")
    typo = draft.change(LOTUS, "freight_multiple: 4", "freight_multple: 4")
    team = draft.change("authority.yaml", "[key_account 1, sales 2]", "[key_account 4, sales 2]")
    alone = "key_account level 4: 2 people must be able to sign, found nobody"
    unclear = "expected an amount such as 5_000_000 VND or 12.50 USD, not 'lots'"
    meant = "did you mean freight_multiple?"
    assert draft.faults() == [
        f"authority.yaml:{team} matrices.vnd.goodwill[0]: {alone}",
        f"{LOTUS}:{amount} kinds.lost.coverage.per_parcel: {unclear}",
        f"{LOTUS}:{typo} kinds.lost.coverage.freight_multple: unknown key; {meant}",
    ]


def test_a_signature_that_one_person_alone_could_give_stops_claims_when_away(
    tmp_path: Path,
) -> None:
    draft = a_draft(tmp_path)
    draft.change("people.yaml", "{name: dir.nam, teams: [management], level: 4}",
                 "{name: dir.nam, teams: [management], level: 3}")  # fmt: skip
    message = "management level 4: 2 people must be able to sign, found dir.mai"
    short = [fault.partition(":")[0] for fault in draft.faults() if message in fault]
    assert short.count("authority.yaml") == 3
    assert short.count("playbooks/data-leak.yaml") == 1


def test_a_longer_circle_of_delegations_is_found(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change(
        "people.yaml",
        "{name: fin.quyen, teams: [finance], level: 2}",
        "{name: fin.quyen, teams: [finance], level: 2, "
        "delegations: [{to: fin.tam, since: 2026-12-01, until: 2026-12-02}]}",
    )
    circles = [fault for fault in draft.faults() if "go round in a circle" in fault]
    assert len(circles) == 2


def test_a_contract_without_a_kind_of_claim_is_refused(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    path = draft.folder / LOTUS
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  wrong_fee:")], encoding="utf-8")
    line = text[: text.index("kinds:\n")].count("\n") + 2
    assert draft.faults() == [f"{LOTUS}:{line} kinds: nothing is said on wrong_fee"]


def test_a_contract_names_its_sources(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    path = draft.folder / LOTUS
    text = path.read_text(encoding="utf-8")
    start, end = text.index("sources:"), text.index("calendars: {desk")
    path.write_text(f"{text[:start]}sources: []\n{text[end:]}", encoding="utf-8")
    (fault,) = draft.faults()
    assert fault.endswith("sources: name at least one source of the terms")


def test_a_merchant_has_one_contract(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    text = (draft.folder / LOTUS).read_text(encoding="utf-8")
    (draft.folder / "contracts/zz.yaml").write_text(text, encoding="utf-8")
    (fault,) = draft.faults()
    assert fault.startswith("contracts/zz.yaml:")
    assert fault.endswith("merchant: merchant-lotus has another contract already")


def test_a_kind_that_needs_no_document_at_all_is_refused(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change("documents.yaml", "    - {document: claim_form}\n    - {document: waybill, "
                 "alternatives: [label_photo]}\n    - {document: tracking_history",
                 "    - {document: tracking_history")  # fmt: skip
    assert f"{LOTUS}" in "".join(draft.faults())
    assert all(fault.endswith("kinds.late.documents: no document is required")
               for fault in draft.faults())  # fmt: skip


@pytest.mark.parametrize(
    "file",
    ["policy", "rates", "calendars", "authority", "targets", "exclusions", "documents", "people"],
)
def test_a_file_that_is_absent_is_one_fault_and_not_a_hundred(tmp_path: Path, file: str) -> None:
    draft = a_draft(tmp_path)
    (draft.folder / f"{file}.yaml").unlink()
    assert draft.faults() == [f"{file}.yaml:1: cannot be read: No such file or directory"]


def test_a_file_that_is_not_text_is_a_fault(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    (draft.folder / "people.yaml").write_bytes(b"\xff\xfe\x00")
    assert draft.faults() == ["people.yaml:1: cannot be read: not UTF-8 text"]


def test_a_policy_without_contracts_is_refused(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    for path in (draft.folder / "contracts").iterdir():
        path.unlink()
    accounts = "access.yaml:{} accounts[{}].merchant: there is no contract with {}"
    assert draft.faults() == [
        "contracts:1: no contract: a folder with a .yaml file a merchant",
        accounts.format(24, 0, "merchant-lotus"),
        accounts.format(25, 1, "merchant-mabuhay"),
        accounts.format(26, 2, "merchant-meridian"),
    ]


def test_a_policy_with_faults_cannot_be_loaded_and_says_them_all(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change(LOTUS, "bank: bank-vn", "bank: bank-mars")
    draft.change("people.yaml", "to: fin.quyen", "to: fin.nobody")
    with pytest.raises(PolicyError) as refused:
        load_policy(draft.folder)
    assert str(refused.value).splitlines() == draft.faults()
    assert len(refused.value.faults) == 2
