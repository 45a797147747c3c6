"""A real Chromium, once a module, and a furnished desk for it; without one, a reason to skip."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from makegood.rules.access import Actor
from makegood.store.migrate import migrate
from tests.browser.chromium import QUIET, program
from tests.browser.serving import a_world, served
from tests.desk.scene import furnish
from tests.desk.world import WHO, World

Opens = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of this machine; the tests in it are skipped where there is none.

    It ends with its module: while it lives, no other test of this process can run a loop.
    """
    found = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("blank") / "makegood.sqlite"
    migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture
def desk(tmp_path: Path, blank: bytes) -> Iterator[World]:
    """A desk in the middle of a working day."""
    world = furnish(a_world(tmp_path, blank))
    yield world
    world.engine.dispose()


@pytest.fixture
def address(desk: World) -> Iterator[str]:
    """Where that desk is served."""
    with served(desk.app()) as url:
        yield url


@pytest.fixture
def opens(chromium: Browser, address: str) -> Iterator[Opens]:
    """Opens a page of the desk as somebody, in a window of some width."""
    contexts: list[BrowserContext] = []

    def go(
        actor: Actor,
        path: str,
        width: int = 1280,
        before: Callable[[BrowserContext], None] = lambda _: None,
        **more: object,
    ) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": 800},
            extra_http_headers={WHO: actor.name},
            **more,  # type: ignore[arg-type]
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        before(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()
