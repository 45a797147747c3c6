"""The wording of letters is checked with the policy, and says what each reader needs to know."""

from pathlib import Path

import pytest

from makegood.policy.faults import PolicyError
from makegood.policy.loader import SHIPPED
from makegood.policy.wording import KINDS, load_wording
from makegood.rules.crisis.letters import CASE, CRISIS_FIELDS, OF_DUTY, OF_PLAYBOOKS
from makegood.rules.letters import FIELDS, filled_in
from tests.policy.tables import Draft, a_draft

NAME = KINDS[0].file
ANSWER = "2026-11-09T09:00:00+00:00"


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """A copy of the policy with a wording of its own."""
    made = a_draft(tmp_path)
    own = tmp_path / NAME
    own.parent.mkdir()
    own.write_text((SHIPPED.parent / NAME).read_text(encoding="utf-8"), encoding="utf-8")
    return made


def letter(template: str, **fields: str) -> str:
    """A letter as it ships, filled in."""
    made = filled_in(load_wording()[template], {"claim": "C-1", **fields})
    return f"{made.subject}\n{made.body}"


def test_every_letter_has_a_wording() -> None:
    of_no_case = OF_PLAYBOOKS.keys() | OF_DUTY.keys()
    known = FIELDS.keys() | CRISIS_FIELDS.keys() | of_no_case

    assert load_wording().keys() == known
    assert FIELDS.keys() & CRISIS_FIELDS.keys() == set()


@pytest.mark.parametrize("template", FIELDS)
def test_a_letter_names_its_claim_and_leaves_no_field_open(template: str) -> None:
    said = letter(template, **dict.fromkeys(FIELDS[template], ANSWER))

    assert "C-1" in said
    assert "{" not in said


@pytest.mark.parametrize("template", CRISIS_FIELDS)
def test_a_letter_of_a_crisis_names_its_case_and_leaves_no_field_open(template: str) -> None:
    said = letter(template, case="K-1", **dict.fromkeys(CRISIS_FIELDS[template], ANSWER))

    assert "K-1" in said
    assert "{" not in said


@pytest.mark.parametrize("template", CRISIS_FIELDS)
def test_a_letter_of_a_drill_says_so_first(template: str) -> None:
    fields = dict.fromkeys(CRISIS_FIELDS[template] | CASE, ANSWER) | {"drill": "DRILL"}

    made = filled_in(load_wording()[template], fields)

    assert made.subject.startswith("DRILL: ")
    assert made.body.startswith("DRILL\n")


def test_an_update_of_a_restricted_case_says_only_that_there_is_one() -> None:
    said = letter("update_management", case="K-1", condition="", actions="", needs="")

    assert said == "K-1: condition, actions, needs\nReport on case K-1.\n\n"


def test_an_update_says_condition_actions_and_needs_and_promises_the_next() -> None:
    said = letter(
        "update_management",
        case="K-1",
        condition="3,000 mentions an hour",
        actions="sale stopped",
        needs="a director for the press",
        next_at=ANSWER,
    )

    assert "Condition: 3,000 mentions an hour\nActions: sale stopped" in said
    assert "Needs: a director for the press" in said
    assert "You hear again by 09 November 2026, 09:00 UTC." in said


@pytest.mark.parametrize("template", OF_PLAYBOOKS)
def test_a_letter_about_a_playbook_names_it_its_version_and_its_date(template: str) -> None:
    said = letter(template, playbook="data-leak", version="2026.11.1", by="2027-02-15")

    assert "data-leak, version 2026.11.1" in said
    assert "by 2027-02-15" in said


@pytest.mark.parametrize("template", OF_DUTY)
def test_a_letter_of_the_daily_round_says_all_its_fields(template: str) -> None:
    said = letter(template, **{name: f"<{name}>" for name in OF_DUTY[template]})

    assert [name for name in OF_DUTY[template] if f"<{name}>" not in said] == []


def test_a_letter_at_the_end_of_a_shift_has_a_line_a_case_and_the_command() -> None:
    said = letter(
        "shift_end",
        team="legal",
        person="legal.uyen",
        next="legal.vinh",
        ended="2026-03-02 18:00",
        cases="K-1 SEV1\nK-2 SEV3",
    )

    assert "- K-1 SEV1\n- K-2 SEV3\n" in said
    assert "oncall hand-over --team legal --from legal.uyen --to legal.vinh --by legal.uyen" in said


def test_an_offer_is_without_prejudice_and_says_how_to_accept_and_what_is_released() -> None:
    said = letter(
        "offer", total="1,250,000 VND", version="2", valid_until=ANSWER, parcels="VN1, VN2"
    )

    assert "Without prejudice" in said
    assert "valid until 09 November 2026, 09:00 UTC" in said
    assert "covers these parcels: VN1, VN2." in said
    assert "To accept, name this offer (no. 2)" in said
    assert "settled and released" in said


def test_a_denial_cites_its_clauses_and_the_window_of_appeal() -> None:
    fields = {"outcome": "denied", "why": "internal", "reasons": "too late [art. 5.1]\nno proof"}

    said = letter("denial", **fields, appeal_until=ANSWER)

    assert "- too late [art. 5.1]\n- no proof" in said
    assert "appeal once, until 09 November 2026" in said
    assert "internal" not in said
    assert "appeal once" not in letter("denial", **fields, appeal_until="")


def test_a_letter_of_deficiency_says_what_when_and_what_otherwise() -> None:
    said = letter(
        "deficiency",
        missing="invoice: not held\nwaybill: not held",
        answer_by=ANSWER,
        otherwise="your claim lapses",
        clause="art. 6.2",
    )

    assert "- invoice: not held\n- waybill: not held" in said
    assert "by 09 November 2026, 09:00 UTC" in said
    assert "your claim lapses" in said
    assert "art. 6.2" in said


@pytest.mark.parametrize(
    ("old", "new", "table", "message"),
    [
        ("offer you {total}", "offer you {ceiling}", "letters.offer.body", "{ceiling} is no field"),
        ("  payee_asked:", "  payee_ask:", "letters.payee_ask", "there is no such letter"),
        ("  payee_asked:", "  payee_ask:", "letters", "payee_asked has no wording"),
        ('subject: "{claim}: parked"', "subjekt: x", "letters.parked.subjekt", "did you mean"),
    ],
)
def test_a_mistake_in_the_wording_is_named_by_line(
    draft: Draft, tmp_path: Path, old: str, new: str, table: str, message: str
) -> None:
    wording = Draft(tmp_path)

    line = wording.change(NAME, old, new)

    assert any(
        fault.startswith(f"{NAME}:") and f" {table}: " in fault and message in fault
        for fault in draft.faults()
    )
    assert line > 1
    with pytest.raises(PolicyError, match=NAME):
        load_wording(draft.folder)


def test_a_wording_of_ones_own_takes_the_place_of_the_one_that_ships(
    draft: Draft, tmp_path: Path
) -> None:
    Draft(tmp_path).change(NAME, "Claim {claim} is closed", "All done with {claim}")

    assert draft.faults() == []
    assert load_wording(draft.folder)["closing"].subject == "All done with {claim}"
