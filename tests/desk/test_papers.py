"""Documents at the desk: true pictures with marks, to nobody but those who may see the claim."""

import io
import re

import httpx
import pytest
from PIL import Image

from makegood.messages.docket import CheckStatus
from makegood.rules.evidence import DocumentReading
from makegood.store.claims import ClaimRecords
from starters.desk.assets import asset_url
from starters.errors import Unreachable
from tests.desk.dockets import a_docket, papers
from tests.desk.scene import an_invoice
from tests.desk.world import HUNG, LAN, OANH, QUAN, World
from tests.papers import hostile
from tests.store.builders import a_row

TOTAL = "Total amount: 1,100,000 VND"


def hold(world: World, *contents: bytes, claim_id: str = "C-1") -> list[str]:
    """A claim of Lan's that holds these documents, each with a finding about its total."""
    world.keep(a_row(claim_id, merchant_id="merchant-lotus"))
    shas = [world.documents.put(io.BytesIO(one), 1 << 30).sha256 for one in contents]
    held = [("invoice", sha, f"bill-{at}.pdf") for at, sha in enumerate(shas)]
    readings = tuple(DocumentReading(sha, kind, name, 1) for kind, sha, name in held)
    ClaimRecords(world.engine).keep_readings(claim_id, readings)
    checks = tuple(a_check(sha) for sha in shas)
    world.claims.dockets[claim_id] = a_docket(claim_id, papers=papers(*held), checks=checks)
    return shas


def a_check(sha: str, verdict: str = "fail", snippet: str = TOTAL) -> CheckStatus:
    """A finding on the first page of a document."""
    return CheckStatus(
        name="lines_sum_to_total",
        verdict=verdict,
        detail="it does not add up",
        document=sha[:12],
        page=1,
        snippet=snippet,
    )


@pytest.fixture
def bill(world: World) -> str:
    """The address of an invoice that the claim holds."""
    return f"/claims/C-1/documents/{hold(world, an_invoice().content)[0]}"


def image(answer: httpx.Response) -> Image.Image:
    """The picture of an answer."""
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content))


async def test_a_page_is_served_as_a_picture_that_can_do_nothing(world: World, bill: str) -> None:
    async with world.browser(OANH) as browser:
        answer = await browser.get(f"{bill}/pages/1")

    assert max(image(answer).size) == 1400
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, max-age=86400, immutable"


async def test_the_file_itself_is_only_a_download(world: World, bill: str) -> None:
    async with world.browser(OANH) as browser:
        answer = await browser.get(bill)

    assert answer.content == an_invoice().content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''bill-0.pdf"


async def test_a_picture_that_a_browser_has_is_not_sent_again(world: World, bill: str) -> None:
    async with world.browser(OANH) as browser:
        first = await browser.get(f"{bill}/pages/1")
        tag = first.headers["etag"]
        again = await browser.get(f"{bill}/pages/1", headers={"if-none-match": tag})
        other = await browser.get(f"{bill}/pages/2", headers={"if-none-match": tag})

    assert not tag.startswith("W/")
    assert bill.rpartition("/")[2] in tag
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 303


