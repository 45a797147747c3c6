"""Every setting of Makegood, read from the environment."""

import base64
import binascii
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, PositiveFloat, SecretStr, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "MAKEGOOD_"
STACK_ENV = "stack.env"
DEVELOPMENT_SECRET = "whsec_" + base64.b64encode(b"for development only, never live").decode()


class Environment(StrEnum):
    """Where this process runs; outside development nothing secret has a default."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """How a log line looks."""

    JSON = "json"
    CONSOLE = "console"


class LogLevel(StrEnum):
    """The least serious event that is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


Folder = Annotated[Path, AfterValidator(_absolute)]
Port = Annotated[int, Field(ge=1, le=65535)]


class FromEnvironment(BaseSettings):
    """Reads `MAKEGOOD_*` variables; what `make up` wrote down about itself comes second."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=Path(os.environ.get(f"{PREFIX}VAR", "var")) / STACK_ENV,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )


class Settings(FromEnvironment):
    """What a process needs to know about the world around it."""

    environment: Environment = Field(
        Environment.DEVELOPMENT,
        description="Where this runs. In production a missing secret stops the start.",
    )
    var: Folder = Field(
        Path("var"),
        description="Folder of everything that `make up` keeps: state, logs, addresses.",
    )
    temporal_address: str = Field(
        "127.0.0.1:7233", description="Host and port of the Temporal frontend."
    )
    temporal_namespace: str = Field("default", description="Temporal namespace of the claims.")
    temporal_ui_url: str = Field(
        "http://127.0.0.1:8233", description="Where links into the Temporal UI point."
    )
    database_url: str = Field(
        default_factory=lambda known: f"sqlite:///{known['var'] / 'makegood.sqlite'}",
        description="SQLAlchemy URL of the application database, SQLite or PostgreSQL. "
        "Default: `makegood.sqlite` in the `var` folder.",
    )
    documents_url: str = Field(
        default_factory=lambda known: (known["var"] / "documents").as_uri(),
        description="fsspec URL of the document store. Default: `documents` in the `var` folder.",
    )
    bank_url: str = Field("http://127.0.0.1:8720", description="Base URL of the bank.")
    webhook_secret: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET),
        description="Standard Webhooks key (`whsec_` and base64) that signs the bank's notices. "
        "The default serves development only.",
    )
    page_secret: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET),
        description="Standard Webhooks key (`whsec_` and base64) that signs replies to pages and "
        "the links that acknowledge them. The default serves development only.",
    )
    public_url: str = Field(
        "http://127.0.0.1:8730", description="Where people reach the webhook door from a page."
    )
    pager_push_url: SecretStr | None = Field(
        None,
        description="apprise URL of push messages, with `{person}` or `{address}` where the reader "
        "goes; unset leaves them in the outbox.",
    )
    pager_chat_url: SecretStr | None = Field(None, description="The same for chat.")
    pager_sms_url: SecretStr | None = Field(None, description="The same for text messages.")
    pager_voice_url: SecretStr | None = Field(None, description="The same for calls.")
    pager_mail_url: SecretStr | None = Field(None, description="The same for mail.")
    policy_dir: Folder = Field(
        Path(__file__).parent / "policy",
        description="Folder of the policy tables. Default: the ones that ship with Makegood.",
    )
    policy_pace: PositiveFloat | None = Field(
        None, description="Seconds that a policy day lasts in a demonstration; unset is real time."
    )
    crisis_hour: PositiveFloat | None = Field(
        None,
        description="Seconds that an hour of a crisis lasts in a demonstration; unset is its part "
        "of the policy day.",
    )
    crisis_day: PositiveFloat | None = Field(
        None,
        description="Seconds that a day of a crisis lasts in a demonstration; unset is the policy "
        "day.",
    )
    metrics_port: Port | None = Field(
        None, description="Port of the Prometheus metrics of this process; unset serves none."
    )
    log_level: LogLevel = Field(LogLevel.INFO, description="The least serious event to log.")
    log_format: LogFormat = Field(
        LogFormat.JSON, description="`json`, a line an event, or `console` for people."
    )
    data: Folder | None = Field(
        None, description="Folder of the real claims data that the import is tried on; optional."
    )

    @model_validator(mode="after")
    def _secrets_are_real(self) -> Self:
        for name, secret in (("WEBHOOK", self.webhook_secret), ("PAGE", self.page_secret)):
            key = secret.get_secret_value()
            if self.environment is Environment.PRODUCTION and key == DEVELOPMENT_SECRET:
                raise ValueError(f"{PREFIX}{name}_SECRET must be set in production: no default")
            _demand_a_webhook_key(key, name)
        return self


class Ports(FromEnvironment):
    """The loopback ports that `make up` and `make demo` serve on."""

    temporal_port: Port = Field(7233, description="Temporal frontend of `make up`.")
    temporal_ui_port: Port = Field(8233, description="Temporal UI of `make up`.")
    bank_port: Port = Field(8720, description="Bank simulator of `make up`.")
    webhooks_port: Port = Field(8730, description="Webhook door of `make up`.")


def variables(settings: Settings) -> dict[str, str]:
    """Return the environment in which another process reads these very settings."""
    values = ((name, getattr(settings, name)) for name in Settings.model_fields)
    return {f"{PREFIX}{name.upper()}": _plain(value) for name, value in values if value is not None}


def reference() -> Iterator[str]:
    """Yield the lines of the Markdown table that names every variable, default and meaning."""
    yield "| variable | default | meaning |"
    yield "|---|---|---|"
    for model in (Settings, Ports):
        for name, field in model.model_fields.items():
            yield f"| `{PREFIX}{name.upper()}` | {_default(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    """Return the default as a reader may see it: no secret, no path of this machine."""
    value = field.default
    if field.default_factory or value is None or isinstance(value, SecretStr | Path):
        return "`var`" if value == Path("var") else ""
    return f"`{value}`"


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _demand_a_webhook_key(key: str, name: str) -> None:
    try:
        base64.b64decode(key.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError(f"{PREFIX}{name}_SECRET must be base64, with or without whsec_") from error


if __name__ == "__main__":
    print("\n".join(reference()))
