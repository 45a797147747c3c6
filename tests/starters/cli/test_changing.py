"""Every other command reaches the claim under the name, and with the words, of the contract."""

from pathlib import Path

import pytest

from makegood.messages.commands import MakeAppeal
from starters.exits import Exit
from tests.starters.cli.world import World

SAYS = ("--by", "desk.chi", "--reason", "why")
ACCOUNT = ("--account", "0071001234567", "--bank", "VCB", "--holder", "LAN")

COMMANDS = {
    ("withdraw", "C-1", "--reason", "why"): ("withdraw", {"by": "merchant", "reason": "why"}),
    ("assign", "C-1", "--to", "desk.an", "--by", "desk.chi"): (
        "assign",
        {"assignee": "desk.an", "by": "desk.chi", "reason": ""},
    ),
    ("hold", "C-1", *SAYS): ("hold", {"by": "desk.chi", "reason": "why"}),
    ("release-hold", "C-1", *SAYS): (
        "release_hold",
        {"seal": "", "by": "desk.chi", "reason": "why"},
    ),
    ("payee", "C-1", *ACCOUNT): (
        "correct_payee",
        {
            "seal": "",
            "payee": {"account": "0071001234567", "bank_code": "VCB", "holder": "LAN"},
            "by": "merchant",
            "reason": "",
        },
    ),
    ("appeal", "C-1", "--reason", "why"): (
        "appeal",
        {"by": "merchant", "reason": "why", "documents": ()},
    ),
    ("found", "C-1", "GHN001", "GHN002", *SAYS): (
        "parcel_found",
        {"tracking_numbers": ("GHN001", "GHN002"), "by": "desk.chi", "reason": "why"},
    ),
    ("note", "C-1", "called", "--by", "desk.chi"): (
        "add_note",
        {"by": "desk.chi", "text": "called"},
    ),
}


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_command_is_said_to_its_claim_and_answered(world: World, words: tuple[str, ...]) -> None:
    answer = world.json("claim", *words)

    (claim_id, name, message, _) = world.claims.said[0]
    assert (claim_id, (name, message.model_dump())) == ("C-1", COMMANDS[words])
    assert isinstance(answer, dict)
    assert (answer["claim_id"], answer["stage"], answer["version"]) == ("C-1", "signing_off", 8)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_people_hear_what_was_done_and_what_is_signed_next(
    world: World, words: tuple[str, ...]
) -> None:
    ended = world.makegood("claim", *words)

    assert ended.exit_code == Exit.OK
    assert "C-1" in ended.stdout.splitlines()[0]
    assert "signing_off. To be signed: 81e4b6e56860." in ended.stdout


def test_an_account_is_never_shown_whole(world: World) -> None:
    shown = world.makegood("claim", "payee", "C-1", *ACCOUNT).stdout

    assert "****4567" in shown
    assert "0071001234567" not in shown


def test_an_account_that_no_bank_could_carry_is_refused(world: World) -> None:
    words = ("--account", " ", "--bank", "VCB", "--holder", "LAN")

    ended = world.makegood("claim", "payee", "C-1", *words)

    assert (ended.exit_code, "payee account" in ended.stderr) == (Exit.USAGE, True)


def test_a_reason_is_not_blank(world: World) -> None:
    ended = world.makegood("claim", "hold", "C-1", "--by", "legal.uyen", "--reason", " ")

    assert (ended.exit_code, world.claims.said) == (Exit.USAGE, [])
    assert "reason: String should have at least 1 character" in ended.stderr


def test_an_appeal_may_bring_documents(world: World, tmp_path: Path) -> None:
    (tmp_path / "invoice.pdf").write_bytes(b"%PDF-1.7")
    paper = f"{tmp_path}/invoice.pdf:invoice"

    world.makegood("claim", "appeal", "C-1", "--reason", "overlooked", "--attach", paper)

    message = world.claims.last
    assert isinstance(message, MakeAppeal)
    assert [(each.kind, each.name) for each in message.documents] == [("invoice", "invoice.pdf")]
