"""The compose file as the gates of the house read it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, Field, TypeAdapter

Condition = Literal["service_healthy", "service_completed_successfully", "service_started"]


class Dependency(BaseModel):
    """What a service waits for."""

    condition: Condition


class Healthcheck(BaseModel):
    """How one knows that a service serves."""

    test: list[str]


class Container(BaseModel):
    """One service of the compose file."""

    image: str
    entrypoint: list[str] = Field(default_factory=list)
    command: list[str] = Field(default_factory=list)
    environment: dict[str, str] = Field(default_factory=dict)
    depends_on: dict[str, Dependency] = Field(default_factory=dict)
    healthcheck: Healthcheck | None = None
    restart: str = "no"
    profiles: list[str] = Field(default_factory=list)

    @property
    def is_ours(self) -> bool:
        """Whether it runs Makegood's own image."""
        return self.image.startswith("makegood:")


CONTAINERS = TypeAdapter(dict[str, Container])


def containers(root: Path) -> Mapping[str, Container]:
    """Every service, by its name."""
    found = yaml.safe_load((root / "docker-compose.yml").read_text())
    return CONTAINERS.validate_python(found["services"])
