"""What people say to a crisis case from the command line reaches it as they meant it."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from makegood.messages import crisis_commands as cmd
from makegood.messages.crises import CrisisFiling
from makegood.messages.records import Awaited
from makegood.rules.rounds import Decide
from makegood.store.claims import ClaimRecords
from makegood.store.crises import CrisisRecords
from makegood.store.engine import make_engine
from starters.errors import Denied, RefusedByRule
from starters.exits import Exit
from tests.starters.cli.crisis_hand import A_REVIEW, HASH, MONDAY, a_crisis
from tests.starters.cli.world import World
from tests.store.crisis_builders import a_crisis_record, a_crisis_row

DUNG = ("--by", "desk.dung")
WHY = ("--reason", "the video is ours")
ALARM = {
    "case_id": "K-9",
    "source": {"type": "social_post", "reference": "p-1"},
    "headline": "Parcels thrown from a van",
    "reported_by": "desk.an",
}

COMMANDS = {
    ("ack", "K-1", *DUNG): ("acknowledge", {"by": "desk.dung"}),
    ("triage", "K-1", *DUNG, "--impact", "extensive", "--urgency", "high", "--unsure",
     "--trigger", "press", "--playbook", "viral-post"):
        ("triage", {"impact": "extensive", "unsure": True, "triggers": ["press"],
                    "playbook": "viral-post"}),
    ("declare", "K-1", *DUNG, "--class", "reputation"):
        ("declare", {"crisis_class": "reputation"}),
    ("severity", "K-1", "--to", "SEV2", *DUNG, *WHY):
        ("change_severity", {"severity": "SEV2", "reason": "the video is ours"}),
    ("role", "assign", "K-1", "--role", "scribe", "--person", "desk.an", *DUNG):
        ("assign_role", {"role": "scribe", "person": "desk.an"}),
    ("role", "hand-over", "K-1", "--role", "lead", "--to", "desk.giang", *DUNG):
        ("hand_over", {"role": "lead", "to": "desk.giang"}),
    ("role", "accept", "K-1", "--role", "lead", "--by", "desk.giang"):
        ("accept_role", {"by": "desk.giang"}),
    ("task", "add", "K-1", "--key", "call", "--title", "Call the carrier", "--team", "operations",
     "--minutes", "30", "--after", "verify", *DUNG):
        ("add_task", {"key": "call", "within_minutes": 30, "after": ["verify"]}),
    ("task", "done", "K-1", "--key", "verify", "--note", "van 12", *DUNG):
        ("complete_task", {"key": "verify", "note": "van 12"}),
    ("task", "skip", "K-1", "--key", "verify", *DUNG, *WHY): ("skip_task", {"key": "verify"}),
    ("statement", "draft", "K-1", "--text", "We have seen it.", "--by", "pr.anh"):
        ("draft_statement", {"key": "holding", "text": "We have seen it.", "language": "en"}),
    ("statement", "publish", "K-1", *DUNG): ("publish_statement", {"statement_hash": HASH}),
    ("statement", "withdraw", "K-1", *DUNG, *WHY): ("withdraw_statement", {"key": "holding"}),
    ("update", "K-1", "--audience", "management", "--condition", "Found.", "--needs", "a van",
     "--at", "2026-11-22T14:00+07:00", *DUNG):
        ("post_update", {"condition": "Found.", "needs": "a van",
                         "next_at": "2026-11-22T14:00:00+07:00"}),
    ("decide", "K-1", "--what", "Refund all", "--claim", "C-1", *DUNG, *WHY):
        ("record_decision", {"what": "Refund all", "claim_id": "C-1"}),
    ("evidence", "K-1", "--sha256", "ab" * 32, "--what", "the post", *DUNG):
        ("add_evidence", {"sha256": "ab" * 32}),
    ("link", "K-1", "--kind", "claim", "--reference", "C-1", *DUNG):
        ("link", {"kind": "claim", "reference": "C-1"}),
    ("contain", "K-1", *DUNG): ("contain", {}),
    ("stabilise", "K-1", *DUNG): ("stabilise", {}),
    ("reject", "K-1", *DUNG, *WHY): ("reject", {"reason": "the video is ours"}),
    ("close", "K-1", "--resolution", "Driver found.", *DUNG):
        ("close", {"resolution": "Driver found."}),
    ("reopen", "K-1", *DUNG, *WHY): ("reopen", {}),
    ("merge", "K-1", "--into", "K-2", *DUNG): ("merge_into", {"case_id": "K-2"}),
    ("retry", "K-1", *DUNG, *WHY): ("repair", {}),
    ("review", "complete", "K-1", "--summary", "A driver threw parcels.", *DUNG):
        ("complete_review", {"summary": "A driver threw parcels."}),
    ("learning", "add", "K-1", "--text", "Number vans", "--playbook", "viral-post", *DUNG):
        ("record_learning", {"playbook": "viral-post"}),
    ("learning", "decide", "K-1", "--number", "1", "--refuse", *DUNG):
        ("decide_proposal", {"number": 1, "approve": False}),
    ("action", "add", "K-1", "--title", "Number vans", "--owner", "ops.minh", *DUNG):
        ("add_action", {"owner": "ops.minh", "due_at": None}),
    ("action", "done", "K-1", "--number", "1", *DUNG): ("complete_action", {"number": 1}),
    ("csat", "K-1", "--score", "4"): ("record_csat", {"score": 4, "by": "customer"}),
}  # fmt: skip


NAMES = ["-".join(words[:2]) for words in COMMANDS]


@pytest.mark.parametrize(("words", "meant"), COMMANDS.items(), ids=NAMES)
def test_what_is_said_reaches_the_case(
    world: World, words: tuple[str, ...], meant: tuple[str, dict[str, object]]
) -> None:
    ended = world.makegood("crisis", *words)

    assert ended.exit_code == Exit.OK, ended.stderr
    case_id, command, message = world.crises.said[-1]
    assert (case_id, command) == ("K-1", meant[0])
    said = message.model_dump(mode="json")
    assert {name: said[name] for name in meant[1]} == meant[1]
    assert "declared, SEV1" in ended.stdout
    assert "(taken)" in ended.stdout


@pytest.mark.parametrize(("words", "meant"), COMMANDS.items(), ids=NAMES)
def test_programs_are_answered_in_json(
    world: World, words: tuple[str, ...], meant: tuple[str, dict[str, object]]
) -> None:
    answer = world.json("crisis", *words)

    assert isinstance(answer, dict)
    assert (answer["case_id"], answer["stage"], answer["version"]) == ("K-1", "declared", 10)
    assert world.crises.said[-1][1] == meant[0]


def signed(world: World, *words: str) -> cmd.StatementSignOff:
    """What a signature of Legal's says to the case."""
    legal = ("--team", "legal", "--by", "legal.vinh")
    assert world.makegood("crisis", "statement", "sign-off", "K-1", *legal, *words).exit_code == 0
    message: BaseModel = world.crises.said[-1][2]
    assert isinstance(message, cmd.StatementSignOff)
    return message


