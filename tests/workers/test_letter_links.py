"""Letters lead to the desk, where there is one that can be reached."""

import pytest

from makegood.messages.records import Notice
from makegood.settings import Environment, Settings
from workers.toolbox import letter_links

ASKED = Notice(key="k", to="finance", template="sign_off_asked", fields={"claim": "C-1"})


@pytest.mark.parametrize(
    ("environment", "web_url", "way"),
    [
        (Environment.DEVELOPMENT, "http://127.0.0.1:8740", "http://127.0.0.1:8740/claims/C-1"),
        (Environment.PRODUCTION, "https://desk.example/", "https://desk.example/claims/C-1"),
        (Environment.PRODUCTION, "http://127.0.0.1:8740", None),
    ],
)
def test_the_way_is_to_the_desk_of_the_settings(
    environment: Environment, web_url: str, way: str | None
) -> None:
    settings = Settings().model_copy(update={"environment": environment, "web_url": web_url})

    links = letter_links(settings)

    assert (links.of(ASKED) if links else None) == way