@pytest.mark.parametrize("part", ["", "/pages/1", "/pages/1/figure", "/pages/1/view"])
async def test_a_page_is_for_those_alone_who_may_see_the_document(
    world: World, bill: str, part: str
) -> None:
    tagged = {"if-none-match": f'"{bill.rpartition("/")[2]}-1-2"'}
    async with world.browser(HUNG) as hung, world.browser(QUAN) as admin, world.browser() as nobody:
        answers = [await one.get(bill + part, headers=tagged) for one in (hung, admin, nobody)]

    assert [answer.status_code // 100 for answer in answers[:2]] == [4, 4]
    assert answers[2].status_code in {303, 401}


@pytest.mark.parametrize("part", ["", "/pages/1", "/pages/1/figure", "/pages/1/view"])
async def test_a_document_of_another_claim_is_not_there(world: World, bill: str, part: str) -> None:
    world.keep(a_row("C-2", merchant_id="merchant-lotus"))
    async with world.browser(OANH) as browser:
        answer = await browser.get(bill.replace("C-1", "C-2") + part)

    assert answer.status_code == 404


async def test_a_merchant_sees_the_picture_and_none_of_our_findings(
    world: World, bill: str
) -> None:
    async with world.browser(LAN) as browser:
        picture = await browser.get(f"{bill}/pages/1")
        view = await browser.get(f"{bill}/pages/1/view")

    assert max(image(picture).size) == 1400
    assert view.headers["location"] == "/my/claims/C-1"


async def test_the_finding_is_marked_on_the_page(world: World, bill: str) -> None:
    async with world.browser(OANH) as browser:
        view = (await browser.get(f"{bill}/pages/1/view")).text
        figure = (await browser.get(f"{bill}/pages/1/figure")).text

    for page in (view, figure):
        marks = page.partition('viewBox="0 0 990 1400"')[2].partition("</svg>")[0]
        assert len(re.findall(r'<rect class="fail" x="\d+"', marks)) == 1
        assert 'alt="Page 1 of bill-0.pdf"' in page
        assert "it does not add up" in page


async def test_the_part_of_the_page_that_a_finding_quotes_stands_beside_it(
    world: World, bill: str
) -> None:
    sha = bill.rpartition("/")[2]
    docket = world.claims.dockets["C-1"]
    checks = (a_check(sha), a_check(sha, "pass", "Invoice date: 17/01/2026"))
    world.claims.dockets["C-1"] = docket.model_copy(update={"checks": checks})

    async with world.browser(OANH) as browser:
        page = (await browser.get(f"{bill}/pages/1/figure")).text

    [(x, y, width, height)] = re.findall(r'<svg viewBox="(\d+) (\d+) (\d+) (\d+)"', page)
    [box] = re.findall(r'<rect class="fail" x="(\d+)" y="(\d+)"', page)[-1:]
    assert f'<image href="{bill}/pages/1" width="990" height="1400"/>' in page
    assert int(x) < int(box[0]) < int(x) + int(width)
    assert int(y) < int(box[1]) < int(y) + int(height) <= int(y) + 240


async def test_what_is_not_found_on_the_page_is_not_marked(world: World, bill: str) -> None:
    docket = world.claims.dockets["C-1"]
    check = a_check(bill.rpartition("/")[2], snippet="Nothing of the kind")
    world.claims.dockets["C-1"] = docket.model_copy(update={"checks": (check,)})

    async with world.browser(OANH) as browser:
        view = (await browser.get(f"{bill}/pages/1/view")).text

    assert "<rect" not in view
    assert "Nothing of the kind" in view


async def test_a_claim_shows_its_pages_and_fetches_marks_once_they_are_seen(
    world: World, bill: str
) -> None:
    async with world.browser(OANH) as browser:
        before = (await browser.get("/claims/C-1")).text
        await browser.get(f"{bill}/pages/1/figure")
        after = (await browser.get("/claims/C-1")).text

    assert f'src="{bill}/pages/1" alt="Page 1 of bill-0.pdf"' in before
    assert f'hx-get="{bill}/pages/1/figure"' in before
    assert f'href="{bill}/pages/1/view"' in before
    assert "<rect" not in before
    assert f'hx-get="{bill}' not in after
    assert '<rect class="fail"' in after


async def test_a_page_that_cannot_be_drawn_shows_its_text_and_says_why(world: World) -> None:
    [sha] = hold(world, hostile.stamp_in_stamps())
    async with world.browser(OANH) as browser:
        view = (await browser.get(f"/claims/C-1/documents/{sha}/pages/1/view")).text
        picture = await browser.get(f"/claims/C-1/documents/{sha}/pages/1")

    assert re.search(r"Only its text is shown. Drawing the page (took too long|broke off).", view)
    assert 'alt="The text of page 1 of bill-0.pdf"' in view
    assert max(image(picture).size) == 1400
    assert picture.headers["cache-control"] == "private, max-age=60"
    assert "etag" not in picture.headers


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (hostile.encrypted("secret"), "The file needs a password."),
        (hostile.page_tree_loop(), "The file is damaged."),
    ],
)
async def test_a_page_that_cannot_be_shown_at_all_says_why(
    world: World, content: bytes, why: str
) -> None:
    [sha] = hold(world, content)
    async with world.browser(OANH) as browser:
        view = (await browser.get(f"/claims/C-1/documents/{sha}/pages/1/view")).text
        picture = await browser.get(f"/claims/C-1/documents/{sha}/pages/1")

    assert why in view
    assert 'alt="No picture of page 1 of bill-0.pdf"' in view
    assert picture.headers["location"] == asset_url("no-picture.svg")


async def test_a_file_that_is_gone_or_altered_is_said_to_be(world: World, bill: str) -> None:
    sha = bill.rpartition("/")[2]
    kept = world.folder / "documents" / sha[:2] / sha
    async with world.browser(OANH) as browser:
        kept.write_bytes(b"%PDF-1.7 something else")
        altered = (await browser.get(f"{bill}/pages/1/view")).text
        kept.unlink()
        gone = (await browser.get(f"{bill}/pages/1/view")).text

    assert "The file was changed after it was handed in." in altered
    assert "The file is no longer where it was kept." in gone


async def test_pages_are_turned(world: World) -> None:
    [sha] = hold(world, hostile.with_pages(3))
    at = f"/claims/C-1/documents/{sha}/pages"
    async with world.browser(OANH) as browser:
        first, second = [(await browser.get(f"{at}/{page}/view")).text for page in (1, 2)]
        none = await browser.get(f"{at}/61/view")

    assert (f"{at}/2/view" in first, "Previous page" in first) == (True, False)
    assert (f"{at}/1/view" in second, f"{at}/3/view" in second) == (True, True)
    assert "2 of 3" in second
    assert none.status_code in {404, 422}


async def test_while_the_case_does_not_answer_pages_are_shown_without_findings(
    world: World, bill: str
) -> None:
    world.claims.away = Unreachable("No worker has answered yet.")
    async with world.browser(OANH) as browser:
        view = await browser.get(f"{bill}/pages/1/view")

    assert view.status_code == 200
    assert "Nothing was checked on it." in view.text


async def test_whoever_may_not_read_documents_is_shown_none(world: World, bill: str) -> None:
    async with world.browser(QUAN) as browser:
        page = (await browser.get("/claims/C-1")).text

    assert "it does not add up" in page
    assert bill not in page
