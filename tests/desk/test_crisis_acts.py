"""What is done to a crisis case from its page: in whose name, with what, and what is refused."""

import re
from collections.abc import Iterable

import pytest

from makegood.messages import crisis_commands as cmd
from makegood.messages.claims import Message
from makegood.messages.crisis_status import ApprovalStatus, StatementStatus
from makegood.rules.claim import Team
from starters.desk.crisis_texts import brought, carried, changes, shown_of
from starters.errors import RefusedByRule
from tests.desk.world import CHI, DUNG, QUAN, UYEN, World
from tests.starters.cli.crisis_hand import HASH, a_crisis
from tests.store.crisis_builders import a_crisis_row

Form = dict[str, str | list[str]]


@pytest.fixture(autouse=True)
def kept(world: World) -> None:
    """Case K-1 is in the lists."""
    world.keep_crises(a_crisis_row("K-1"))


def a_statement(**changes: object) -> StatementStatus:
    """A text that waits for Legal."""
    statement = StatementStatus(
        key="holding",
        version=2,
        language="en",
        channel="social",
        statement_hash=HASH,
        state="in_approval",
        text="We have seen the post.",
        drafted_by=("pr.anh",),
        approvals=(ApprovalStatus(team="legal"),),
    )
    return statement.model_copy(update=changes)


ACTS: list[tuple[str, str, Form, Message]] = [
    ("declared", "acknowledge", {}, cmd.Acknowledge(by="desk.dung")),
    (
        "detected",
        "triage",
        {"impact": "extensive", "urgency": "high", "unsure": "yes", "triggers": ["press", "vip"]},
        cmd.Triage.model_validate(
            {
                "by": "desk.dung",
                "impact": "extensive",
                "urgency": "high",
                "unsure": True,
                "triggers": ["press", "vip"],
            }
        ),
    ),
    (
        "triaged",
        "declare",
        {"crisis_class": "reputation"},
        cmd.Declare(by="desk.dung", crisis_class="reputation"),
    ),
    (
        "declared",
        "post_update",
        {"audience": "management", "condition": "Found it.", "next_at": "2026-03-02T15:30"},
        cmd.PostUpdate.model_validate(
            {
                "by": "desk.dung",
                "audience": "management",
                "condition": "Found it.",
                "next_at": "2026-03-02T15:30:00+07:00",
            }
        ),
    ),
    (
        "declared",
        "add_task",
        {"key": "van", "title": "Find it", "owner": "operations", "within_minutes": "45"},
        cmd.AddTask(
            by="desk.dung", key="van", title="Find it", owner=Team.OPERATIONS, within_minutes=45
        ),
    ),
    (
        "declared",
        "complete_task",
        {"key": "verify"},
        cmd.CompleteTask(by="desk.dung", key="verify"),
    ),
    (
        "declared",
        "skip_task",
        {"key": "verify", "reason": "Nobody there"},
        cmd.SkipTask(by="desk.dung", key="verify", reason="Nobody there"),
    ),
    ("declared", "contain", {"reason": "Quiet"}, cmd.Says(by="desk.dung", reason="Quiet")),
    (
        "stable",
        "close",
        {"resolution": "Driver dismissed"},
        cmd.CloseCase(by="desk.dung", resolution="Driver dismissed"),
    ),
    (
        "closed",
        "record_csat",
        {"score": "4", "comment": "Quick"},
        cmd.RecordCsat(by="desk.dung", score=4, comment="Quick"),
    ),
    (
        "closed",
        "complete_action",
        {"number": "1"},
        cmd.CompleteAction(by="desk.dung", number=1),
    ),
]


@pytest.mark.parametrize(("stage", "command", "form", "said"), ACTS)
async def test_a_form_says_its_command_in_the_readers_own_name(
    world: World, stage: str, command: str, form: Form, said: Message
) -> None:
    world.crises.statuses["K-1"] = a_crisis(stage=stage)
    async with world.browser(DUNG) as browser:
        answer = await browser.post(
            f"/crises/K-1/acts/{command}", data={**form, "by": "somebody.else", "once": "o-1"}
        )

    assert answer.headers["location"] == "/crises/K-1"
    assert world.crises.said == [("K-1", command, said)]


@pytest.mark.parametrize(
    ("command", "form", "wrong"),
    [
        ("skip_task", {"key": "verify"}, "skip_task-reason-wrong"),
        ("add_task", {"key": "a b", "title": "x", "owner": "legal"}, "add_task-key-wrong"),
        (
            "add_task",
            {"key": "a", "title": "x", "owner": "legal", "within_minutes": "soon"},
            "add_task-within_minutes-wrong",
        ),
        (
            "post_update",
            {"audience": "public", "condition": "x", "next_at": "tomorrow"},
            "post_update-next_at-wrong",
        ),
        ("change_severity", {"reason": "worse"}, "change_severity-severity-wrong"),
    ],
)
async def test_a_form_that_is_not_filled_in_is_shown_again_with_what_was_typed(
    world: World, command: str, form: Form, wrong: str
) -> None:
    async with world.browser(DUNG) as browser:
        answer = await browser.post(f"/crises/K-1/acts/{command}", data={**form, "once": "o-1"})

    assert answer.status_code == 422
    assert f'id="{wrong}"' in answer.text
    assert all(f"{value}" in answer.text for value in form.values())
    assert world.crises.said == []


