"""In a real browser: pages are open to everybody, and keep their word by keys and by themselves."""

import time
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from makegood.rules.access import Actor
from tests.browser.conftest import Opens
from tests.desk.dockets import NEWER, a_docket, a_full_status
from tests.desk.world import DUNG, LAN, OANH, QUAN, UYEN, World
from tests.store.crisis_builders import a_crisis_row

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    (OANH, "/inbox"),
    (OANH, "/claims/C-2026-0112?decision=reject"),
    (DUNG, "/claims/C-2026-0121?act=make_offer"),
    (DUNG, "/claims"),
    (UYEN, "/inbox"),
    (LAN, "/my/claims"),
    (LAN, "/my/claims/new"),
    (LAN, "/my/claims/C-2026-0121"),
    (LAN, "/my/claims/C-2026-0122"),
    (LAN, "/nowhere"),
    (DUNG, "/crises"),
    (DUNG, "/crises?screen=1"),
    (DUNG, "/crises/past"),
    (DUNG, "/crises/new"),
    (DUNG, "/crises/K-2026-005?act=draft_statement&edit=holding"),
    (DUNG, "/crises/K-2026-005?act=record_decision"),
    (UYEN, "/crises/K-2026-005"),
    (UYEN, "/crises/K-2026-007"),
    (DUNG, "/crises/K-2026-008"),
    (DUNG, "/on-call"),
    (DUNG, "/on-call/hand-over?to=desk.giang"),
    (QUAN, "/keys"),
)
SIGN = "/claims/C-2026-0112"
BILL = "Page 1 of invoice-INV-2026-0117.pdf"


def faults_of(page: Page) -> list[str]:
    """What the audit finds on a page that is open, and by how much it is too wide."""
    audit = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    faults = [violation["id"] for violation in audit.response["violations"]]
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*faults, f"{wider} pixels too wide"] if faults or wider > 0 else []


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1280, "dark")])
def test_every_page_passes_the_audit_and_fits_its_window(
    opens: Opens, width: int, theme: str
) -> None:
    found: dict[str, list[str]] = {}
    for actor, path in PAGES:
        page = opens(actor, path, width, color_scheme=theme)
        if faults := faults_of(page):
            found[f"{actor.name} {path}"] = faults

    assert found == {}


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_a_page_of_a_document_is_looked_at_closely(opens: Opens, width: int, theme: str) -> None:
    page = opens(OANH, SIGN, width, color_scheme=theme)
    bill = page.get_by_alt_text(BILL)
    bill.evaluate("picture => picture.scrollIntoView()")
    expect(page.locator(".paper .marks rect")).to_have_count(2)
    assert faults_of(page) == []
    bill.click()
    page.wait_for_url("**/pages/1/view")

    expect(page.locator(".marks rect.fail")).to_be_visible()
    assert page.get_by_alt_text(BILL).evaluate("picture => picture.naturalHeight") == 1400
    assert faults_of(page) == []


def test_a_decision_is_made_by_keys_alone(opens: Opens, desk: World) -> None:
    page = opens(OANH, "/inbox")

    for key in ("j", "j", "j", "k", "j"):
        page.keyboard.press(key)
    page.keyboard.press("a")
    page.wait_for_url("**/claims/C-2026-0112?decision=approve#decide")
    expect(page.get_by_role("radio", name="Approve")).to_be_checked()
    page.get_by_role("button", name="Sign").press("Enter")

    expect(page.get_by_role("status")).to_contain_text("You have approved the recommendation")
    assert [said[1] for said in desk.claims.said] == ["sign_off"]


def test_help_opens_on_a_question_mark_and_keys_can_be_turned_off(opens: Opens) -> None:
    page = opens(OANH, "/inbox")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_text("fin.oanh").click()
    page.get_by_label("Single keys").select_option("off")
    page.get_by_role("button", name="Keep").click()
    page.wait_for_load_state()
    page.keyboard.press("?")

    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_key_that_is_typed_into_a_field_does_nothing_else(opens: Opens) -> None:
    page = opens(OANH, SIGN)

    page.locator("#reason").press_sequentially("a reason, really?")

    expect(page.get_by_role("radio", name="Approve")).not_to_be_checked()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_news_comes_by_itself_and_leaves_what_is_being_typed(opens: Opens, desk: World) -> None:
    page = opens(OANH, SIGN)
    reason = page.locator("#reason")
    reason.press_sequentially("The freight")

    newer = a_docket(status=a_full_status("C-2026-0112", subject_hash=NEWER, assignee="desk.an"))
    desk.claims.dockets["C-2026-0112"] = newer.model_copy(
        update={"sentences": ("Somebody has looked at it again.",)}
    )
    row = desk.row("C-2026-0112")
    desk.keep(row.model_copy(update={"version": row.version + 1, "assignee": "desk.an"}))

    expect(page.locator("#claim-head")).to_contain_text("desk.an")
    expect(reason).to_have_value("The freight")
    expect(reason).to_be_focused()


def test_an_inbox_that_is_open_empties_by_itself(opens: Opens, desk: World) -> None:
    page = opens(OANH, "/inbox")
    expect(page.locator("[data-row]")).to_have_count(6)

    row = desk.row("C-2026-0107")
    desk.keep(row.model_copy(update={"version": row.version + 1, "awaiting": ()}))

    expect(page.locator("[data-row]")).to_have_count(5)


