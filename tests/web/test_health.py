"""Whether the web process is ready is asked seldom, patiently, and answered truly."""

from pathlib import Path

from makegood.messages.problems import Retryable
from makegood.settings import Settings
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters.web.health import Readiness, readiness
from tests.web.rooms import nowhere


async def test_a_crowd_of_probes_asks_once() -> None:
    asked, clock = [0], [0.0]

    async def probe() -> str:
        asked[0] += 1
        return "ok"

    ready = Readiness({"database": probe}, clock=lambda: clock[0])
    for _ in range(5):
        assert await ready() == {"database": "ok"}
    assert asked == [1]

    clock[0] = 3.0
    await ready()
    assert asked == [2]


async def test_what_does_not_answer_is_down() -> None:
    async def away() -> str:
        raise Retryable("not now")

    async def fine() -> str:
        return "ok"

    assert await Readiness({"a": away, "b": fine})() == {"a": "down", "b": "ok"}


async def test_without_temporal_the_database_is_ready_alone(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, temporal_address="127.0.0.1:1")
    migrate(settings.database_url)

    found = await readiness(await nowhere(settings), make_engine(settings.database_url))()

    assert found == {"database": "ok", "temporal": "down", "workers": "down"}
