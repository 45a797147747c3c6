"""The keys that a stack seals its decisions with, made when it first starts."""

from datetime import UTC, datetime

from makegood.gateways.seal_keys import (
    ANY,
    SEAL_KEYS,
    KeyFile,
    keep_private,
    new_door_key,
    public_half,
)
from makegood.settings import Environment, Settings

DOOR_KEY = "seals/stack.key.json"
"""The key of the command line, the demonstration and the web desk of a stack."""

BANK_DOOR_KEY = "seals/webhooks.key.json"
"""The key of the webhook door, which may bring the bank's news and nothing else."""

KEYS = (("stack", DOOR_KEY, ANY, ANY), ("webhooks", BANK_DOOR_KEY, "payment_notice", "bank"))
"""Each door of a stack: its name, its file, what it may say, in whose name."""


def sealing(settings: Settings) -> Settings:
    """The settings with the stack's own keys; keys that are set already, or production's, stay."""
    if settings.environment is Environment.PRODUCTION or settings.seal_keys:
        return settings
    public = settings.var / SEAL_KEYS
    if not public.exists():
        _make(settings)
    return settings.model_copy(update={"seal_keys": public, "seal_key": settings.var / DOOR_KEY})


def _make(settings: Settings) -> None:
    """Private halves first: a public file that is there means that all of them are."""
    at, known = datetime.now(UTC), KeyFile(settings.var / SEAL_KEYS)
    made = [(new_door_key(door, at), settings.var / path) for door, path, _, _ in KEYS]
    for key, path in made:
        keep_private(key, path)
    halves = zip(made, KEYS, strict=True)
    known.add(*(public_half(key, at, (say,), (of,)) for (key, _), (_, _, say, of) in halves))