def test_a_statement_is_signed_as_it_stands_or_as_it_was_seen(world: World) -> None:
    now = signed(world, "--approve")
    seen = signed(world, "--send-back", "--reason", "names a driver", "--hash", "0123456789abcdef")

    assert (now.statement_hash, now.decision) == (HASH, Decide.APPROVE)
    assert (seen.statement_hash, seen.decision) == ("0123456789abcdef", Decide.SEND_BACK)
    assert now.once != seen.once


@pytest.mark.parametrize("words", [(), ("--approve", "--reject")])
def test_a_signature_is_exactly_one_decision(world: World, words: tuple[str, ...]) -> None:
    ended = world.makegood(
        "crisis", "statement", "sign-off", "K-1", "--team", "pr", "--by", "pr.anh", *words
    )

    assert (ended.exit_code, world.crises.said) == (Exit.USAGE, [])
    assert "exactly one of --approve, --reject, --send-back" in ended.stderr


def test_nothing_is_published_where_there_is_no_statement(world: World) -> None:
    world.crises.statuses["K-1"] = a_crisis(statements=())

    ended = world.makegood("crisis", "statement", "publish", "K-1", *DUNG)

    assert (ended.exit_code, world.crises.said) == (Exit.REFUSED, [])
    assert "has no statement 'holding'" in ended.stderr


def test_a_moment_without_its_zone_is_refused(world: World) -> None:
    told = ("--audience", "management", "--condition", "Found.", "--at", "2026-11-22T14:00")

    ended = world.makegood("crisis", "update", "K-1", *told, *DUNG)

    assert (ended.exit_code, world.crises.said) == (Exit.USAGE, [])
    assert "say the zone too" in ended.stderr


def test_the_case_says_no_in_its_own_words(world: World) -> None:
    world.crises.refusals["K-1"] = RefusedByRule("task verify is open", "checklist")

    ended = world.makegood("crisis", "close", "K-1", "--resolution", "Done.", *DUNG)

    assert (ended.exit_code, "task verify is open" in ended.stderr) == (Exit.REFUSED, True)


def test_whoever_may_not_is_told_so(world: World) -> None:
    world.crises.refusals["K-1"] = Denied("desk.an leads nothing here", "may_not_skip")

    ended = world.makegood("crisis", "task", "skip", "K-1", "--key", "verify", *DUNG, *WHY)

    assert ended.exit_code == Exit.DENIED


def opened(world: World, *words: str, alarm: dict[str, object] | None = None) -> CrisisFiling:
    """The alarm as the case gets it."""
    ended = world.makegood("crisis", *words, "-", said=json.dumps(alarm or ALARM))
    assert ended.exit_code == Exit.OK, ended.stderr
    filing = world.crises.opened[-1]
    assert isinstance(filing, CrisisFiling)
    return filing


def test_an_alarm_opens_a_case_once(world: World) -> None:
    filing = opened(world, "open")
    again = world.makegood("crisis", "open", "-", said=json.dumps(ALARM))

    assert (filing.case_id, filing.drill) == ("K-9", False)
    assert "Case K-9 was opened before, as it is." in again.stdout
    assert "workflows/crisis-K-9" in again.stdout


