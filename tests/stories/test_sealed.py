"""A restricted case in a world with keys: Temporal keeps nothing of it that can be read."""

import base64
from pathlib import Path

from pydantic import SecretStr

from starters.sealing import converter
from tests.kit.signals import FIRST_RUNG
from tests.kit.world import a_world
from tests.replay.histories import replayed
from tests.stories.crises.test_quiet_ends import SECRETS, a_secret_letter

KEYS = SecretStr(f"k1:{base64.b64encode(bytes(range(32))).decode()}")


async def test_the_history_of_a_sealed_case_tells_nothing_and_replays_with_the_key_alone(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path, KEYS) as world:
        case = await a_secret_letter(world)
        inside = await case.briefing("legal.uyen")
        pages = await case.pages()
        history = await case.handle.fetch_history()
        kept = b"".join(event.SerializeToString() for event in history.events)
        with_key = await replayed([history], converter=converter(world.settings))
        without = await replayed([history], tries=1)

    assert [word for word in SECRETS if word.encode() in kept] == []
    assert inside.status is not None
    assert inside.status.headline == "The Nguyen family sues for negligence"
    assert pages[0] == FIRST_RUNG
    assert with_key == {}
    assert set(without) == {"crisis-letter"}
