"""The commands of the how-tos do what their pages say, on a real stack."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from temporalio.client import Client

from makegood.gateways.documents import DocumentStore
from starters.exits import Exit
from tests.docs.pages import Command, commands, fences, page
from tests.docs.walking import Walk, says
from tests.kit.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.story]

PORTS = ("TEMPORAL", "TEMPORAL_UI", "BANK", "WEBHOOKS", "WEB", "IDENTITY")
ANSWERED = {Exit.OK, Exit.REFUSED}
"""A command is done, or refused by a rule: whoever reads the page has another claim than we."""

SCRIBE = "desk.an-crisis_role-*.txt"

PAPERS = "--attach papers/claim-form.pdf:claim_form --attach papers/invoice.pdf:invoice"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]) -> Iterator[Walk]:
    """A running stack whose days last an hour; claim C-1 is parked, with three dead letters."""
    ports = {f"MAKEGOOD_{name}_PORT": str(free_port()) for name in PORTS}
    walk = Walk(tmp_path_factory.mktemp("howtos"), {**ports, "MAKEGOOD_POLICY_PACE": "3600"})
    walk.give("make up")
    try:
        file_a_claim(walk, "C-1", altered_waybill(walk))
        asyncio.run(sing(ports["MAKEGOOD_TEMPORAL_PORT"]))
        yield walk
    finally:
        walk.give("make down")


def altered_waybill(walk: Walk) -> dict[str, str]:
    """A document that changed in the store after it was handed in: reading it parks the claim."""
    walk.give("python docs/tutorial/first_claim.py papers")
    store = DocumentStore((walk.folder / "var" / "documents").as_uri())
    with (walk.folder / "papers" / "waybill.pdf").open("rb") as waybill:
        held = store.put(waybill, 10**7)
    [kept] = (walk.folder / "var" / "documents").rglob(f"*{held.sha256}*")
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes() + b"%")
    return {"kind": "waybill", "sha256": held.sha256, "name": "waybill.pdf"}


def file_a_claim(walk: Walk, claim_id: str, *documents: dict[str, str]) -> None:
    """File the claim of the tutorial under another id, with these documents besides its own."""
    claim = json.loads((walk.folder / "papers" / "claim.json").read_text("utf-8"))
    claim |= {"claim_id": claim_id, "documents": documents}
    (walk.folder / "FILE.json").write_text(json.dumps(claim), "utf-8")
    (walk.folder / "account.pdf").write_bytes((walk.folder / "papers/account.pdf").read_bytes())
    walk.give(f"makegood claim file FILE.json {PAPERS}")


async def sing(port: str) -> None:
    """Say three things to the claim that are no commands."""
    claim = (await Client.connect(f"127.0.0.1:{port}")).get_workflow_handle("claim-C-1")
    for verse in range(3):
        await claim.signal("sing", verse)


def asked(walk: Walk, line: str, *answer: str) -> str:
    """Ask until it is answered so, and give the answer."""
    return walk.answered(Command("", line, answer))


def followed(walk: Walk, name: str) -> dict[str, int]:
    """Give every command of a page's shell blocks; how each of them ended."""
    told = [one.line for one in commands(page(name)) if one.program.startswith("makegood ")]
    return {line: walk.status(line) for line in told}


def test_a_parked_claim_is_repaired(stack: Walk) -> None:
    assert says(asked(stack, "makegood claim list", "C-1 lost merchant-lotus verifying (parked)"),
                ("C-1",))  # fmt: skip

    ended = followed(stack, "docs/how-to/repair-a-parked-claim.md")

    assert set(ended.values()) <= ANSWERED
    assert ended['makegood claim retry C-1 --by operator --reason "the bank answers again"'] == 0
    assert says(asked(stack, "makegood claim timeline C-1", "repair_retry"), ("repair_retry",))


