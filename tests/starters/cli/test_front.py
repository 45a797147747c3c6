"""Every mistake is explained: what went wrong, what to do next, and by an exit status."""

import json
from pathlib import Path

import pytest

from makegood.messages.problems import Conflict, Malformed, NeedsPerson, NotFound, Retryable
from makegood.policy.faults import PolicyError, PolicyFault, UnknownMerchant
from makegood.version import VERSION
from starters.cli.advice import following
from starters.cli.faults import explained
from starters.errors import BadInput, Denied, DoorError, NoSuchClaim, RefusedByRule, Unreachable
from starters.exits import Exit
from tests.starters.cli.world import World

ERRORS = {
    DoorError("something broke"): Exit.FAILED,
    BadInput("kind: unknown"): Exit.USAGE,
    NoSuchClaim("There is no claim C-1."): Exit.NOT_FOUND,
    Denied("level too low", "level_too_low"): Exit.DENIED,
    RefusedByRule("It is closed.", "closed"): Exit.REFUSED,
    Unreachable("No answer."): Exit.UNREACHABLE,
    Retryable("The database is locked."): Exit.UNREACHABLE,
    NotFound("There is no claim C-1"): Exit.NOT_FOUND,
    Conflict("other content"): Exit.REFUSED,
    Malformed("cursor: wrong"): Exit.USAGE,
    NeedsPerson("run the migration"): Exit.FAILED,
    UnknownMerchant("No contract with shop."): Exit.USAGE,
    PolicyError((PolicyFault("rates.yaml", 3, "", "no rate"),)): Exit.FAILED,
}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_whatever_goes_wrong_ends_with_its_status_and_the_next_step(
    world: World, error: Exception
) -> None:
    world.claims.refusals["C-1"] = error

    ended = world.makegood("claim", "show", "C-1")

    assert ended.exit_code == ERRORS[error]
    assert (ended.stdout, ended.stderr.startswith("error: ")) == ("", True)
    assert str(error).splitlines()[0] in ended.stderr
    assert ended.stderr.rstrip().splitlines()[-1].startswith("next:  ")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_programs_hear_the_same_as_json(world: World, error: Exception) -> None:
    world.claims.refusals["C-1"] = error

    ended = world.makegood("claim", "show", "C-1", "--json")

    said = explained(error)
    assert said is not None
    assert ended.exit_code == ERRORS[error]
    assert json.loads(ended.stdout) == {
        "error": {"code": said.code, "message": said.message, "next": following(said)}
    }


def test_a_mistake_of_ours_is_not_hidden(world: World) -> None:
    world.claims.refusals["C-1"] = ZeroDivisionError("a bug")

    assert isinstance(world.makegood("claim", "show", "C-1").exception, ZeroDivisionError)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("claim", "show"), "Missing argument 'ID'"),
        (("claim", "shwo", "C-1"), "No such command 'shwo'"),
        (("claim", "show", "C-1", "--colour"), "No such option: --colour"),
        (("inbox", "--team", "kitchen"), "'kitchen' is not one of 'service_desk', 'operations'"),
        (("claim", "offer", "C-1", "--total", "12"), "an amount is written 1,250,000 VND"),
    ],
)
def test_a_command_line_that_is_wrong_says_where_and_how_it_is_used(
    world: World, words: tuple[str, ...], said: str
) -> None:
    told = world.makegood(*words)
    as_json = world.makegood(*words, "--json")

    assert (told.exit_code, as_json.exit_code) == (Exit.USAGE, Exit.USAGE)
    assert said in told.stderr
    assert "--help" in told.stderr
    assert json.loads(as_json.stdout)["error"]["code"] == "usage"


def test_without_a_command_help_is_shown_and_nothing_else(world: World) -> None:
    ended = world.makegood()

    assert "claim" in ended.stdout
    assert (ended.exit_code, ended.stderr) == (Exit.USAGE, "")


def test_it_says_which_version_it_is(world: World) -> None:
    ended = world.makegood("--version")

    assert (ended.exit_code, ended.stdout) == (Exit.OK, f"makegood {VERSION}\n")


def test_a_setting_that_is_wrong_is_named_without_its_value(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEGOOD_WEBHOOK_SECRET", "hush-hush!")

    ended = world.makegood("claim", "list")

    assert ended.exit_code == Exit.USAGE
    assert "MAKEGOOD_WEBHOOK_SECRET must be base64" in ended.stderr
    assert "hush" not in ended.stderr


def test_a_database_without_tables_says_how_to_make_them(world: World) -> None:
    ended = world.makegood("claim", "list")

    assert ended.exit_code == Exit.FAILED
    assert "makegood database migrate" in ended.stderr


def test_the_application_database_is_made_by_one_command(world: World, tmp_path: Path) -> None:
    assert world.json("database", "migrate") == {"migrated": True}
    assert world.json("claim", "list") == {"claims": [], "cursor": ""}
