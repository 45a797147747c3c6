"""The daily round leaves each letter once and signs of life that only get younger."""

from datetime import datetime

from sqlalchemy import Engine, text

from makegood.messages.records import Notice
from makegood.messages.rounds import Walker
from makegood.store.crises import CrisisRecords
from makegood.store.pages import PageBook
from makegood.store.rounds import RoundBook
from makegood.store.signs import Sign, last_page, signs
from tests.store.builders import HOUR, MONDAY
from tests.store.crisis_builders import a_crisis_record, a_crisis_row
from tests.store.test_pages import ANYTIME, NIGHT, a_request

LETTER = Notice(key="rota:1", to="legal.lead", template="rota_check", fields={"team": "legal"})


def walked(engine: Engine, at: datetime, detail: str = "") -> None:
    """The round is walked."""
    RoundBook(engine).write((LETTER,), {Walker.DUTY: "", Walker.CANARY: detail}, at)


def test_a_letter_of_the_round_is_written_once_however_often_it_is_walked(engine: Engine) -> None:
    walked(engine, MONDAY)
    walked(engine, MONDAY + HOUR)

    with engine.connect() as connection:
        found = connection.execute(text("SELECT key, claim_id, made_at FROM notice")).all()
    assert [(row.key, row.claim_id) for row in found] == [("rota:1", "duty-round")]


def test_the_newest_sign_of_life_stands(engine: Engine) -> None:
    walked(engine, MONDAY + HOUR, "sms is dead")
    walked(engine, MONDAY, "every channel works")

    assert signs(engine) == {
        Walker.DUTY: Sign(MONDAY + HOUR),
        Walker.CANARY: Sign(MONDAY + HOUR, "sms is dead"),
    }


def test_whoever_carries_digests_says_that_they_live(engine: Engine) -> None:
    PageBook(engine).due_digests(10, MONDAY)

    assert signs(engine) == {Walker.DIGESTS: Sign(MONDAY)}


def test_the_last_page_is_the_last_that_went_out(engine: Engine) -> None:
    assert last_page(engine) is None
    PageBook(engine).admit(a_request(), ANYTIME, NIGHT)

    assert last_page(engine) == NIGHT


def test_only_cases_that_somebody_works_on_are_open(engine: Engine) -> None:
    records = CrisisRecords(engine)
    over = a_crisis_row("K-1", active=False, awaiting=())
    for row in (over, a_crisis_row("K-2"), a_crisis_row("K-3")):
        records.record(a_crisis_record(row))

    assert [row.case_id for row in RoundBook(engine).active_cases()] == ["K-3", "K-2"]
    assert RoundBook(engine).rehearsed() == {}
