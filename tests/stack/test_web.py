"""The web process and the development provider of sign-in serve together, as `make up` has them."""

from collections.abc import Callable
from html import unescape
from pathlib import Path
from re import findall

import httpx
import pytest

from makegood.settings import Environment, Ports, Settings
from starters.errors import BadInput
from starters.site import require_safe
from starters.stack.layout import addressed, services
from starters.stack.run import running_stack
from starters.stack.welcome import welcome

OURS = ("identity", "database", "web")


def test_whoever_starts_the_stack_is_told_where_the_desk_is_and_whom_one_may_be() -> None:
    address, people = welcome(Settings())

    assert address == "Desk: http://127.0.0.1:8740   API: http://127.0.0.1:8740/v1"
    for told in (
        "merchant shop.lotus",
        "lead desk.dung",
        "on-call ",
        "auditor audit.thu",
        "admin ",
    ):
        assert told in people


def in_production(**changes: object) -> Settings:
    """Settings as production has them."""
    told: dict[str, object] = {
        "environment": Environment.PRODUCTION,
        "web_url": "https://desk.example",
        "oidc_issuer": "https://login.example",
        **dict.fromkeys(("webhook_secret", "page_secret"), "whsec_" + "c2VjcmV0" * 6),
        **dict.fromkeys(("web_secret", "oidc_client_secret"), "long and random"),
    }
    return Settings.model_validate(told | changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"oidc_issuer": Settings().oidc_issuer}, "MAKEGOOD_OIDC_ISSUER"),
        ({"web_url": "http://desk.example"}, "MAKEGOOD_WEB_URL"),
        (
            {"oidc_client_secret": Settings().oidc_client_secret.get_secret_value()},
            "MAKEGOOD_OIDC_CLIENT_SECRET",
        ),
    ],
)
def test_in_production_the_desk_does_not_start_as_if_in_development(
    changes: dict[str, object], said: str
) -> None:
    require_safe(in_production())

    with pytest.raises(BadInput, match=said):
        require_safe(in_production(**changes))


def test_in_production_the_stack_has_no_provider_that_lets_everybody_in() -> None:
    names = {one.name for one in services(in_production(), Ports())}

    assert "identity" not in names
    assert [*welcome(in_production())] == [
        "Desk: https://desk.example   API: https://desk.example/v1"
    ]


async def test_a_person_signs_in_and_the_probes_say_what_is_missing(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    ports = Ports.model_validate({name: free_port() for name in Ports.model_fields})
    settings = addressed(Settings(var=tmp_path), ports)
    chosen = [one for one in services(settings, ports) if one.name in OURS]
    async with (
        running_stack(settings, chosen, print),
        httpx.AsyncClient(base_url=settings.web_url, timeout=20, trust_env=False) as browser,
    ):
        healthy, ready = await browser.get("/healthz"), await browser.get("/readyz")
        begun = await browser.get("/sign-in?next=/signed-out")
        page = await browser.get(begun.headers["location"])
        back = await browser.post(str(page.url), data=hidden(page.text) | {"account": "desk.an"})
        finished = await browser.get(back.headers["location"])
        known = await browser.get("/v1/claims")
        browser.cookies.clear()
        stranger = await browser.get("/v1/claims")

    assert healthy.json() == {"status": "ok"}
    assert ready.json()["checks"] == {"database": "ok", "temporal": "down", "workers": "down"}
    assert (finished.status_code, finished.headers["location"]) == (303, "/signed-out")
    assert (known.status_code, stranger.status_code) == (200, 401)


def hidden(page: str) -> dict[str, str]:
    """What the first form of a page sends along."""
    form = page.partition("</form>")[0]
    found = findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}
