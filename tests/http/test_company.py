"""What the company is, over HTTP: what waits, who is called, by what it works, how it goes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import Engine

from makegood.messages.records import Awaited, CaseRecord
from makegood.policy.edition import written_policy
from makegood.store.claims import ClaimRecords, utc_now
from makegood.store.crises import CrisisRecords
from makegood.store.policy_shelf import Edition, PolicyShelf
from starters.http.oncall_changes import OVERRIDE, SWAP
from starters.http.paging import closed
from tests.http.at_hand import LOTUS, ApiAtHand, served
from tests.store.builders import MONDAY, a_row
from tests.store.crisis_builders import a_crisis_record, a_crisis_row

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SINCE = utc_now().replace(microsecond=0) + timedelta(days=3)


async def test_an_inbox_is_of_one_team(api: ApiAtHand) -> None:
    inbox = (await api.get("/v1/inbox?team=operations")).json()
    empty = (await api.get("/v1/inbox?team=legal")).json()

    [to_do] = inbox["claims"]
    assert (to_do["claim"]["claim_id"], to_do["awaited"]["who"]) == ("C-1", "operations")
    assert empty["claims"] == empty["cases"] == []


async def walked(api: ApiAtHand, path: str) -> list[httpx.Response]:
    """The pages of a list, from link to link."""
    pages = [await api.get(path)]
    while following := pages[-1].links.get("next"):
        pages.append(await api.get(following["url"]))
    assert {page.status_code for page in pages} == {200}
    return pages


async def test_an_inbox_is_walked_to_the_end_of_claims_and_cases(
    api: ApiAtHand, engine: Engine
) -> None:
    waits = (Awaited(who="legal", what="sign", since=MONDAY),)
    for number in range(5):
        row = a_crisis_row(f"K-{number}", awaiting=waits)
        CrisisRecords(engine).record(a_crisis_record(row))
    for number in range(3):
        ClaimRecords(engine).record(CaseRecord(row=a_row(f"L-{number}", awaiting=waits)))

    pages = [page.json() for page in await walked(api, "/v1/inbox?team=legal&limit=2")]

    claims = [[one["claim"]["claim_id"] for one in page["claims"]] for page in pages]
    cases = [[one["case"]["case_id"] for one in page["cases"]] for page in pages]
    assert claims == [["L-0", "L-1"], ["L-2"], []]
    assert cases == [["K-0", "K-1"], ["K-2", "K-3"], ["K-4"]]
    assert [bool(page["cursor"]) for page in pages] == [True, True, False]


async def test_dead_letters_are_walked(api: ApiAtHand, engine: Engine) -> None:
    for number in range(3):
        ClaimRecords(engine).bury("signal", "C-1", "no such command", f"{number}")

    pages = [page.json() for page in await walked(api, "/v1/system/dead-letters?limit=2")]

    payloads = [[one["payload"] for one in page["dead_letters"]] for page in pages]
    assert payloads == [["0", "1"], ["2"]]


OF_OTHERS = closed("2026-03-02T02:00:00+00:00_dlv_1")


@pytest.mark.parametrize(
    ("path", "cursor"),
    [
        ("/v1/inbox?team=legal", "x"),
        ("/v1/inbox?team=legal", OF_OTHERS),
        ("/v1/inbox?team=legal", closed("-_2026-99-99_0_C-1~end")),
        ("/v1/inbox?team=legal", closed("-_2026-03-02T02:00:00_0_C-1~end")),
        ("/v1/system/dead-letters?limit=1", "x"),
        ("/v1/system/dead-letters?limit=1", OF_OTHERS),
    ],
)
async def test_a_cursor_of_another_list_is_refused(api: ApiAtHand, path: str, cursor: str) -> None:
    refused = await api.get(f"{path}&cursor={cursor}")

    assert (refused.status_code, refused.json()["type"]) == (400, "/v1/problems/malformed")


async def test_what_is_the_companys_is_not_for_merchants(api: ApiAtHand) -> None:
    paths = ("inbox?team=finance", "on-call", "policy", "figures", "system", "crises", "playbooks")
    answers = [await api.get(f"/v1/{path}", LOTUS) for path in paths]

    assert {answer.status_code for answer in answers} == {403}


async def test_somebody_is_always_on_call(api: ApiAtHand) -> None:
    found = (await api.get("/v1/on-call")).json()["teams"]
    shifts = (await api.get(f"/v1/on-call/{found[0]['team']}?weeks=1")).json()

    assert all(team["called"] for team in found)
    assert shifts["shifts"]
    assert shifts["fallback"]


async def test_a_shift_is_taken_over_and_given_back(api: ApiAtHand) -> None:
    team = (await api.get("/v1/on-call")).json()["teams"][0]
    now = team["called"][0]["person"]
    person = next(one["person"] for one in team["called"] if one["person"] != now)
    said = {
        "since": SINCE.isoformat(),
        "until": (SINCE + timedelta(hours=4)).isoformat(),
        "person": person,
        "reason": "A doctor's appointment.",
    }
    saved = await api.post(f"/v1/on-call/{team['team']}/override", said)
    assert saved.status_code == 201, saved.text
    at = (SINCE + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    then = (await api.get(f"/v1/on-call?team={team['team']}&at={at}")).json()["teams"][0]
    gone = await api.post(
        f"/v1/on-call/changes/{saved.json()['id']}/withdraw", {"reason": "It was moved."}
    )

    assert then["called"][0]["person"] == person
    assert (gone.status_code, gone.json()["team"]) == (200, team["team"])


async def test_two_people_change_places_as_agreed(api: ApiAtHand) -> None:
    house = replace(api.house, now=lambda: NOON)
    then, where = replace(api, house=house, app=served(house)), "/v1/on-call/service_desk/swap"
    said = SWAP["example"].get("value")
    assert isinstance(said, dict)

    saved = await then.post(where, said)
    backwards = await then.post(where, {**said, "until": said["since"]})

    assert saved.status_code == 201, saved.text
    kept = [(one["person"], one["replaces"]) for one in saved.json()["overrides"]]
    assert kept == [("desk.chi", "desk.an"), ("desk.an", "desk.chi")]
    assert (backwards.status_code, backwards.json()["code"]) == (409, "rota_window")


async def test_no_shift_is_changed_over_a_rota_that_is_newer(api: ApiAtHand) -> None:
    house = replace(api.house, now=lambda: NOON)
    then, place = replace(api, house=house, app=served(house)), "/v1/on-call/service_desk"
    said, instead = SWAP["example"].get("value"), OVERRIDE["example"].get("value")
    seen = (await then.get(place)).headers["etag"]

    first = await then.post(f"{place}/swap", said, if_match=seen)
    late = await then.post(f"{place}/override", instead, if_match=seen)
    undo = f"/v1/on-call/changes/{first.json()['id']}/withdraw"
    late_undo = await then.post(undo, {"reason": "Not so."}, if_match=seen)
    undone = await then.post(undo, {"reason": "So."}, if_match=first.headers["etag"])
    newer = await then.post(f"{place}/override", instead, if_match=undone.headers["etag"])

    assert [one.status_code for one in (first, undone, newer)] == [201, 200, 201]
    for one in (late, late_undo):
        assert (one.status_code, one.json()["type"]) == (412, "/v1/problems/stale")
        assert one.json()["current"] == {"version": 1}
    assert newer.headers["etag"] == (await then.get(place)).headers["etag"] == '"3"'


async def test_what_has_no_version_refuses_a_condition(api: ApiAtHand) -> None:
    answer = await api.post("/v1/claims/repair", {}, if_match='"1"')

    assert (answer.status_code, answer.json()["code"]) == (400, "if_match")


async def test_what_is_to_be_mended_in_rotas_is_told(api: ApiAtHand) -> None:
    found = (await api.get("/v1/on-call/check?weeks=2")).json()
    one = (await api.get("/v1/on-call/check?team=service_desk")).json()
    none = await api.get("/v1/on-call/check?team=sales")

    assert found["gaps"] == sum(each["kind"] == "gap" for each in found["findings"])
    assert {share["team"] for share in one["balance"]} == {"service_desk"}
    assert sum(share["first_hours"] for share in one["balance"]) > 0
    assert (none.status_code, none.json()["code"]) == (404, "no_rota")


async def test_shifts_are_a_calendar_for_other_programs(api: ApiAtHand) -> None:
    calendar = await api.get("/v1/on-call/service_desk/calendar?weeks=1")

    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.startswith("BEGIN:VCALENDAR")
    assert "BEGIN:VEVENT" in calendar.text


async def test_two_editions_of_the_policy_are_held_side_by_side(
    api: ApiAtHand, engine: Engine
) -> None:
    written = written_policy(api.house.settings.policy_dir)
    older = {name: text for name, text in written.files.items() if name != "authority.yaml"}
    shelf = PolicyShelf(engine)
    shelf.keep(Edition("a" * 64, "2026.01", utc_now()), older)
    shelf.keep(Edition(written.sha256, written.version, utc_now()), written.files)

    editions = (await api.get("/v1/policy/editions")).json()
    since = (await api.get("/v1/policy/difference?old=aaaa")).json()
    back = (await api.get(f"/v1/policy/difference?old={written.sha256}&new=aaaa")).json()
    absent = await api.get("/v1/policy/difference?old=bbbb")

    assert editions["in_force"] == written.sha256
    assert {one["version"] for one in editions["editions"]} == {"2026.01", written.version}
    assert [(one["name"], one["state"]) for one in since["changed"]] == [
        ("authority.yaml", "added")
    ]
    assert [one["state"] for one in back["changed"]] == ["removed"]
    assert absent.status_code == 404


async def test_the_policy_is_shown_with_its_tables_and_the_versions_in_use(api: ApiAtHand) -> None:
    shown = (await api.get("/v1/policy")).json()
    table = await api.get("/v1/policy/tables/authority.yaml")
    versions = (await api.get("/v1/policy/versions")).json()["versions"]
    outside = await api.get("/v1/policy/tables/..%2F..%2Fsettings.yaml")

    assert "authority.yaml" in shown["tables"]
    assert table.headers["content-type"].startswith("application/yaml")
    assert table.text
    assert {one["version"]: one["claims"] for one in versions}["2026-01"] == 1
    assert [one["version"] for one in versions if one["in_force"]] == [shown["version"]]
    assert outside.status_code in (404, 422)


async def test_what_lies_with_a_person_is_given_away_and_dealt_with(
    api: ApiAtHand, engine: Engine
) -> None:
    ClaimRecords(engine).bury("signal", "C-1", "no such command", "{}")
    [letter] = (await api.get("/v1/system/dead-letters")).json()["dead_letters"]
    where = f"/v1/system/dead-letters/{letter['number']}"

    given = await api.post(f"{where}/assign", {"owner": "ops.minh"})
    done = await api.post(f"{where}/done", {})
    absent = await api.post("/v1/system/dead-letters/999/done", {})

    assert given.json()["owner"] == "ops.minh"
    assert done.status_code == 200
    assert (await api.get("/v1/system")).json()["dead_letters"] == 0
    assert absent.status_code == 404


async def test_claims_are_counted(api: ApiAtHand) -> None:
    figures = (await api.get("/v1/figures")).json()

    assert (figures["open"], figures["by_party"]) == (1, {"operations": 1})
