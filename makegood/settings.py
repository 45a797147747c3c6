"""Every setting of Makegood, read from the environment."""

import base64
import binascii
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "MAKEGOOD_"
STACK_ENV = "stack.env"
PAYLOAD_KEY_BYTES = 32
DEVELOPMENT_SECRET = "whsec_" + base64.b64encode(b"for development only, never live").decode()

DEVELOPMENT_ISSUER = "http://127.0.0.1:8750"
"""The provider of sign-in of `make up`, which lets everybody be anybody."""


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


class LoginClaim(StrEnum):
    """Which of the things that a provider says of a person names the account."""

    PREFERRED_USERNAME = "preferred_username"
    EMAIL = "email"
    SUB = "sub"


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
    payload_keys: SecretStr | None = Field(
        None,
        description="Keys that seal what Temporal keeps: `name:key`, more after commas, each key "
        "32 bytes in base64. The first seals, all of them open; unset seals nothing.",
    )
    tickets_secret: SecretStr | None = Field(
        None,
        description="Standard Webhooks key of the ticketing system. Unset closes its door; in "
        "development it is the default of the others.",
    )
    social_secret: SecretStr | None = Field(
        None, description="The same for the social listener, which feeds the watches."
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
    web_url: str = Field(
        "http://127.0.0.1:8740",
        description="Where people and systems reach the desk and the API. With `https` cookies are "
        "sent encrypted only; requests under any other name are refused, loopback excepted.",
    )
    desk_zone: str = Field(
        "Asia/Ho_Chi_Minh", description="IANA time zone in which the desk's pages show moments."
    )
    web_secret: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET),
        description="What signs the links that open a decision and the cookies of a sign-in that "
        "has begun: any long random text. The default serves development only.",
    )
    oidc_issuer: str = Field(
        DEVELOPMENT_ISSUER,
        description="The OpenID provider that people sign in with. The default is the one of "
        "`make up`, which asks for no password: it serves development only.",
    )
    oidc_client_id: str = Field("makegood", description="Under which name it knows the desk.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET),
        description="What the desk proves itself to the provider with. The default serves "
        "development only.",
    )
    oidc_login_claim: LoginClaim = Field(
        LoginClaim.PREFERRED_USERNAME,
        description="What the provider says of a person that is the account here, or the "
        "`known_as` of one: `preferred_username`, `email` (verified) or `sub`.",
    )
    session_idle_minutes: PositiveInt = Field(
        8 * 60, description="How long a sign-in lasts that is not used."
    )
    session_hours: PositiveInt = Field(
        7 * 24, description="How long a sign-in lasts that is used all the time."
    )

    @field_validator("desk_zone")
    @classmethod
    def _zone_is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{PREFIX}DESK_ZONE: {zone!r} is no IANA time zone") from error
        return zone

    http_rate: PositiveInt = Field(
        1200, description="Requests a minute that a person or system may send to the HTTP API."
    )
    http_stranger_rate: PositiveInt = Field(
        60, description="The same for an address from which nobody has signed in."
    )
    seal_keys: Folder | None = Field(
        None,
        description="File of the public keys (a JWK set) of the doors. Cases that are opened while "
        "it is set take decisions under a seal only; in production no worker starts without it.",
    )
    seal_key: Folder | None = Field(
        None, description="File of this door's private key (a JWK), which seals what is said here."
    )

    @model_validator(mode="after")
    def _secrets_are_real(self) -> Self:
        known = (("WEBHOOK", self.webhook_secret), ("PAGE", self.page_secret))
        listened = (("TICKETS", self.tickets_secret), ("SOCIAL", self.social_secret))
        for name, secret in (*known, *((name, key) for name, key in listened if key)):
            self._demand_a_secret(secret, name)
            _demand_a_webhook_key(secret.get_secret_value(), name)
        self._demand_a_secret(self.web_secret, "WEB")
        _key_ring(self.payload_keys)
        return self

    def _demand_a_secret(self, secret: SecretStr, name: str) -> None:
        is_known = secret.get_secret_value() == DEVELOPMENT_SECRET
        if is_known and self.environment is Environment.PRODUCTION:
            raise ValueError(f"{PREFIX}{name}_SECRET must be set in production: no default")

    def listened_to(self, source: str) -> str:
        """The key that `tickets` or `social` signs with; empty where that door is closed."""
        own = {"tickets": self.tickets_secret, "social": self.social_secret}[source]
        if own is None:
            return DEVELOPMENT_SECRET if self.environment is Environment.DEVELOPMENT else ""
        return own.get_secret_value()

    @property
    def payload_key_ring(self) -> dict[str, bytes]:
        """The keys that seal what Temporal keeps, by their names, the one that seals first."""
        return _key_ring(self.payload_keys)


class Ports(FromEnvironment):
    """The loopback ports that `make up` and `make demo` serve on."""

    temporal_port: Port = Field(7233, description="Temporal frontend of `make up`.")
    temporal_ui_port: Port = Field(8233, description="Temporal UI of `make up`.")
    bank_port: Port = Field(8720, description="Bank simulator of `make up`.")
    webhooks_port: Port = Field(8730, description="Webhook door of `make up`.")
    web_port: Port = Field(8740, description="Desk and HTTP API of `make up`.")
    identity_port: Port = Field(8750, description="Development provider of sign-in of `make up`.")


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


def _key_ring(said: SecretStr | None) -> dict[str, bytes]:
    """The keys by name; ValueError, without a word of a key, where one is none."""
    ring: dict[str, bytes] = {}
    for part in said.get_secret_value().split(",") if said else ():
        name, named, text = part.strip().partition(":")
        if not named or not name or name in ring:
            raise ValueError(f"{PREFIX}PAYLOAD_KEYS must have a name of its own for each key")
        ring[name] = _payload_key(name, text)
    return ring


def _payload_key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != PAYLOAD_KEY_BYTES:
        raise ValueError(f"{PREFIX}PAYLOAD_KEYS: {name} must be 32 bytes in base64")
    return key


if __name__ == "__main__":
    print("\n".join(reference()))