@pytest.mark.parametrize(
    "name",
    ["correct-a-payee", "hand-over-a-shift", "rebuild-the-projection", "change-policy",
     "upgrade-workers"],
)  # fmt: skip
def test_the_commands_of_a_how_to_are_answered(stack: Walk, name: str) -> None:
    ended = followed(stack, f"docs/how-to/{name}.md")

    assert ended
    assert {line: status for line, status in ended.items() if status not in ANSWERED} == {}


def test_a_backlog_is_handed_over(stack: Walk) -> None:
    walk, owners = stack, ("desk.an", "desk.chi")
    for owner in owners:
        walk.give(f"makegood claim assign C-1 --to {owner} --by desk.giang")
    said = walk.give("makegood claim handover --from desk.chi --to desk.an")

    assert says(said, ("C-1 done", "1 done, 0 not"))


def test_dead_letters_get_an_owner_and_an_end(stack: Walk) -> None:
    asked(stack, "makegood dead-letters list", "3 dead letters")
    for name in ("docs/reference/notices.md", "docs/how-to/operate.md"):
        told = [one.line for one in commands(page(name)) if "dead-letters" in one.line]
        assert [stack.status(line) for line in told] == [0] * len(told)

    assert says(stack.give("makegood dead-letters list"), ("1 dead letters",))


def test_a_crisis_is_handled(stack: Walk) -> None:
    crisis = page("docs/how-to/handle-a-crisis.md")
    [alarm] = fences(crisis, "json")
    (stack.folder / "alarm.json").write_text(alarm.body, "utf-8")

    told = list(commands(crisis))
    for command in told:
        said = stack.answered(command)
        assert says(said, command.answer), f"{command.line}\n{said}"

    assert len(told) > 25


def test_a_drill_is_run(stack: Walk) -> None:
    drill = page("docs/how-to/run-a-drill.md")
    [script] = fences(drill, "json")
    (stack.folder / "drill.json").write_text(script.body, "utf-8")

    told = list(commands(drill))
    for command in told:
        said = stack.answered(command)
        assert says(said, command.answer), f"{command.line}\n{said}"
    asked(stack, "makegood crisis timeline D-1", "inject")

    letter = arrived(stack.folder / "var" / "drills")
    assert letter.splitlines()[2].startswith("Subject: DRILL: ")
    assert [
        one for one in (stack.folder / "var" / "post").glob("*") if "D-1" in one.read_text()
    ] == []
    assert len(told) == 11


def arrived(folder: Path) -> str:
    """The letter to the scribe of the drill, once it is in that folder."""
    asyncio.run(until(lambda: asyncio.to_thread(lambda: any(folder.glob(SCRIBE)))))
    [letter] = folder.glob(SCRIBE)
    return letter.read_text("utf-8")


def test_the_commands_of_the_readme_are_answered(stack: Walk) -> None:
    claim = json.loads((stack.folder / "FILE.json").read_text("utf-8"))
    (stack.folder / "FILE.json").write_text(json.dumps(claim | {"claim_id": "C-2"}), "utf-8")

    assert set(followed(stack, "README.md").values()) == {0}


def test_a_copy_that_was_put_back_is_well(stack: Walk) -> None:
    kept = stack.folder / "kept"
    kept.mkdir()
    for command in commands(page("docs/how-to/back-up-and-restore.md")):
        assert stack.status(command.line.replace("/srv/backup", str(kept))) == 0, command.line

    assert says(asked(stack, "makegood claim show C-1", "C-1"), ("Claim C-1: lost",))


def test_a_merchant_with_a_new_contract_can_claim(stack: Walk) -> None:
    add = page("docs/how-to/add-a-contract.md")
    (stack.folder / "policy" / "contracts").mkdir(parents=True)
    contract = stack.folder / Path("policy/contracts/vn-sen-2026.yaml")
    contract.write_text(add.text.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    script = " && ".join(one.line for one in commands(add))

    said = stack.give(script)

    assert says(said, ("The policy in policy has no faults.", "Stopped.", "merchant-sen"))
