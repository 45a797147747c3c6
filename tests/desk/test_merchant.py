"""A merchant files from a phone, follows the claim, answers; and sees nothing of anybody else."""

import re

import httpx
import pytest

from makegood.messages.claims import ClaimRequest
from makegood.messages.commands import (
    Answer,
    AnswerOffer,
    CorrectPayee,
    MakeAppeal,
    SubmitDocuments,
)
from makegood.rules.evidence import DocumentKind
from starters.photos import Shot, photo
from tests.desk.dockets import a_docket, a_full_status, an_offer
from tests.desk.moment import NOON
from tests.desk.world import HUNG, LAN, World
from tests.store.builders import a_row, vnd

PICTURE = photo(DocumentKind.DAMAGE_PHOTO, Shot("GHN-1", NOON.date(), damaged=True)).content


@pytest.fixture
def offered(world: World) -> World:
    """A claim of Lan's on which 600,000 VND are offered."""
    world.keep(a_row("C-1", merchant_id="merchant-lotus", stage="negotiating"))
    status = a_full_status(
        stage="negotiating", offers=(an_offer(), an_offer(2, 700_000, "waiting_approval"))
    )
    world.claims.dockets["C-1"] = a_docket(status=status)
    return world


async def a_form(browser: httpx.AsyncClient) -> dict[str, str]:
    """What a merchant fills in, with the id that the blank form came with."""
    page = (await browser.get("/my/claims/new")).text
    found = re.search(r'name="claim_id" value="(W-[0-9A-F]{12})"', page)
    assert found is not None
    return {
        "claim_id": found[1],
        "kind": "damaged",
        "parcels": "GHN-8842-VN\nGHN-8843-VN",
        "claimed": "1,250,000",
        "incident_on": "2026-02-27",
        "statement": "The box was crushed.",
    }


async def test_a_claim_is_filed_with_a_photo_in_the_merchants_own_name(world: World) -> None:
    async with world.browser(LAN) as browser:
        form = await a_form(browser) | {"merchant_id": "merchant-meridian"}
        answer = await browser.post(
            "/my/claims", data=form, files={"damage_photo": ("box.jpg", PICTURE, "image/jpeg")}
        )
        page = await browser.get(answer.headers["location"])

    [claim] = world.claims.filed
    assert isinstance(claim, ClaimRequest)
    assert (claim.merchant_id, claim.submitted_by) == ("merchant-lotus", "shop.lotus")
    assert (claim.claimed, len(claim.parcels)) == (vnd(1_250_000), 2)
    assert [(one.kind, one.name) for one in claim.documents] == [("damage_photo", "box.jpg")]
    assert world.documents.exists(claim.documents[0].sha256)
    assert f"Claim {form['claim_id']} is filed." in page.text


