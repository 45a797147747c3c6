"""`python -m tests.browser.pictures`: the desk's pages as the documentation shows them."""

import io
import tempfile
from hashlib import sha256
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from makegood.rules.access import Actor
from makegood.store.migrate import migrate
from tests.browser.chromium import QUIET, program
from tests.browser.serving import a_world, served
from tests.desk.dockets import NEWER, a_docket, a_full_status
from tests.desk.scene import an_invoice, furnish
from tests.desk.world import DUNG, LAN, OANH, WHO, World

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "images"
COLOURS = 96
BILL = f"/claims/C-2026-0112/documents/{sha256(an_invoice().content).hexdigest()}/pages/1/view"
PICTURES = (
    ("desk-inbox", OANH, "/inbox", 1280, "light"),
    ("desk-inbox-dark-phone", OANH, "/inbox", 360, "dark"),
    ("desk-claim", OANH, "/claims/C-2026-0112", 1280, "light"),
    ("desk-page", OANH, BILL, 1280, "light"),
    ("desk-my-claim-phone", LAN, "/my/claims/C-2026-0121", 360, "light"),
    ("desk-crises", DUNG, "/crises", 1280, "light"),
    ("desk-crisis", DUNG, "/crises/K-2026-005", 1280, "light"),
    ("desk-file-a-claim-phone", LAN, "/my/claims/new", 360, "light"),
)


def _opened(browser: Browser, url: str, actor: Actor, width: int, theme: str) -> Page:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 800},
        color_scheme=theme,  # type: ignore[arg-type]
        extra_http_headers={WHO: actor.name},
    )
    context.set_default_timeout(60_000)
    return context.new_page()


def _keep(page: Page, name: str) -> None:
    """The whole page as a small PNG."""
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    few = shot.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def _stale(browser: Browser, url: str, world: World) -> None:
    """A decision on what has changed meanwhile."""
    page = _opened(browser, url, OANH, 1280, "light")
    page.goto("/claims/C-2026-0112")
    page.get_by_role("radio", name="Approve").check()
    before = world.claims.dockets["C-2026-0112"]
    changed = a_full_status("C-2026-0112", subject_hash=NEWER)
    sums = changed.amounts.model_copy(update={"approved": changed.amounts.claimed})
    world.claims.dockets["C-2026-0112"] = a_docket(
        "C-2026-0112", status=changed.model_copy(update={"amounts": sums}), papers=before.papers
    )
    page.get_by_role("button", name="Sign").click()
    page.get_by_text("It has changed since you looked").wait_for()
    shot = page.locator("#decide").screenshot()
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS).save(
        FOLDER / "desk-stale.png", optimize=True
    )


def main() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="makegood-") as name, sync_playwright() as playwright:
        folder = Path(name)
        blank = folder / "blank.sqlite"
        migrate(f"sqlite:///{blank}")
        world = furnish(a_world(folder, blank.read_bytes()))
        browser = playwright.chromium.launch(executable_path=program(), args=list(QUIET))
        with served(world.app()) as url:
            for title, actor, path, width, theme in PICTURES:
                page = _opened(browser, url, actor, width, theme)
                page.goto(path)
                page.eval_on_selector_all("img", "all => all.forEach(one => one.loading = 'eager')")
                page.wait_for_function("[...document.images].every(one => one.complete)")
                if page.locator("figure[hx-get]").count():
                    page.locator("figure[hx-get]").last.evaluate(
                        "figure => figure.scrollIntoView()"
                    )
                    page.locator(".marks").wait_for()
                _keep(page, title)
            _stale(browser, url, world)
        browser.close()


if __name__ == "__main__":
    main()