@pytest.mark.parametrize("actor", [OANH])
def test_without_javascript_a_decision_goes_through(
    opens: Opens, desk: World, actor: Actor
) -> None:
    page = opens(actor, SIGN, java_script_enabled=False)

    page.get_by_label("Send back").check()
    page.locator("#reason").fill("The invoice is of another parcel.")
    page.get_by_role("button", name="Sign").click()

    assert "You have sent the recommendation of claim C-2026-0112 back." in page.content()
    assert len(desk.claims.said) == 1


def test_a_merchant_answers_an_offer_on_a_phone_without_javascript(
    opens: Opens, desk: World
) -> None:
    page = opens(LAN, "/my/claims/C-2026-0121", 360, java_script_enabled=False)

    page.get_by_label("I accept ₫600,000").check()
    page.get_by_label("Accepting settles these parcels").check()
    page.get_by_role("button", name="Send the answer").click()

    assert "Thank you, we have your answer." in page.content()
    assert [said[1] for said in desk.claims.said] == ["answer_offer"]


def test_a_statement_is_signed_by_keys_and_the_case_heard_it_once(
    opens: Opens, desk: World
) -> None:
    page = opens(UYEN, "/crises/K-2026-005")

    page.keyboard.press("a")
    expect(page.get_by_role("radio", name="Approve")).to_be_checked()
    page.get_by_role("button", name="Sign", exact=True).click()

    expect(page.get_by_role("status").first).to_contain_text("You have approved statement holding")
    assert [said[1] for said in desk.crises.said] == ["sign_off"]


def test_the_board_shows_a_case_that_opens_by_itself(opens: Opens, desk: World) -> None:
    page = opens(DUNG, "/crises?screen=1")
    expect(page.get_by_text("A van has burnt out")).to_have_count(0)

    desk.keep_crises(a_crisis_row("K-2026-009", headline="A van has burnt out"))

    expect(page.get_by_text("A van has burnt out")).to_be_visible()


def test_a_page_that_comes_in_pieces_and_finds_no_stream_is_live_all_the_same(
    opens: Opens, desk: World
) -> None:
    asked: list[Route] = []

    def refused_once(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.fulfill(status=503)
        else:
            route.continue_()

    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    def hindered(context: BrowserContext) -> None:
        context.route("**/live?*", refused_once)
        context.route("**/vendor/hx-sse*", late)

    page = opens(DUNG, "/crises?screen=1", before=hindered)
    desk.keep_crises(a_crisis_row("K-2026-009", headline="A van has burnt out"))

    expect(page.get_by_text("A van has burnt out")).to_be_visible()
    assert len(asked) == 2


def test_a_case_is_acknowledged_without_javascript_on_a_phone(opens: Opens, desk: World) -> None:
    page = opens(DUNG, "/crises/K-2026-006", 360, java_script_enabled=False)

    page.get_by_role("button", name="Acknowledge").click()

    assert "Done: acknowledge." in page.content()
    assert [said[1] for said in desk.crises.said] == ["acknowledge"]


def test_a_form_without_a_script_asks_only_what_its_kind_needs(opens: Opens) -> None:
    page = opens(LAN, "/my/claims/new", java_script_enabled=False)
    promised, cash = page.get_by_label("Promised for"), page.get_by_label("Cash to be collected")
    expect(page.get_by_role("heading", name="About the parcels")).to_be_hidden()

    page.get_by_label("What went wrong").select_option("late")
    expect(promised).to_be_visible()
    expect(cash).to_be_hidden()
    page.get_by_label("What went wrong").select_option("cod_mismatch")
    expect(cash).to_be_visible()
    expect(promised).to_be_hidden()
    page.get_by_label("Tracking numbers").fill("GHN-8842-VN")
    page.get_by_label("How much do you claim").fill("500,000")
    page.get_by_label("Day of the incident").fill("2026-02-20")
    cash.fill("500,000")
    page.get_by_label("Of that paid out to you").fill("0")
    page.get_by_role("button", name="File the claim").click()

    expect(page.get_by_role("status")).to_contain_text("is filed")


@pytest.mark.parametrize("script", [True, False])
def test_one_parcel_of_several_gets_its_own_day(opens: Opens, desk: World, *, script: bool) -> None:
    page = opens(LAN, "/my/claims/new", 360, java_script_enabled=script)
    page.get_by_label("What went wrong").select_option("late")
    page.get_by_label("Tracking numbers").fill("GHN-8842-VN\nGHN-8843-VN")
    page.get_by_label("How much do you claim").fill("64,000")
    page.get_by_label("Day of the incident").fill("2026-02-20")
    page.get_by_label("Promised for").first.fill("2026-02-18")
    page.get_by_label("Freight").fill("32,000")
    if not script:
        page.get_by_role("button", name="Several parcels?").click()
    own = page.get_by_role("group", name="Days of GHN-8843-VN")
    expect(own).to_be_hidden()
    page.get_by_label("GHN-8843-VN has other days").check()
    if script:
        assert faults_of(page) == []
    own.get_by_label("Promised for").fill("2026-02-19")
    page.get_by_role("button", name="File the claim").click()

    expect(page.get_by_role("status")).to_contain_text("is filed")
    days = [parcel.promised_on for parcel in desk.claims.filed[-1].parcels]
    assert days == [date(2026, 2, 18), date(2026, 2, 19)]
