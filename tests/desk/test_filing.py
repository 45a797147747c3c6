"""A claim filed at the desk says of its parcels what an assessment needs, as one by other doors."""

import asyncio
import json
import re
from datetime import date
from pathlib import Path

import httpx
import pytest

from makegood.gateways.calendars import snapshot
from makegood.messages.claims import ClaimRequest, ParcelClaim
from makegood.policy.loader import load_policy
from makegood.rules.claim import ClaimKind
from makegood.rules.coverage import Assessment, assess
from makegood.rules.filing import judge_filing
from makegood.rules.line import ProvenValues
from starters.desk.parcel_details import DETAILS, Sort
from tests.desk.moment import NOON
from tests.desk.world import LAN, World
from tests.starters.cli.world import World as CommandLine
from tests.store.builders import vnd

FIRST, SECOND = "GHN-8842-VN", "GHN-8843-VN"
LATE = {"promised_on": "2026-02-20", "delivered_on": "2026-02-26", "freight": "32,000"}
DAY, FIGURE = "2026-02-20", "7"


async def a_form(browser: httpx.AsyncClient, **fields: str) -> dict[str, str]:
    """What a merchant fills in, with the id that the blank form came with."""
    page = (await browser.get("/my/claims/new")).text
    found = re.search(r'name="claim_id" value="(W-[0-9A-F]{12})"', page)
    assert found is not None
    common = {"claim_id": found[1], "parcels": FIRST, "claimed": "32,000"}
    return {**common, "incident_on": "2026-02-26", **fields}


async def filed(world: World, **fields: str) -> ClaimRequest:
    """The claim that a filled form makes."""
    async with world.browser(LAN) as browser:
        answer = await browser.post("/my/claims", data=await a_form(browser, **fields))
    assert answer.status_code == 303, answer.text
    claim = world.claims.filed[-1]
    assert isinstance(claim, ClaimRequest)
    return claim


async def refused(world: World, **fields: str) -> str:
    """The page that a form comes back on."""
    async with world.browser(LAN) as browser:
        answer = await browser.post("/my/claims", data=await a_form(browser, **fields))
    assert answer.status_code == 422
    assert world.claims.filed == []
    return answer.text


async def by_command_line(folder: Path, like: ClaimRequest, **parcel: str) -> ClaimRequest:
    """The same claim as the command line files it."""
    told = {
        "claim_id": like.claim_id,
        "merchant_id": like.merchant_id,
        "kind": like.kind,
        "claimed": {"amount": str(like.claimed.amount), "currency": like.claimed.currency},
        "incident_on": like.incident_on.isoformat(),
        "parcels": [{"tracking_number": FIRST, **parcel}],
    }
    world = CommandLine(folder)
    said = json.dumps(told)
    answer = await asyncio.to_thread(lambda: world.makegood("claim", "file", "-", said=said))
    assert answer.exit_code == 0, answer.output
    claim = world.claims.filed[-1]
    return ClaimRequest.model_validate(claim.model_dump())


def assessed(claim: ClaimRequest) -> Assessment:
    """What Lotus's contract gives for a claim that was received today."""
    policy = load_policy()
    terms = policy.terms_for(claim.merchant_id, claim.kind)
    own = claim.claim(NOON.date())
    desk = next(one for one in policy.calendars_for(claim.merchant_id) if one.name == "desk")
    timely = judge_filing(own, terms.filing, snapshot(desk, date(2026, 1, 1), date(2026, 12, 31)))
    return assess(own, terms, ProvenValues(), (), timely)


async def test_a_late_claim_is_assessed_as_the_same_claim_by_the_command_line(
    world: World, tmp_path: Path
) -> None:
    here = await filed(world, kind="late", **LATE)
    there = await by_command_line(tmp_path, here, **{**LATE, "freight": "32000"})

    assert here.parcels == there.parcels
    assert assessed(here) == assessed(there)
    assert assessed(here).entitlement == vnd(32_000)
    assert assessed(here).open_questions == ()


async def test_cash_that_was_kept_back_is_what_is_owed(world: World, tmp_path: Path) -> None:
    cod = {"cod_due": "500000", "cod_remitted": "0", "delivered_on": "2026-02-10"}
    here = await filed(world, kind="cod_mismatch", claimed="500,000", **cod)
    there = await by_command_line(tmp_path, here, **cod)

    assert assessed(here) == assessed(there)
    assert assessed(here).entitlement == vnd(500_000)


