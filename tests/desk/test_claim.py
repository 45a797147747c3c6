"""A claim's page says what is signed, takes the decision, and refuses one about something else."""

import re
from datetime import timedelta

import pytest

from makegood.messages.commands import AddNote, Escalate, MakeOffer, Recommend, SignOff
from makegood.messages.docket import Docket
from makegood.messages.records import Amounts
from starters.errors import Denied, Unreachable
from tests.desk.dockets import HASH, NEWER, a_docket, a_full_status, an_offer
from tests.desk.moment import NOON
from tests.desk.world import CHI, DUNG, LAN, OANH, THU, UYEN, World
from tests.store.builders import a_row, vnd


@pytest.fixture
def claim(world: World) -> World:
    """A claim of 128,000 VND that Finance has to sign."""
    world.keep(a_row("C-1", merchant_id="merchant-lotus"))
    world.claims.dockets["C-1"] = a_docket()
    return world


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the decision form."""
    form = page.partition('action="/claims/C-1/decision')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form))


def changed() -> Docket:
    """The claim after its figures were changed."""
    sums = Amounts(claimed=vnd(1_250_000), entitlement=vnd(96_000), approved=vnd(96_000))
    return a_docket(status=a_full_status(subject_hash=NEWER, amounts=sums))


async def test_it_says_in_one_sentence_what_is_signed(claim: World) -> None:
    async with claim.browser(OANH) as browser:
        page = (await browser.get("/claims/C-1")).text

    assert "You sign that merchant-lotus is to get ₫128,000 for claim C-1." in page
    assert "art. 7.1" in page
    assert "The box was crushed on one side" in page
    assert "1,250,000 VND is claimed, the invoice supports 1,100,000 VND" in page


async def test_a_payment_names_the_masked_account_that_it_goes_to(claim: World) -> None:
    status = a_full_status(subject="payment")
    claim.claims.dockets["C-1"] = a_docket(status=status)

    async with claim.browser(OANH) as browser:
        page = (await browser.get("/claims/C-1")).text

    assert "You release ₫128,000 to account ****4455, VCB of merchant-lotus for claim C-1." in page


async def test_a_decision_is_said_to_the_claim_in_the_signers_own_name(claim: World) -> None:
    async with claim.browser(OANH) as browser:
        form = fields((await browser.get("/claims/C-1")).text)
        answer = await browser.post(
            "/claims/C-1/decision", data=form | {"decision": "approve", "by": "somebody.else"}
        )
        page = await browser.get(answer.headers["location"])

    [(claim_id, command, message, once)] = claim.claims.said
    assert isinstance(message, SignOff)
    assert (claim_id, command, message.by, message.team) == (
        "C-1",
        "sign_off",
        OANH.name,
        "finance",
    )
    assert (message.subject_hash, message.decision) == (HASH, "approve")
    assert once == message.decision_id == form["decision_id"]
    assert "You have approved the recommendation of claim C-1." in page.text


async def test_a_decision_about_what_has_changed_is_refused_with_the_difference(
    claim: World,
) -> None:
    async with claim.browser(OANH) as browser:
        form = fields((await browser.get("/claims/C-1")).text)
        claim.claims.dockets["C-1"] = changed()
        answer = await browser.post(
            "/claims/C-1/decision",
            data=form | {"decision": "reject", "reason": "The freight was refunded."},
        )
        again = fields(answer.text)

    assert answer.status_code == 409
    assert claim.claims.said == []
    assert "It has changed since you looked. Nothing was signed." in answer.text
    assert "<del>₫128,000</del>" in answer.text
    assert "<ins>₫96,000</ins>" in answer.text
    assert "The freight was refunded.</textarea>" in answer.text
    assert again["subject_hash"] == NEWER
    assert 'value="reject" required checked' not in answer.text


async def test_after_looking_again_the_decision_is_taken(claim: World) -> None:
    async with claim.browser(OANH) as browser:
        form = fields((await browser.get("/claims/C-1")).text)
        claim.claims.dockets["C-1"] = changed()
        refused = await browser.post("/claims/C-1/decision", data=form | {"decision": "approve"})
        answer = await browser.post(
            "/claims/C-1/decision", data=fields(refused.text) | {"decision": "approve"}
        )

    assert answer.status_code == 303
    assert len(claim.claims.said) == 1


async def test_rejecting_needs_a_reason_and_keeps_what_was_chosen(claim: World) -> None:
    async with claim.browser(OANH) as browser:
        form = fields((await browser.get("/claims/C-1")).text)
        answer = await browser.post("/claims/C-1/decision", data=form | {"decision": "reject"})

    assert answer.status_code == 422
    assert 'id="reason-wrong">Please fill this in.' in answer.text
    assert re.search(r'value="reject" required checked', answer.text)
    assert claim.claims.said == []


async def test_the_claims_own_refusal_is_shown_where_it_was_asked(claim: World) -> None:
    claim.claims.refusals["C-1"] = Denied("fin.oanh: nobody signs twice.", "signed_already")

    async with claim.browser(OANH) as browser:
        form = fields((await browser.get("/claims/C-1")).text)
        answer = await browser.post("/claims/C-1/decision", data=form | {"decision": "approve"})

    assert answer.status_code == 403
    assert "fin.oanh: nobody signs twice." in answer.text


async def test_whose_team_is_not_asked_gets_no_form_and_cannot_force_one(claim: World) -> None:
    form = {"decision": "approve", "team": "finance", "decision_id": "x-1", "subject_hash": HASH}

    async with claim.browser(UYEN) as browser:
        page = await browser.get("/claims/C-1")
        forced = await browser.post("/claims/C-1/decision", data=form)

    assert "Your decision" not in page.text
    assert forced.status_code == 403
    assert claim.claims.said == []


async def test_a_large_amount_asks_for_a_fresh_sign_in_before_the_form(claim: World) -> None:
    large = Amounts(claimed=vnd(90_000_000), approved=vnd(90_000_000))
    claim.claims.dockets["C-1"] = a_docket(status=a_full_status(amounts=large))
    claim.now = NOON + timedelta(hours=1)

    async with claim.browser(OANH) as browser:
        page = (await browser.get("/claims/C-1")).text

    assert "/sign-in?again=1&amp;next=/claims/C-1%23decide" in page
    assert "/claims/C-1/decision" not in page


async def test_while_the_case_does_not_answer_the_records_are_shown(claim: World) -> None:
    claim.claims.away = Unreachable("No worker has answered yet.")

    async with claim.browser(OANH) as browser:
        answer = await browser.get("/claims/C-1")

    assert answer.status_code == 200
    assert "The case itself does not answer right now." in answer.text
    assert "Your decision" not in answer.text


async def test_a_decision_that_nobody_takes_in_says_that_nothing_is_lost(claim: World) -> None:
    async with claim.browser(OANH) as browser:
        form = fields((await browser.get("/claims/C-1")).text)
        claim.claims.away = Unreachable("No worker has answered yet.")
        answer = await browser.post("/claims/C-1/decision", data=form | {"decision": "approve"})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_our_own_limits_are_shown_to_the_team_and_to_no_merchant(claim: World) -> None:
    async with claim.browser(LAN) as lan:
        page = await lan.get("/claims/C-1")

    assert page.headers["location"] == "/my/claims/C-1"


@pytest.mark.parametrize(
    ("command", "form", "message"),
    [
        ("add_note", {"text": "Called."}, AddNote(by="desk.dung", text="Called.")),
        ("escalate", {"reason": "Press."}, Escalate(by="desk.dung", reason="Press.")),
        (
            "recommend",
            {"reason": "Receipt.", "line-0": "96,000"},
            Recommend.model_validate(
                {
                    "by": "desk.dung",
                    "reason": "Receipt.",
                    "lines": [{"tracking_number": "GHN-8842-VN", "amount": vnd(96_000)}],
                }
            ),
        ),
        (
            "make_offer",
            {"total": "600,000", "reason": "Fair.", "once": "o-1"},
            MakeOffer(offer_id="o-1", total=vnd(600_000), by="desk.dung", reason="Fair."),
        ),
    ],
)
async def test_other_acts_are_said_to_the_claim(
    claim: World, command: str, form: dict[str, str], message: object
) -> None:
    async with claim.browser(DUNG) as browser:
        answer = await browser.post(f"/claims/C-1/acts/{command}", data=form)

    assert answer.status_code == 303
    assert claim.claims.said[0][:3] == ("C-1", command, message)


async def test_an_amount_that_is_none_is_said_at_its_field(claim: World) -> None:
    claim.keep(a_row("C-1", version=2, merchant_id="merchant-lotus", stage="negotiating"))

    async with claim.browser(DUNG) as browser:
        answer = await browser.post(
            "/claims/C-1/acts/make_offer", data={"total": "a lot", "reason": "Fair."}
        )

    assert answer.status_code == 422
    assert "An amount above zero, in figures: 1,250,000" in answer.text
    assert 'value="a lot"' in answer.text


async def test_nobody_does_what_their_role_does_not_allow(claim: World) -> None:
    async with claim.browser(CHI) as chi, claim.browser(THU) as auditor:
        held = await chi.post("/claims/C-1/acts/hold", data={"reason": "Court."})
        noted = await auditor.post("/claims/C-1/acts/add_note", data={"text": "Seen."})
        page = await auditor.get("/claims/C-1")

    assert (held.status_code, noted.status_code, page.status_code) == (403, 403, 200)
    assert claim.claims.said == []
    assert "Do something else" not in page.text


async def test_what_people_wrote_is_never_markup(claim: World) -> None:
    evil = a_docket()
    filed = evil.filed.model_copy(update={"statement": "<script>alert(1)</script>"})
    claim.claims.dockets["C-1"] = evil.model_copy(update={"filed": filed})

    async with claim.browser(OANH) as browser:
        page = (await browser.get("/claims/C-1")).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_the_offer_thread_shows_our_limits_to_the_team(claim: World) -> None:
    talks = a_docket().talks.model_copy(
        update={"ceiling": vnd(630_000), "authority": vnd(504_000), "reservation": vnd(546_000)}
    )
    status = a_full_status(stage="negotiating", offers=(an_offer(),))
    claim.claims.dockets["C-1"] = a_docket(status=status, talks=talks)

    async with claim.browser(DUNG) as browser:
        page = (await browser.get("/claims/C-1")).text

    assert "ceiling ₫630,000" in page
