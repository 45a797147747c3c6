"""Whom policy has a case page is worked out from its timeline, without the case's own rules."""

from datetime import datetime

from makegood.messages.records import TimelineEntry
from makegood.policy.crises import load_crises
from makegood.rules.rota.plan import OnCall
from starters.demo.asked import Telling
from tests.starters.demo.crisis_stand_ins import a_case, a_line
from tests.starters.demo.stand_ins import NOON

BOOK = load_crises()
BEGUN = a_line("ladder_begun", evidence="major")
SECOND = a_line("ladder_climbed", evidence="rung 2 of 4, round 1")
LED = a_line("role_assigned", evidence="lead: nobody -> desk.dung")
CLOCK = {
    "name": "task.facts", "kind": "ola", "party": "operations", "started_at": NOON,
    "due_at": NOON, "state": "breached", "announced": (),
}  # fmt: skip


class Shifts:
    """Of each team three are on call, by its name and their place."""

    def who(self, team: str, at: datetime) -> tuple[OnCall, ...]:
        """The first, the second, the fallback."""
        return tuple(OnCall(f"{team}.{place}", place, None) for place in ("1", "2", "fallback"))


def asked(*lines: TimelineEntry, **told: object) -> list[str]:
    """Every page that the lines ask for."""
    telling = Telling(a_case("declared", **told), BOOK, Shifts())
    return [f"{ask.reason} > {ask.person}" for ask in telling.asks(lines)]


def test_each_rung_asks_for_the_contacts_that_policy_has_there() -> None:
    third = a_line("ladder_climbed", evidence="rung 3 of 4, round 1")

    assert asked(BEGUN, SECOND, third) == [
        "ladder > service_desk.1",
        "ladder > service_desk.2",
        "ladder > legal.1",
        "ladder > pr.1",
    ]


def test_after_the_last_rung_the_fallback_is_asked_for() -> None:
    end = a_line("ladder_climbed", evidence="fallback, round 4")

    assert asked(BEGUN, end)[-1] == "ladder > service_desk.fallback"


def test_who_has_acknowledged_is_asked_for_no_more_until_the_ladder_begins_anew() -> None:
    heard = a_line("acknowledged", by="service_desk.2")

    assert asked(BEGUN, heard, SECOND) == ["ladder > service_desk.1"]
    assert asked(BEGUN, heard, BEGUN, SECOND)[-1] == "ladder > service_desk.2"


def test_a_draft_asks_for_all_who_sign_and_an_approved_text_for_nobody() -> None:
    drafted = a_line("statement_drafted", evidence="answer 0123")
    library = a_line("statement_drafted", why="approved beforehand as public")

    assert asked(drafted) == ["approval > pr.1", "approval > legal.1", "approval > operations.1"]
    assert asked(library) == []


def test_silence_of_a_team_asks_for_its_backup_then_for_the_lead_and_management() -> None:
    late = a_line("approval_silent", why="legal: breach of 15 minutes, nothing is published")
    later = a_line("approval_silent", why="legal: next_level of 15 minutes, nothing is published")

    assert asked(LED, late) == ["approval > legal.vinh"]
    assert asked(LED, later) == ["approval > desk.dung", "approval > management.1"]


def test_a_promise_asks_for_its_liaison_and_once_missed_for_the_lead() -> None:
    near = a_line("promise_near", why="public is promised word by then")
    missed = a_line("promise_missed", why="public was promised word by then")
    liaison = a_line("role_assigned", evidence="customer_liaison: nobody -> pr.kim")

    assert asked(LED, liaison, near, missed) == ["promise > pr.kim", "promise > desk.dung"]
    assert asked(near) == ["promise > management.1"]


def test_a_breach_asks_for_the_team_and_later_for_management() -> None:
    warned = a_line("clock_warned", why="task.facts: 90% of 5 minutes")
    breached = a_line("clock_breached", why="task.facts: breach of 5 minutes")
    later = a_line("clock_warned", after=300, why="task.facts: next_level of 5 minutes")

    assert asked(warned, clocks=(CLOCK,)) == []
    assert asked(breached, later, clocks=(CLOCK,)) == ["task > operations.1", "task > management.1"]


def test_of_two_clocks_that_break_together_one_page_tells() -> None:
    both = [a_line("clock_breached", why=f"task.{key}: breach of 5 minutes") for key in ("a", "b")]
    clocks = tuple({**CLOCK, "name": f"task.{key}"} for key in ("a", "b"))

    assert asked(*both, clocks=clocks) == ["task > operations.1"]


def test_of_one_clock_that_is_long_overdue_only_the_newest_milestone_asks() -> None:
    breached = a_line("clock_breached", why="task.facts: breach of 5 minutes")
    later = a_line("clock_warned", why="task.facts: next_level of 5 minutes")

    assert asked(breached, later, clocks=(CLOCK,)) == ["task > management.1"]


def test_a_clock_of_the_case_asks_for_its_lead_and_the_ladder_answers_for_its_own() -> None:
    response = a_line("clock_breached", why="first_response: breach of 1 hours")
    ladder = a_line("clock_breached", why="acknowledge: breach of 10 minutes")

    assert asked(LED, response) == ["promise > desk.dung"]
    assert asked(ladder) == []


def test_late_triage_and_a_part_that_is_offered_ask_for_who_is_meant() -> None:
    offered = a_line("hand_over_offered", evidence="lead: desk.dung -> desk.giang")

    assert asked(a_line("triage_late"), offered) == [
        "triage > management.1",
        "hand_over > desk.giang",
    ]


def test_an_overdue_review_asks_for_whoever_led() -> None:
    assert asked(LED, a_line("review_overdue")) == ["review > desk.dung"]