def test_a_rehearsal_is_always_a_drill(world: World) -> None:
    assert opened(world, "drill", "start", alarm={**ALARM, "drill": False}).drill


def test_an_alarm_with_a_field_that_nobody_knows_is_refused(world: World) -> None:
    ended = world.makegood("crisis", "open", "-", said=json.dumps({**ALARM, "loudness": 9}))

    assert (ended.exit_code, world.crises.opened) == (Exit.USAGE, [])
    assert "loudness" in ended.stderr


def test_a_case_is_shown_from_its_severity_to_its_actions(world: World) -> None:
    shown = world.makegood("crisis", "show", "K-1").stdout

    for word in ("SEV1, declared: Parcels thrown", "rung 2 of 4", "legal: asked", "Find the van",
                 "management", "Number vans", "task verify is open", "desk.dung"):  # fmt: skip
        assert word in shown


def test_a_restricted_case_tells_its_content_to_members_alone(world: World) -> None:
    hidden = a_crisis(restricted=True, headline="")
    world.crises.statuses["K-1"] = hidden

    anybody = world.makegood("crisis", "show", "K-1")
    stranger = world.makegood("crisis", "show", "K-1", "--as", "desk.an")
    member = world.makegood("crisis", "show", "K-1", "--as", "desk.dung")

    assert "SEV1, declared: restricted" in anybody.stdout
    assert (stranger.exit_code, stranger.stdout) == (Exit.DENIED, "")
    assert "A driver throws parcels." in member.stdout


def test_a_rehearsal_is_marked_before_anything_else(world: World) -> None:
    world.crises.statuses["K-1"] = a_crisis(drill=True)

    assert world.makegood("crisis", "show", "K-1").stdout.startswith("DRILL Case K-1")


def test_every_page_says_what_became_of_it(world: World) -> None:
    shown = world.makegood("crisis", "pages", "K-1").stdout

    assert [word in shown for word in ("desk.dung", "sms", "ladder", "delivered")] == [True] * 4


def test_a_case_explains_itself(world: World) -> None:
    assert "desk.dung is paged by sms." in world.makegood("crisis", "explain", "K-1").stdout


def test_a_case_that_is_not_there_is_not_found(world: World) -> None:
    ended = world.makegood("crisis", "show", "K-0")

    assert (ended.exit_code, "There is no case K-0" in ended.stderr) == (Exit.NOT_FOUND, True)


def test_a_review_is_read_by_members_once_the_case_is_closed(world: World, tmp_path: Path) -> None:
    early = world.makegood("crisis", "review", "show", "K-1", "--as", "desk.dung")
    world.crises.review = A_REVIEW
    page = tmp_path / "review.html"

    text = world.makegood("crisis", "review", "show", "K-1", "--as", "desk.dung")
    world.makegood("crisis", "review", "show", "K-1", "--as", "desk.dung", "--form", "html",
                   "--out", str(page))  # fmt: skip
    stranger = world.makegood("crisis", "review", "show", "K-1", "--as", "desk.an")

    assert (early.exit_code, stranger.exit_code) == (Exit.REFUSED, Exit.DENIED)
    assert "# Post-incident review: vans" in text.stdout
    assert "&lt;b&gt;Thrown" in page.read_text("utf-8")


def test_a_review_that_cannot_be_written_says_so(world: World, tmp_path: Path) -> None:
    world.crises.review = A_REVIEW

    ended = world.makegood(
        "crisis", "review", "show", "K-1", "--as", "desk.dung", "--out", str(tmp_path)
    )

    assert (ended.exit_code, "Is a directory" in ended.stderr) == (Exit.USAGE, True)


def test_a_drill_is_scored(world: World) -> None:
    shown = world.makegood("crisis", "drill", "scorecard", "K-1").stdout

    for word in ("0:04:12", "never", "scribe", "monitor", "2, 1", "first_response"):
        assert word in shown


def test_playbooks_never_rehearsed_are_due(world: World, records: object) -> None:
    answer = world.json("crisis", "drill", "due")

    assert isinstance(answer, dict)
    books = answer["playbooks"]
    assert isinstance(books, list)
    assert {"playbook": "viral-post", "rehearsed_at": None, "due": True} in books


def test_an_inbox_holds_crises_before_claims(world: World, records: ClaimRecords) -> None:
    waits = Awaited(who="pr", what="task holding", since=MONDAY)
    row = a_crisis_row("K-1", severity="SEV1", awaiting=(waits,))
    CrisisRecords(make_engine(world.settings.database_url)).record(a_crisis_record(row))

    shown = world.makegood("inbox", "--team", "pr").stdout

    assert [word in shown for word in ("K-1", "task holding", "SEV1", "things to do: 1")] == (
        [True] * 4
    )


def test_what_to_do_next_is_about_the_case(world: World) -> None:
    assert "makegood crisis list" in world.makegood("crisis", "show", "K-0").stderr
