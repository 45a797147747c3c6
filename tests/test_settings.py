"""Settings come from the environment, say what they are and keep their secrets."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from standardwebhooks import Webhook

from makegood.settings import Environment, Ports, Settings, reference, variables

REAL_KEY = "whsec_" + "c2VjcmV0" * 6


def printed(code: str, **env: str) -> str:
    """What a fresh interpreter prints when it runs `code` in this environment."""
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_state_lives_together_in_one_folder(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)

    assert settings.database_url == f"sqlite:///{tmp_path}/makegood.sqlite"
    assert settings.documents_url == f"file://{tmp_path}/documents"


def test_a_variable_overrules_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", "postgresql+psycopg://claims@db/claims")
    monkeypatch.setenv("MAKEGOOD_POLICY_PACE", "2.5")

    settings = Settings()

    assert settings.database_url == "postgresql+psycopg://claims@db/claims"
    assert settings.policy_pace == 2.5


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKEGOOD_BANK_URL", "")

    assert Settings().bank_url == "http://127.0.0.1:8720"


def test_production_has_no_default_secret() -> None:
    with pytest.raises(ValidationError, match="MAKEGOOD_WEBHOOK_SECRET must be set in production"):
        Settings(environment=Environment.PRODUCTION)

    real = SecretStr(REAL_KEY)
    with pytest.raises(ValidationError, match="MAKEGOOD_PAGE_SECRET must be set in production"):
        Settings(environment=Environment.PRODUCTION, webhook_secret=real)

    with pytest.raises(ValidationError, match="MAKEGOOD_WEB_SECRET must be set in production"):
        Settings(environment=Environment.PRODUCTION, webhook_secret=real, page_secret=real)

    live = Settings(
        environment=Environment.PRODUCTION,
        webhook_secret=real,
        page_secret=real,
        web_secret=real,
    )
    assert live.webhook_secret.get_secret_value() == REAL_KEY


def test_a_key_that_cannot_sign_is_refused_without_being_shown() -> None:
    with pytest.raises(ValidationError, match="must be base64") as refused:
        Settings(webhook_secret=SecretStr("hush-hush!"))

    assert "hush" not in str(refused.value)


def test_the_development_key_signs() -> None:
    key = Settings().webhook_secret.get_secret_value()

    assert Webhook(key).sign("notice-1", datetime.now(UTC), "paid").startswith("v1,")


def test_no_secret_shows_in_a_printed_setting() -> None:
    assert REAL_KEY not in repr(Settings(webhook_secret=SecretStr(REAL_KEY)))


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(ValidationError, match="bank_port"):
        Ports(bank_port=port)


def test_another_process_reads_the_very_same_settings(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, policy_pace=3, webhook_secret=SecretStr(REAL_KEY))
    code = "from makegood.settings import *; print(sorted(variables(Settings()).items()))"
    path = {"PYTHONPATH": str(Path.cwd())}

    assert printed(code, **variables(settings), **path) == str(sorted(variables(settings).items()))


def test_a_command_finds_the_stack_that_runs_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "stack.env").write_text("MAKEGOOD_TEMPORAL_ADDRESS=127.0.0.1:9233\n")
    code = "from makegood.settings import Settings; print(Settings().temporal_address)"
    env = {"MAKEGOOD_VAR": str(tmp_path), "PYTHONPATH": str(Path.cwd())}

    assert printed(code, **env) == "127.0.0.1:9233"
    assert printed(code, **env, MAKEGOOD_TEMPORAL_ADDRESS="temporal:7233") == "temporal:7233"


def test_every_setting_is_described_and_no_secret_or_local_path_is_shown() -> None:
    table = "\n".join(reference())

    for name in (*Settings.model_fields, *Ports.model_fields):
        assert re.search(rf"^\| `MAKEGOOD_{name.upper()}` \| .* \| \S.*\. \|$", table, re.MULTILINE)
    assert Settings().webhook_secret.get_secret_value() not in table
    assert str(Path.cwd()) not in table