async def test_a_wrong_field_is_marked_and_nothing_that_was_given_is_lost(world: World) -> None:
    async with world.browser(LAN) as browser:
        form = await a_form(browser) | {"claimed": "lots"}
        refused = await browser.post(
            "/my/claims", data=form, files={"damage_photo": ("box.jpg", PICTURE, "image/jpeg")}
        )
        kept = re.search(r'name="kept" value="([^"]*)"', refused.text)
        assert kept is not None
        again = form | {"claimed": "1,250,000", "kept": kept[1].replace("&#34;", '"')}
        answer = await browser.post("/my/claims", data=again)

    assert refused.status_code == 422
    assert 'id="claimed-wrong"' in refused.text
    assert "The box was crushed.</textarea>" in refused.text
    assert "Already with us" in refused.text
    assert answer.status_code == 303
    [claim] = world.claims.filed
    assert [one.name for one in claim.documents] == ["box.jpg"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("parcels", "a", "cannot be one"),
        ("parcels", "", "Please fill this in."),
        ("incident_on", "yesterday", "A day, as in"),
        ("claimed", "-5", "An amount above zero"),
        ("account", "123", "belong together"),
    ],
)
async def test_each_field_says_what_it_wants(
    world: World, field: str, value: str, said: str
) -> None:
    async with world.browser(LAN) as browser:
        answer = await browser.post("/my/claims", data=await a_form(browser) | {field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert world.claims.filed == []


async def test_a_file_that_is_no_photo_is_not_taken(world: World) -> None:
    async with world.browser(LAN) as browser:
        answer = await browser.post(
            "/my/claims",
            data=await a_form(browser),
            files={"damage_photo": ("box.jpg", b"<html><script>", "image/jpeg")},
        )

    assert answer.status_code == 422
    assert "box.jpg is not taken" in answer.text


async def test_an_offer_is_accepted_only_with_the_release_confirmed(offered: World) -> None:
    form = {"version": "1", "answer": "accept", "parcel": "GHN-8842-VN", "once": "a-1"}

    async with offered.browser(LAN) as browser:
        page = (await browser.get("/my/claims/C-1")).text
        hasty = await browser.post("/my/claims/C-1/answer", data=form)
        sure = await browser.post("/my/claims/C-1/answer", data=form | {"release_all": "yes"})

    assert "Our offer: ₫600,000" in page
    assert hasty.status_code == 422
    assert sure.status_code == 303
    expected = AnswerOffer(
        version=1, answer=Answer.ACCEPT, by="shop.lotus", release=("GHN-8842-VN",)
    )
    assert [said[2] for said in offered.claims.said] == [expected]


async def test_a_counter_names_an_amount(offered: World) -> None:
    form = {"version": "1", "answer": "counter", "amount": "800,000"}

    async with offered.browser(LAN, accept_language="en") as browser:
        answer = await browser.post("/my/claims/C-1/answer", data=form)

    assert answer.status_code == 303
    assert offered.claims.last == AnswerOffer(
        version=1, answer=Answer.COUNTER, by="shop.lotus", amount=vnd(800_000)
    )


async def test_a_merchant_sees_no_figure_that_is_ours(offered: World) -> None:
    async with offered.browser(LAN) as browser:
        page = (await browser.get("/my/claims/C-1")).text

    for ours in ("128,000", "700,000", "Entitled", "ops.binh", "desk.chi", "Da Nang", "art. 7.1"):
        assert ours not in page


async def test_a_claim_of_somebody_else_does_not_exist(offered: World) -> None:
    async with offered.browser(HUNG) as browser:
        page = await browser.get("/my/claims/C-1")
        said = await browser.post("/my/claims/C-1/answer", data={"answer": "accept"})
        listed = await browser.get("/my/claims")

    assert (page.status_code, said.status_code) == (404, 404)
    assert "C-1" not in listed.text
    assert offered.claims.said == []


async def test_what_is_missing_is_asked_for_and_sent(world: World) -> None:
    world.keep(a_row("C-1", merchant_id="merchant-lotus", stage="awaiting_documents"))
    status = a_full_status(stage="awaiting_documents", missing=("damage_photo",))
    world.claims.dockets["C-1"] = a_docket(status=status)

    async with world.browser(LAN) as browser:
        page = (await browser.get("/my/claims/C-1")).text
        nothing = await browser.post("/my/claims/C-1/documents", data={"once": "d-1"})
        sent = await browser.post(
            "/my/claims/C-1/documents",
            data={"once": "d-1"},
            files={"damage_photo": ("box.jpg", PICTURE, "image/jpeg")},
        )

    assert "What we still need" in page
    assert 'capture="environment"' in page
    assert (nothing.status_code, sent.status_code) == (422, 303)
    assert isinstance(world.claims.last, SubmitDocuments)
    assert world.claims.last.documents[0].kind == "damage_photo"


async def test_an_account_and_an_appeal_are_told_to_the_claim(world: World) -> None:
    world.keep(a_row("C-1", merchant_id="merchant-lotus", stage="aftercare"))
    account = {"account": "0071001234455", "bank_code": "VCB", "holder": "Lan Pham"}

    async with world.browser(LAN) as browser:
        given = await browser.post("/my/claims/C-1/account", data=account)
        appealed = await browser.post("/my/claims/C-1/appeal", data={"reason": "Look again."})

    assert (given.status_code, appealed.status_code) == (303, 303)
    payee, appeal = (said[2] for said in world.claims.said)
    assert isinstance(payee, CorrectPayee)
    assert payee.payee.account == "0071001234455"
    assert appeal == MakeAppeal(by="shop.lotus", reason="Look again.")


async def test_a_page_without_a_claim_invites_to_file_one(world: World) -> None:
    async with world.browser(LAN) as browser:
        page = await browser.get("/my/claims")

    assert "No claim so far." in page.text
