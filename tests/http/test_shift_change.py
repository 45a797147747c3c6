"""A whole shift over HTTP: looked at first, done once, each part answered for itself."""

from dataclasses import replace
from typing import TypeAlias

import pytest
from fastapi import Request
from pydantic import JsonValue
from sqlalchemy import Engine

from makegood.messages.crisis_commands import HandOver
from makegood.messages.crisis_status import RoleStatus
from makegood.rules.access import AccessTable, Condition, Grant, Role
from makegood.rules.access import Actor as Caller
from makegood.store.crises import CrisisRecords
from starters.errors import RefusedByRule, Unreachable
from starters.http.shift_change import SHIFT
from tests.http.at_hand import LOTUS, STAFF, TABLE, ApiAtHand, served
from tests.starters.cli.crisis_hand import MONDAY, a_crisis
from tests.store.crisis_builders import a_crisis_record, a_crisis_row

PLACE = "/v1/on-call/service_desk/hand-over"
Body: TypeAlias = dict[str, JsonValue]
Parts: TypeAlias = dict[tuple[str, str], str]


def part(role: str, person: str = "desk.dung", offered_to: str = "") -> RoleStatus:
    """Who plays a part."""
    return RoleStatus(role=role, person=person, since=MONDAY, offered_to=offered_to)


@pytest.fixture(autouse=True)
def cases(api: ApiAtHand, engine: Engine) -> None:
    """Dung leads K-1, is deputy of K-2, leads K-9, which is for its members, and led K-3."""
    kept = CrisisRecords(engine)
    for case_id, active in (("K-1", True), ("K-2", True), ("K-3", False)):
        kept.record(a_crisis_record(a_crisis_row(case_id, active=active, awaiting=())))
    secret = a_crisis_row("K-9", restricted=True, members=("desk.dung",), awaiting=())
    kept.record(a_crisis_record(secret))
    api.crises.statuses = {
        "K-1": a_crisis("K-1", roles=(part("lead"), part("scribe", "desk.an"))),
        "K-2": a_crisis("K-2", roles=(part("deputy"),), awaiting=()),
        "K-3": a_crisis("K-3", roles=(part("lead"),)),
        "K-9": a_crisis("K-9", roles=(part("lead"),), restricted=True),
    }


def shift(**changes: JsonValue) -> Body:
    """Dung's shift, to Giang."""
    said: Body = {
        "person": "desk.dung",
        "to": "desk.giang",
        "reason": "End of shift.",
        "dry_run": False,
    }
    return {**said, **changes}


def results(answer: dict[str, list[dict[str, str]]]) -> Parts:
    """What became of each part."""
    return {(one["case_id"], one["role"]): one["result"] for one in answer["parts"]}


def offered(api: ApiAtHand) -> set[tuple[str, str, str]]:
    """Which part of which case was offered to whom."""
    said = [(case_id, message) for case_id, _, message in api.crises.said]
    return {(id_, one.role, one.to) for id_, one in said if isinstance(one, HandOver)}


async def test_what_would_be_offered_is_looked_at_first(api: ApiAtHand) -> None:
    answer = (await api.post(PLACE, shift(dry_run=True), "desk.dung")).json()

    assert (answer["to"], answer["dry_run"], answer["failed"]) == ("desk.giang", True, 0)
    assert results(answer) == dict.fromkeys(
        [("K-1", "lead"), ("K-2", "deputy"), ("K-9", "lead")], "would_be_offered"
    )
    assert api.crises.said == []


async def test_every_part_is_offered_once_with_what_lies_open(api: ApiAtHand) -> None:
    first = await api.post(PLACE, shift(), "desk.dung", idempotency_key="k-1")
    again = await api.post(PLACE, shift(), "desk.dung", idempotency_key="k-1")

    assert first.status_code == 200, first.text
    assert set(results(first.json()).values()) == {"offered"}
    assert again.json() == first.json()
    assert len(api.crises.said) == 3
    assert offered(api) == {
        (case_id, role, "desk.giang")
        for case_id, role in (("K-1", "lead"), ("K-2", "deputy"), ("K-9", "lead"))
    }
    [lead] = [said for case_id, _, said in api.crises.said if case_id == "K-1"]
    assert isinstance(lead, HandOver)
    assert (lead.by, lead.reason) == ("desk.dung", "End of shift.; open: sign statement holding")