async def test_what_a_rule_refuses_is_said_beside_the_form(world: World) -> None:
    world.crises.refusals["K-1"] = RefusedByRule("Still open: task verify.", "checklist_open")
    world.crises.statuses["K-1"] = a_crisis(stage="stable")
    async with world.browser(DUNG) as browser:
        answer = await browser.post("/crises/K-1/acts/close", data={"resolution": "Over"})

    assert answer.status_code == 409
    assert "Still open: task verify." in answer.text
    assert ">Over</textarea>" in answer.text


async def test_who_may_not_do_it_is_refused_before_the_case_hears_of_it(world: World) -> None:
    async with world.browser(QUAN) as browser:
        contained = await browser.post("/crises/K-1/acts/contain", data={"once": "o"})
        unknown = await browser.post("/crises/K-1/acts/erase", data={"once": "o"})

    assert (contained.status_code, unknown.status_code) == (403, 404)
    assert world.crises.said == []


def hidden(page: str, name: str) -> str:
    """What a hidden field of the sign-off form holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page[page.index('id="sign"') :])
    assert found
    return found.group(1)


async def signing(world: World, fields: Iterable[str] = ("statement_hash", "seen")) -> Form:
    """The form of Legal's sign-off as the page of K-1 holds it."""
    async with world.browser(UYEN) as browser:
        page = (await browser.get("/crises/K-1")).text
    form: Form = {name: hidden(page, name) for name in (*fields, "team", "decision_id")}
    return form


async def test_somebody_of_the_asked_team_signs_exactly_the_text_that_they_see(
    world: World,
) -> None:
    world.crises.statuses["K-1"] = a_crisis(statements=(a_statement(),))
    form = await signing(world)
    async with world.browser(UYEN) as browser:
        answer = await browser.post("/crises/K-1/sign-off", data={**form, "decision": "approve"})

    (case_id, command, message), *more = world.crises.said
    assert answer.headers["location"] == "/crises/K-1"
    assert (case_id, command, more) == ("K-1", "sign_off", [])
    assert isinstance(message, cmd.StatementSignOff)
    assert (message.by, message.team, message.statement_hash) == ("legal.uyen", "legal", HASH)


async def test_a_stale_page_signs_nothing_and_shows_the_words_that_differ(world: World) -> None:
    world.crises.statuses["K-1"] = a_crisis(statements=(a_statement(),))
    form = await signing(world)
    edited = a_statement(version=3, statement_hash="c" * 64, text="We have seen the film.")
    world.crises.statuses["K-1"] = a_crisis(statements=(edited,))
    async with world.browser(UYEN) as browser:
        answer = await browser.post(
            "/crises/K-1/sign-off", data={**form, "decision": "approve", "reason": "Fine by me"}
        )

    assert answer.status_code == 409
    assert "It has changed since you looked. Nothing was signed." in answer.text
    assert "<del>post.</del>" in answer.text
    assert "<ins>film.</ins>" in answer.text
    assert ">Fine by me</textarea>" in answer.text
    assert 'value="approve" required checked' not in answer.text
    assert world.crises.said == []


async def test_the_case_has_the_last_word_on_a_signature(world: World) -> None:
    world.crises.statuses["K-1"] = a_crisis(statements=(a_statement(),))
    form = await signing(world)
    world.crises.refusals["K-1"] = RefusedByRule("legal has decided already.", "team_decided")
    async with world.browser(UYEN) as browser:
        answer = await browser.post("/crises/K-1/sign-off", data={**form, "decision": "approve"})

    assert answer.status_code == 409
    assert "legal has decided already." in answer.text


async def test_to_send_a_text_back_needs_a_reason(world: World) -> None:
    world.crises.statuses["K-1"] = a_crisis(statements=(a_statement(),))
    form = await signing(world)
    async with world.browser(UYEN) as browser:
        answer = await browser.post("/crises/K-1/sign-off", data={**form, "decision": "send_back"})

    assert answer.status_code == 422
    assert "Please fill this in." in answer.text


async def test_nobody_signs_for_a_team_that_is_not_theirs(world: World) -> None:
    world.crises.statuses["K-1"] = a_crisis(statements=(a_statement(),))
    form = await signing(world)
    async with world.browser(CHI) as browser:
        answer = await browser.post("/crises/K-1/sign-off", data={**form, "decision": "approve"})

    assert answer.status_code == 403
    assert world.crises.said == []


async def test_who_drafted_a_text_is_not_asked_to_sign_it(world: World) -> None:
    mine = a_statement(drafted_by=("legal.uyen",))
    world.crises.statuses["K-1"] = a_crisis(statements=(mine,))
    async with world.browser(UYEN) as browser:
        page = (await browser.get("/crises/K-1")).text

    assert 'id="sign"' not in page


def test_what_was_shown_comes_back_as_it_was() -> None:
    shown = shown_of(a_statement(text="Cảm ơn bạn"))

    assert brought(carried(shown)) == shown
    assert brought("not what we wrote") is None
    assert brought("") is None


def test_words_are_told_apart_in_their_order() -> None:
    found = changes("we saw the post today", "we saw a film today")

    assert [(piece.kind, piece.words) for piece in found] == [
        ("same", "we saw"),
        ("gone", "the post"),
        ("new", "a film"),
        ("same", "today"),
    ]
    assert [piece.kind for piece in changes("a", "a b")] == ["same", "new"]
    assert [piece.kind for piece in changes("a b", "a")] == ["same", "gone"]
