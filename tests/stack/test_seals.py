"""A stack makes its keys once, and gives each door its own."""

import stat
from pathlib import Path

import pytest

from makegood.gateways.seal_keys import KeyFile
from makegood.messages.problems import NeedsPerson
from makegood.settings import Environment, Ports, Settings
from starters.stack.layout import addresses, webhooks
from starters.stack.seals import sealing
from starters.talking import sealer_of
from workers.toolbox import toolbox


def test_keys_are_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    first = sealing(Settings(var=tmp_path))
    assert first.seal_keys
    assert first.seal_key
    before = first.seal_keys.read_bytes(), first.seal_key.read_bytes()

    again = sealing(Settings(var=tmp_path))

    assert (again.seal_keys, again.seal_key) == (first.seal_keys, first.seal_key)
    assert (first.seal_keys.read_bytes(), first.seal_key.read_bytes()) == before
    assert stat.S_IMODE(first.seal_key.stat().st_mode) == 0o600
    assert sealer_of(first) is not None


def test_the_webhook_door_has_a_key_that_speaks_for_the_bank_alone(tmp_path: Path) -> None:
    settings = sealing(Settings(var=tmp_path))
    assert settings.seal_keys
    own = webhooks(settings, Ports()).env["MAKEGOOD_SEAL_KEY"]

    _, door = KeyFile(settings.seal_keys).read()

    assert own.endswith("webhooks.key.json")
    assert door.may_say("payment_notice", "bank")
    assert not door.may_say("sign_off", "fin.oanh")


def test_commands_in_the_folder_of_a_stack_find_its_keys(tmp_path: Path) -> None:
    settings = sealing(Settings(var=tmp_path))

    told = addresses(settings, Ports())

    assert told["MAKEGOOD_SEAL_KEY"] == str(settings.seal_key)
    assert "MAKEGOOD_SEAL_KEY" not in addresses(Settings(var=tmp_path), Ports())


def test_keys_that_are_set_stay(tmp_path: Path) -> None:
    own = Settings(var=tmp_path, seal_keys=tmp_path / "own.json")

    assert sealing(own) == own


def test_no_worker_starts_in_production_without_public_keys(tmp_path: Path) -> None:
    at_work = Settings(var=tmp_path).model_copy(update={"environment": Environment.PRODUCTION})
    nowhere = Settings(var=tmp_path, seal_keys=tmp_path / "none.json")

    with pytest.raises(NeedsPerson, match="MAKEGOOD_SEAL_KEYS must be set"):
        toolbox(at_work)
    with pytest.raises(NeedsPerson, match=r"none\.json"):
        toolbox(nowhere)