async def test_what_is_offered_already_is_not_offered_again(api: ApiAtHand) -> None:
    api.crises.statuses = {"K-1": a_crisis("K-1", roles=(part("lead", offered_to="desk.giang"),))}

    answer = (await api.post(PLACE, shift(), "desk.dung")).json()

    assert results(answer) == {("K-1", "lead"): "offered_before"}
    assert (answer["failed"], api.crises.said) == (0, [])


async def test_a_case_that_refuses_or_does_not_answer_holds_up_no_other(api: ApiAtHand) -> None:
    api.crises.refusals = {
        "K-1": RefusedByRule("Nobody works on it any more.", "not_active"),
        "K-2": Unreachable("No worker has answered yet."),
    }
    answer = (await api.post(PLACE, shift(), "desk.dung")).json()

    assert results(answer) == {
        ("K-1", "lead"): "not_active",
        ("K-2", "deputy"): "unreachable",
        ("K-9", "lead"): "offered",
    }
    assert answer["failed"] == 2
    details = {one["case_id"]: one["detail"] for one in answer["parts"]}
    assert details["K-1"] == "Nobody works on it any more."


async def test_where_no_case_answers_the_same_key_may_be_sent_again(api: ApiAtHand) -> None:
    away = Unreachable("No worker has answered yet.")
    api.crises.refusals = dict.fromkeys(("K-1", "K-2", "K-9"), away)
    first = await api.post(PLACE, shift(), "desk.dung", idempotency_key="k-1")
    api.crises.refusals = {}
    again = await api.post(PLACE, shift(), "desk.dung", idempotency_key="k-1")

    assert (first.status_code, again.status_code) == (503, 200)
    assert set(results(again.json()).values()) == {"offered"}


async def test_a_restricted_case_is_handed_over_by_its_members_alone(api: ApiAtHand) -> None:
    dry = (await api.post(PLACE, shift(dry_run=True), STAFF)).json()
    done = (await api.post(PLACE, shift(), STAFF)).json()

    for answer in (dry, done):
        [secret] = [one for one in answer["parts"] if one["case_id"] == "K-9"]
        assert (secret["result"], secret["open"]) == ("not_a_member", [])
        assert answer["failed"] == 1
    assert {case_id for case_id, *_ in offered(api)} == {"K-1", "K-2"}


async def test_without_a_name_it_is_whoever_the_rota_calls_next(api: ApiAtHand) -> None:
    called = (await api.get("/v1/on-call?team=service_desk")).json()["teams"][0]["called"]
    someone = "desk.nobody"

    named = {**shift(dry_run=True), "person": someone, "to": None}
    answer = (await api.post(PLACE, named, "desk.dung")).json()

    assert (answer["to"], answer["parts"]) == (called[0]["person"], [])


async def test_nobody_hands_over_to_themselves(api: ApiAtHand) -> None:
    refused = await api.post(PLACE, shift(to="desk.dung"), "desk.dung")

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/to"]


@pytest.mark.parametrize("who", [LOTUS, "fin.mai", "eyes.only"])
async def test_whoever_may_not_is_refused_before_anything_is_asked(
    api: ApiAtHand, who: str
) -> None:
    answer = await api.post(PLACE, shift(), who)

    assert answer.status_code == 403
    assert api.crises.said == []


async def test_a_bot_hands_over_with_a_key_that_was_given_for_it(api: ApiAtHand) -> None:
    scoped = Grant(Role.SYSTEM, frozenset({"crisis.hand_over"}), frozenset({Condition.SCOPE}))
    bots = {
        name: Caller(name, frozenset({Role.SYSTEM}), scopes=frozenset({scope}))
        for name, scope in (("bot.chat", "crisis.hand_over"), ("bot.other", "crisis.read"))
    }

    async def recognise(request: Request) -> Caller | None:
        return bots.get(request.headers["authorization"].removeprefix("Bearer "))

    table = AccessTable(grants=(*TABLE.grants, scoped))
    house = replace(api.house, access=table, recognise=recognise)
    there = replace(api, house=house, app=served(house))

    done = await there.post(PLACE, SHIFT["example"].get("value"), "bot.chat")
    refused = await there.post(PLACE, SHIFT["example"].get("value"), "bot.other")

    assert results(done.json())[("K-9", "lead")] == "not_a_member"
    assert (done.status_code, refused.status_code) == (200, 403)
