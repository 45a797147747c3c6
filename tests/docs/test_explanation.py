"""The pages that explain a claim agree with the rules, and the example contract is a real one."""

import re
import shutil
from pathlib import Path

from makegood.policy.checking import check
from makegood.policy.loader import SHIPPED, load_policy
from makegood.rules.case_words import Outcome, Stage
from makegood.rules.claim import ClaimKind
from makegood.rules.life.repairing import Step
from tests.docs.pages import ROOT, fences, page

LIFE = page("docs/explanation/claim.md")
ARROW = re.compile(r"^ +(\w+|\[\*\]) --> (\w+|\[\*\])", re.MULTILINE)
MENTION = re.compile(r"`(\w+)`")


def arrows() -> set[tuple[str, str]]:
    """From which stage to which, in the picture."""
    [picture] = fences(LIFE, "mermaid")
    return set(ARROW.findall(picture.body))


def test_every_stage_is_in_the_picture_and_in_the_table() -> None:
    drawn = {name for arrow in arrows() for name in arrow} - {"[*]"}
    rows = set(re.findall(r"^\| `(\w+)` \|", LIFE.text, re.MULTILINE))

    assert drawn == set(Stage)
    assert set(Stage) - rows == set()


def test_every_stage_can_be_reached_and_left() -> None:
    reached = {after for _, after in arrows()}
    left = {before for before, _ in arrows()}

    assert set(Stage) - reached == set()
    assert set(Stage) - left == set()


def test_every_outcome_is_named() -> None:
    [said] = [part for part in LIFE.text.split("\n\n") if "**outcome**" in part]

    assert set(MENTION.findall(said)) == set(Outcome)


def test_every_step_that_can_be_parked_has_its_way_out() -> None:
    rows = page("docs/how-to/repair-a-parked-claim.md").text
    told = set(re.findall(r"^\| ([a-z ]+) \|", rows, re.MULTILINE))

    assert set(Step) - told - {Step.RECOVER} == set()


def test_the_example_contract_can_be_loaded_and_claimed_under(tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    shutil.copytree(SHIPPED, policy)
    [contract] = fences(page("docs/how-to/add-a-contract.md"), "yaml")
    (policy / "contracts" / "vn-sen-2026.yaml").write_text(contract.body, "utf-8")

    assert [fault.text() for fault in check(policy)] == []
    terms = load_policy(policy).terms_for("merchant-sen", ClaimKind.LOST)
    assert terms.contract == "vn-sen-2026"
    assert terms.coverage.per_parcel is not None
    assert terms.coverage.per_parcel.text() == "3,000,000 VND"


def test_the_readme_is_short_and_shows_one_picture() -> None:
    readme = page("README.md")

    assert len(readme.text.splitlines()) < 120
    assert len(list(fences(readme, "mermaid"))) == 1


def test_every_decision_says_what_it_costs_and_what_was_not_chosen() -> None:
    told = sorted((ROOT / "docs/decisions").glob("0*.md"))

    assert len(told) >= 12
    for path in told:
        headings = re.findall(r"^## (.+)$", path.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "The road not taken", "Consequences"], path.name


def test_every_test_that_a_guarantee_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", page("docs/explanation/guarantees.md").text))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(
            r"^ *(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE
        )
    }

    assert len(named) > 20
    assert named - written == set()
