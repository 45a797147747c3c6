"""Where a demonstration runs: a folder and ports of its own, and a policy whose days are short."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import perf_counter

from makegood.policy.loader import load_policy
from makegood.settings import PREFIX, Ports, Settings
from starters.stack.home import AlreadyRunning, Home
from starters.stack.layout import addressed
from starters.stack.ports import next_free
from starters.stack.seals import sealing

DAY_SECONDS = 1.25
"""A policy day; the longest window of the samples, 45 days, is a minute then."""

REHEARSALS, QUIET_SECONDS = 40, 0.3
"""How often the policy is read to see how fast this machine is, and how long that takes at rest."""

SLOWEST = 2.0
"""How many times as long a day is at most, where a machine is slow or busy with other things."""

CRISIS_HOUR_SECONDS, CRISIS_DAY_SECONDS = 60, 30
"""A minute of a crisis is a second: who is paged and promised word counts minutes, not days."""


@dataclass(frozen=True)
class Room:
    """The settings and ports of one demonstration."""

    settings: Settings
    ports: Ports
    wanted: Ports

    @property
    def moved(self) -> tuple[str, ...]:
        """A sentence for each port that was taken."""
        return tuple(
            f"Port {old} is taken ({PREFIX}{name.upper()}); this demonstration uses {new}."
            for name, old, new in self._changed()
        )

    @property
    def again(self) -> str:
        """The command that serves the same claims once more, at the same addresses."""
        ports = [f"{PREFIX}{name.upper()}={new}" for name, _, new in self._changed()]
        return " ".join([f"{PREFIX}VAR={_short(self.settings.var)}", *ports, "make up"])

    def link(self, workflow_id: str) -> str:
        """Where a workflow is to be seen in the Temporal UI."""
        namespace = self.settings.temporal_namespace
        return f"{self.settings.temporal_ui_url}/namespaces/{namespace}/workflows/{workflow_id}"

    def _changed(self) -> list[tuple[str, int, int]]:
        pairs = ((name, getattr(self.wanted, name), getattr(self.ports, name)) for name in _NAMES)
        return [(name, old, new) for name, old, new in pairs if old != new]


_NAMES = tuple(Ports.model_fields)


def make_room() -> Room:
    """A room with an empty folder that nobody uses, and with ports that are free."""
    wanted = Ports()
    ports = next_free(wanted)
    settings = _settings(_emptied(Settings().var / "demo"))
    return Room(sealing(addressed(settings, ports)), ports, wanted)


def day_seconds(took: float) -> float:
    """How long a day is where reading the policy took so long: people must keep up with it."""
    return DAY_SECONDS * min(max(took / QUIET_SECONDS, 1.0), SLOWEST)


def _rehearsed() -> float:
    """The seconds that reading the policy takes here and now, the first time left out."""
    load_policy()
    began = perf_counter()
    for _ in range(REHEARSALS):
        load_policy()
    return perf_counter() - began


def _emptied(parent: Path) -> Path:
    """The first folder in which no other demonstration runs, cleared of the last one."""
    for number in count(1):
        folder = parent / str(number)
        try:
            Home(folder).clear()
        except AlreadyRunning:
            continue
        return folder
    raise AssertionError("numbers do not end")


def _settings(folder: Path) -> Settings:
    """Settings of our own: no database, store or policy that a developer has set is touched."""
    return Settings(
        var=folder,
        database_url=f"sqlite:///{folder / 'makegood.sqlite'}",
        documents_url=(folder / "documents").as_uri(),
        policy_dir=Settings.model_fields["policy_dir"].default,
        policy_pace=day_seconds(_rehearsed()),
        crisis_hour=CRISIS_HOUR_SECONDS,
        crisis_day=CRISIS_DAY_SECONDS,
        metrics_port=None,
        seal_keys=None,
        seal_key=None,
    )


def _short(folder: Path) -> Path:
    """The folder as one types it from here."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
