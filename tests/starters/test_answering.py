"""A page in the book is acknowledged over the real door, with the links of the settings."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from makegood.gateways.ack_links import AckLinks
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.throttle import PageRequest, Preferences
from makegood.rules.crisis.words import Channel
from makegood.settings import Settings
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from makegood.store.pages import PageBook
from starters.answering import answers_to_pages
from starters.server import reach

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of an installation with an empty database, and no Temporal anywhere."""
    found = Settings(var=tmp_path, temporal_address="127.0.0.1:9")
    migrate(found.database_url)
    return found


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """Its database."""
    made = make_engine(settings.database_url)
    yield made
    made.dispose()


async def test_a_link_of_these_settings_shows_its_page_and_waits_for_a_case_that_is_away(
    settings: Settings, engine: Engine
) -> None:
    request = PageRequest(
        "C-1:ladder:1.0.0:desk.dung:sms",
        "C-1",
        "desk.dung",
        Channel.SMS,
        PageReason.LADDER,
        Severity.SEV1,
        NOW,
        NOW + timedelta(minutes=10),
    )
    number = PageBook(engine).admit(request, Preferences(), NOW).number
    secret = settings.page_secret.get_secret_value()
    link = AckLinks(secret, settings.public_url).link(number, "desk.dung")
    client = await reach(settings, lazily=True)
    app = FastAPI()
    app.include_router(answers_to_pages(settings, client, engine))

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as reader:
        seen, pressed = await reader.get(link), await reader.post(link)

    assert link.startswith("http://127.0.0.1:8730/acknowledge/")
    assert (seen.status_code, "SEV1 case C-1" in seen.text) == (200, True)
    assert (pressed.status_code, "please press again" in pressed.text) == (503, True)
    found = PageBook(engine).find(number)
    assert found is not None
    assert found.acknowledged_at is None
