"""Keys are given, listed and taken away from the command line, each with a line on the trail."""

import pytest

from makegood.store.api_keys import ApiKeys
from makegood.store.engine import make_engine
from makegood.store.trail import Trail
from starters.exits import Exit
from tests.starters.cli.world import World

BY = ("--by", "admin.quan")
PORTAL = ("key", "create", "portal", "--scope", "claim.file", "--scope", "claim.read", *BY)

pytestmark = pytest.mark.usefixtures("records")


def test_a_key_is_shown_once_and_opens_what_it_was_given_for(world: World) -> None:
    answer = world.json(*PORTAL, "--merchant", "merchant-lotus", "--days", "30")

    assert isinstance(answer, dict)
    engine = make_engine(world.settings.database_url)
    found = ApiKeys(engine).find(str(answer["key"]), world.now)
    assert found is not None
    assert (found.name, found.scopes, found.merchant_id) == (
        "portal",
        ("claim.file", "claim.read"),
        "merchant-lotus",
    )
    assert str(answer["key"]) not in world.makegood("key", "list").stdout
    (line,) = Trail(engine).lines("portal")
    assert (line.line.actor, line.line.event) == ("admin.quan", "key_made")


def test_a_person_is_told_to_keep_the_key_now(world: World) -> None:
    shown = world.makegood(*PORTAL).stdout

    assert shown.startswith("mg_")
    assert "it is not shown again" in shown


def test_a_list_shows_what_each_key_may_and_whether_it_works(world: World) -> None:
    world.makegood(*PORTAL)
    assert "yes" in world.makegood("key", "list").stdout

    world.makegood("key", "revoke", "portal", *BY)

    shown = world.makegood("key", "list").stdout
    assert "claim.file claim.read" in shown
    assert " no " in shown


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("key", "create", "portal", "--scope", "claim.sign_off", *BY), Exit.USAGE, "no key may"),
        (("key", "create", "portal", "--scope", "*", *BY), Exit.USAGE, "no key may"),
        (("key", "create", "Portal!", "--scope", "claim.read", *BY), Exit.USAGE, "name: 3 to 40"),
        (("key", "create", "dir.mai", "--scope", "claim.read", *BY), Exit.USAGE, "of a person"),
        ((*PORTAL, "--merchant", "merchant-rose"), Exit.USAGE, "no contract with merchant-rose"),
        ((*PORTAL[:-1], "desk.an"), Exit.DENIED, "desk.an may not do that"),
        ((*PORTAL[:-1], "nobody"), Exit.DENIED, "no account nobody"),
        (("key", "revoke", "portal", *BY), Exit.NOT_FOUND, "no key portal"),
        (("key", "revoke", "portal", "--by", "desk.an"), Exit.DENIED, "may not do that"),
    ],
)
def test_what_cannot_be_given_is_refused_with_the_reason(
    world: World, words: tuple[str, ...], status: Exit, said: str
) -> None:
    ended = world.makegood(*words)

    assert (ended.exit_code, said in ended.stderr) == (status, True)


def test_a_name_is_given_once(world: World) -> None:
    world.makegood(*PORTAL)

    ended = world.makegood(*PORTAL)

    assert (ended.exit_code, "a name is given once" in ended.stderr) == (Exit.REFUSED, True)


def test_one_may_ask_what_a_key_can_be_given_for(world: World) -> None:
    answer = world.json("key", "scopes")

    assert isinstance(answer, dict)
    assert isinstance(answer["scopes"], list)
    assert {"claim.read", "claim.*", "watch.feed"} <= set(answer["scopes"])
    assert "claim.sign_off" not in answer["scopes"]