async def test_a_lost_parcel_without_an_invoice_gives_four_times_its_freight(world: World) -> None:
    fields = {"freight": "32,000", "promised_on": "2026-02-20", "goods": "lamp"}
    claim = await filed(world, kind="lost", claimed="1,250,000", **fields)

    assert assessed(claim).entitlement == vnd(128_000)
    assert claim.parcels[0].goods == "lamp"


async def test_figures_go_to_parcels_line_by_line_or_one_to_all(world: World) -> None:
    both = {"parcels": f"{FIRST}\n{SECOND}", "kind": "late"}
    apart = await filed(world, **both, **{**LATE, "freight": "32,000\n\n45,000"})
    alike = await filed(world, **both, **LATE)

    assert [one.freight for one in apart.parcels] == [vnd(32_000), vnd(45_000)]
    assert [one.freight for one in alike.parcels] == [vnd(32_000), vnd(32_000)]


async def test_what_was_typed_for_another_kind_is_left_out(world: World) -> None:
    claim = await filed(world, kind="late", **LATE, cod_due="lots", missing_share="400")

    assert claim.parcels == (
        ParcelClaim.model_validate({"tracking_number": FIRST, **LATE, "freight": vnd(32_000)}),
    )


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("late", {"promised_on", "freight"}),
        ("cod_mismatch", {"cod_due", "cod_remitted"}),
        ("wrong_fee", {"fee_charged", "fee_due"}),
    ],
)
async def test_what_a_kind_cannot_be_assessed_without_is_asked_for(
    world: World, kind: str, needed: set[str]
) -> None:
    page = await refused(world, kind=kind)

    assert set(re.findall(r'id="(\w+)-wrong"', page)) == needed


@pytest.mark.parametrize("kind", ["lost", "damaged", "missing_items", "warehouse_loss"])
async def test_other_kinds_can_be_filed_with_what_one_knows(world: World, kind: str) -> None:
    claim = await filed(world, kind=kind)

    assert claim.parcels == (ParcelClaim(tracking_number=FIRST),)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "late", **LATE, "freight": "lots"}, "An amount in figures: 1,250,000"),
        ({"kind": "late", **LATE, "freight": "-1"}, "An amount in figures"),
        ({"kind": "late", **LATE, "freight": "1\n2\n3"}, "one a line for each of the 1"),
        ({"kind": "late", **LATE, "promised_on": "soon"}, "A day, as in"),
        ({"kind": "missing_items", "missing_share": "101"}, "from 1 to 100"),
        ({"kind": "damaged", "weight_g": "1.5"}, "Whole grams"),
        ({"kind": "stolen"}, "Please choose."),
    ],
)
async def test_a_detail_says_what_it_wants_and_keeps_what_was_typed(
    world: World, fields: dict[str, str], said: str
) -> None:
    page = await refused(world, **fields)

    assert said in page
    assert "Not sent yet: please look at what is marked." in page


async def test_a_form_that_comes_back_keeps_every_detail(world: World) -> None:
    page = await refused(world, kind="late", **LATE, goods="lamp", return_leg="yes", claimed="x")

    assert (
        'name="promised_on" type="date" maxlength="200" autocomplete="off" value="2026-02-20"'
        in (page)
    )
    assert ">32,000</textarea>" in page
    assert 'value="lamp"' in page
    assert 'name="return_leg" value="yes" checked' in page


def test_every_detail_is_a_field_of_a_parcel_and_belongs_to_a_kind() -> None:
    assert {one.name for one in DETAILS} <= set(ParcelClaim.model_fields)
    assert {kind for one in DETAILS for kind in one.kinds} == set(ClaimKind)
    assert all(set(one.needed) <= set(one.kinds) for one in DETAILS)


@pytest.mark.parametrize("kind", list(ClaimKind))
async def test_all_that_a_kind_asks_reaches_its_parcel(world: World, kind: ClaimKind) -> None:
    told = {Sort.DAY: DAY, Sort.TEXT: FIGURE, Sort.TICK: "yes"}
    own = [one for one in DETAILS if kind in one.kinds]
    claim = await filed(world, kind=kind, **{one.name: told.get(one.sort, FIGURE) for one in own})

    said = claim.parcels[0].model_fields_set - {"tracking_number"}
    assert said == {one.name for one in own}
    assert None not in [getattr(claim.parcels[0], one.name) for one in own]


