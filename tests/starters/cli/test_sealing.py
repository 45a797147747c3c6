"""Keys of doors by the command line: made, listed, retired; and the proof of what was sealed."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from makegood.gateways.seal_keys import SEAL_KEYS, KeyFile, read_door_key
from makegood.gateways.seals import Sealer, Verifier
from makegood.messages.commands import Remedy, Repair
from makegood.messages.sealing import SealAnswer, SealQuery
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from makegood.store.seals import SealBook
from starters.exits import Exit
from tests.starters.cli.world import MONDAY, World

REPAIR = Repair(remedy=Remedy.RETRY, by="desk.ha", reason="bank is back")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A folder of its own, with a database."""
    made = World(tmp_path)
    migrate(made.settings.database_url)
    return made


def a_key(world: World, door: str = "desk", *more: str) -> str:
    """The id of a new key of a door."""
    out = str(world.folder / f"{door}.key.json")
    told = world.json("seal", "new", "--door", door, "--out", out, *more)
    assert isinstance(told, dict)
    return str(told["key"])


def takes(world: World, door: str = "desk", code: str = "") -> SealQuery:
    """A case is shown the repair under the seal of that door."""
    sealer = Sealer(read_door_key(world.folder / f"{door}.key.json"), now=lambda: MONDAY)
    query = SealQuery(
        case="claim-C-1",
        command="repair",
        by="desk.ha",
        message=REPAIR.canonical(),
        seal=sealer.seal("claim-C-1", "repair", REPAIR),
    )
    answer = SealAnswer(number=query.number, key_id="k", issuer=door, code=code, message=code)
    SealBook(make_engine(world.settings.database_url), now=lambda: MONDAY).keep(query, answer)
    return query


def test_a_new_key_is_known_to_workers_with_what_it_may_say(world: World) -> None:
    key = a_key(world, "webhooks", "--may-say", "payment_notice", "--for", "bank")

    listed = world.makegood("seal", "list").stdout

    assert key in listed
    assert "payment_notice" in listed
    assert "1 keys" in listed
    assert '"d"' not in (world.folder / SEAL_KEYS).read_text()


def test_a_key_is_never_written_over(world: World) -> None:
    a_key(world)

    again = world.makegood(
        "seal", "new", "--door", "desk", "--out", f"{world.folder}/desk.key.json"
    )

    assert again.exit_code == Exit.USAGE
    assert "never written over" in again.stderr


def test_a_retired_key_is_listed_as_such(world: World) -> None:
    key = a_key(world)

    retired = world.makegood("seal", "retire", key)

    assert retired.stdout.strip() == f"{key} is retired."
    assert [k.retired_at for k in KeyFile(world.folder / SEAL_KEYS).read()] == [MONDAY]


def test_retiring_a_key_that_is_not_there_says_so(world: World) -> None:
    a_key(world)

    assert world.makegood("seal", "retire", "nobody").exit_code == Exit.NOT_FOUND


def test_the_seals_of_a_claim_are_proven_from_what_was_kept(world: World) -> None:
    a_key(world)
    takes(world)

    proven = world.makegood("claim", "verify-seals", "C-1")

    assert proven.exit_code == Exit.OK
    assert "1 of 1 seals hold" in proven.stdout


def test_a_kept_message_that_somebody_has_changed_is_found(world: World) -> None:
    a_key(world)
    takes(world)
    engine = make_engine(world.settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE seal SET message = replace(message, 'retry', 'skip')"))

    proven = world.makegood("claim", "verify-seals", "C-1", "--json")

    assert proven.exit_code == Exit.FAILED
    assert json.loads(proven.stdout)["seals"][0]["verdict"] == "seal_of_another"


def test_refused_seals_are_listed_and_are_no_proof(world: World) -> None:
    a_key(world)
    takes(world, code="seal_used")

    refused = world.makegood("seal", "refused").stdout

    assert "seal_used" in refused
    assert "1 refused" in refused
    assert "0 of 0 seals hold" in world.makegood("claim", "verify-seals", "C-1").stdout


def test_the_same_seal_is_kept_once_with_its_first_verdict(world: World) -> None:
    a_key(world)
    query = takes(world)
    book = SealBook(make_engine(world.settings.database_url), now=lambda: MONDAY)

    book.keep(query, SealAnswer(number=query.number, code="seal_too_old"))

    assert [one.code for one in book.of_case("claim-C-1")] == [""]
    assert book.refused_lately() == 0
    assert Verifier(KeyFile(world.folder / SEAL_KEYS)).held_at(query, MONDAY).issuer == "desk"
