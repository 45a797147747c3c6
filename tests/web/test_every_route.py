"""Every route answers everybody as the table of roles says, and none has forgotten to ask it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from makegood.rules.access import Actor, Role
from starters.web.gate import PUBLIC, SIGNED_IN
from tests.web.every_route import EVERYBODY, KNOWN, SECRET, Answer, Ask, Everything, everything, may

OPEN_TO_ALL = {
    *("/healthz", "/readyz", "/plain.css", "/static/{digest}/{name:path}"),
    *("/sign-in", "/sign-in/callback", "/signed-out", "/d/{token}"),
    *("/v1/openapi.json", "/v1/docs", "/v1/docs/style.css"),
    *("/v1/problems", "/v1/problems/{code}"),
}
"""What a stranger may have: nothing of any case."""

FOR_SOME = ("/my/", "/search")
"""Pages for merchants alone, or for the company alone: for others there are none."""

ENDLESS = {"/live"}
"""Streams, which would be read for ever."""


@pytest.fixture(scope="module")
async def whole(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Everything]:
    """The whole application, whose log lines nobody paints: that would take most of the time."""
    with capture_logs():
        yield await everything(Path(tmp_path_factory.mktemp("routes")))


async def test_a_stranger_gets_what_is_public_and_nothing_else(whole: Everything) -> None:
    wrong = []
    for ask in whole.asks():
        found = await whole.answer(ask, None)
        if (found is Answer.ASKED_WHO) == (PUBLIC in ask.actions) or found is Answer.BROKEN:
            wrong.append((ask.method, ask.path, found))

    assert wrong == []


async def test_what_is_public_is_written_down_here(whole: Everything) -> None:
    assert {ask.path for ask in whole.asks() if PUBLIC in ask.actions} == OPEN_TO_ALL


@pytest.mark.parametrize("who", KNOWN)
async def test_everybody_is_answered_as_the_table_says(whole: Everything, who: str) -> None:
    actor, wrong = KNOWN[who], []
    for ask in whole.asks():
        if ask.path not in ENDLESS:
            whole.house.questions.clear()
            found = await whole.answer(ask, actor)
            allowed, asked = may(ask, actor), {*whole.house.questions}
            if is_at_the_wrong_door(ask, actor) and found in {Answer.REFUSED, Answer.NOT_FOUND}:
                continue
            if not fits(ask, found, allowed=allowed) or not has_asked(ask, found, asked):
                wrong.append(f"{ask.method} {ask.path}: {found}, {allowed=}, {asked=}")

    assert not wrong, "\n".join(wrong)


async def test_no_answer_is_repeated_to_who_has_lost_the_right(
    whole: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, wrong = 0, []
    for ask in whole.asks():
        if ask.method == "POST" and ask.path.startswith("/v1"):
            actor = next((one for one in EVERYBODY.values() if may(ask, one)), None)
            if actor is None:
                continue
            key = uuid4().hex
            first = await whole.keyed(ask, actor, key)
            monkeypatch.setitem(KNOWN, actor.name, replace(actor, roles=frozenset()))
            again = await whole.keyed(ask, actor, key)
            monkeypatch.setitem(KNOWN, actor.name, actor)
            if first.is_success:
                tried += 1
                if again.status_code not in {403, 404}:
                    wrong.append(f"{ask.path}: {first.status_code}, {again.status_code}")

    assert wrong == []
    assert tried >= 40


async def test_a_restricted_case_is_told_to_nobody_who_is_no_member(whole: Everything) -> None:
    told = []
    for ask in whole.asks():
        if ask.method == "GET" and "{case_id}" in ask.path:
            for actor in KNOWN.values():
                answer = await whole.reply(ask, actor, case_id="K-9")
                if SECRET in answer.text:
                    told.append((ask.path, actor.name))

    assert told == []


def is_at_the_wrong_door(ask: Ask, actor: Actor) -> bool:
    """Whether a key asks for a page: it may be told that there is none."""
    return Role.SYSTEM in actor.roles and not ask.path.startswith("/v1")


def fits(ask: Ask, found: Answer, *, allowed: bool) -> bool:
    """Whether an answer is the one that the table has.

    Whoever is sent on to another page is judged there; a merchant's page is there for one alone.
    """
    if found is Answer.BROKEN or found is Answer.ASKED_WHO:
        return False
    if found is Answer.SENT_ON and ask.method == "GET":
        return True
    if not allowed:
        return found in {Answer.REFUSED, Answer.NOT_FOUND, Answer.NOT_READ}
    may_miss = ask.path.startswith(FOR_SOME) or not ask.is_of_what_is_there
    return found is not Answer.REFUSED and (found is not Answer.NOT_FOUND or may_miss)


def has_asked(ask: Ask, found: Answer, asked: set[str]) -> bool:
    """Whether the route asked about what it shows or does, where it let somebody in."""
    is_free = {PUBLIC, SIGNED_IN} & set(ask.actions)
    return bool(is_free) or found is not Answer.LET_IN or bool(asked & set(ask.actions))