BOTH = {"parcels": f"{FIRST}\n{SECOND}", "kind": "late", **LATE}


def own_days(number: str, **days: str) -> dict[str, str]:
    """What is filled in for a parcel that is ticked as having days of its own."""
    return {f"own_days@{number}": "yes"} | {f"{name}@{number}": day for name, day in days.items()}


async def test_a_parcel_may_have_days_of_its_own(world: World) -> None:
    other = own_days(SECOND, promised_on="2026-02-21", delivered_on="2026-02-24")
    claim = await filed(world, **BOTH, **other)

    assert [(one.promised_on, one.delivered_on) for one in claim.parcels] == [
        (date(2026, 2, 20), date(2026, 2, 26)),
        (date(2026, 2, 21), date(2026, 2, 24)),
    ]
    assert [one.freight for one in claim.parcels] == [vnd(32_000)] * 2


async def test_a_day_that_a_ticked_parcel_leaves_empty_stays_empty(world: World) -> None:
    claim = await filed(world, **BOTH, **own_days(SECOND, promised_on="2026-02-21"))

    assert [one.delivered_on for one in claim.parcels] == [date(2026, 2, 26), None]


async def test_days_of_a_parcel_that_is_not_ticked_count_for_nothing(world: World) -> None:
    claim = await filed(world, **BOTH, **{f"promised_on@{SECOND}": "never"})

    assert [one.promised_on for one in claim.parcels] == [date(2026, 2, 20)] * 2


async def test_where_every_parcel_has_its_own_days_none_are_needed_for_all(world: World) -> None:
    days = {"promised_on": "2026-02-21"}
    fields = {**BOTH, "promised_on": "", "delivered_on": ""}
    claim = await filed(world, **fields, **own_days(FIRST, **days), **own_days(SECOND, **days))

    assert [one.promised_on for one in claim.parcels] == [date(2026, 2, 21)] * 2


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({}, "Please fill this in."),
        ({"promised_on": "soon"}, "A day, as in 2026-11-28."),
    ],
)
async def test_a_wrong_day_of_one_parcel_is_said_at_that_parcels_field(
    world: World, days: dict[str, str], said: str
) -> None:
    page = await refused(world, **BOTH, **own_days(SECOND, **days))

    assert re.findall(r'id="(\S+)-wrong">([^<]+)', page) == [(f"promised_on@{SECOND}", said)]
    assert f'name="own_days@{SECOND}" value="yes" checked' in page
    assert f'name="own_days@{FIRST}" value="yes" >' in page


async def test_one_parcel_is_asked_about_no_days_but_the_claims(world: World) -> None:
    page = await refused(world, kind="late", **LATE, claimed="x")

    assert "own_days@" not in page


async def test_without_a_script_parcels_are_listed_by_a_button_and_nothing_is_filed(
    world: World,
) -> None:
    async with world.browser(LAN) as browser:
        form = await a_form(browser, **BOTH, list_parcels="yes")
        answer = await browser.post("/my/claims", data=form)

    assert (answer.status_code, world.claims.filed) == (200, [])
    assert f'name="own_days@{SECOND}"' in answer.text
    assert 'value="2026-02-20"' in answer.text
    assert '-wrong"' not in answer.text


async def test_a_script_fetches_the_parcels_as_they_are_typed(world: World) -> None:
    typed = {"parcels": f"{FIRST} {SECOND} <odd>", f"own_days@{SECOND}": "yes"}
    async with world.browser(LAN) as browser:
        several = (await browser.get("/my/claims/new/days", params=typed)).text
        one = (await browser.get("/my/claims/new/days", params={"parcels": FIRST})).text

    assert several.count('class="own"') == 2
    assert f'name="own_days@{SECOND}" value="yes" checked' in several
    assert "odd" not in several
    assert one.strip() == ""


async def test_more_parcels_than_are_listed_lead_to_a_claim_of_their_own(world: World) -> None:
    many = " ".join(f"SPXVN{number:09d}" for number in range(41))
    async with world.browser(LAN) as browser:
        page = (await browser.get("/my/claims/new/days", params={"parcels": many})).text

    assert "own_days@" not in page
    assert "Of more than 40 parcels" in page
