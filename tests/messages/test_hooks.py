"""What subscribers hear of a step: of a restricted case less, of a drill nothing."""

from makegood.messages.hooks import told_of_claim, told_of_crisis
from makegood.messages.records import CaseRecord, TimelineEntry
from tests.builders import vnd
from tests.store.builders import MONDAY, a_row
from tests.store.crisis_builders import a_crisis_record, a_crisis_row


def a_line(what: str, number: int = 3, moved: tuple[str, str] = ("", "")) -> TimelineEntry:
    """A line that moves the case between two stages, or not."""
    before, after = moved
    return TimelineEntry(
        number=number, at=MONDAY, by="lan", what=what, stage_from=before, stage_to=after, why="x"
    )


def claim_step(*lines: TimelineEntry, **row: object) -> CaseRecord:
    """A step of a claim that writes these lines."""
    return CaseRecord(row=a_row().model_copy(update=row), timeline=lines)


def test_a_claim_that_comes_to_signatures_tells_its_stage_and_that_it_asks() -> None:
    stage, asked = told_of_claim(
        claim_step(a_line("recommended", moved=("recommending", "signing_off")))
    )

    assert (stage.type, asked.type) == ("claim.stage_changed", "claim.decision_asked")
    assert stage.data == {
        "claim_id": "C-1",
        "merchant_id": "shop-of-lan",
        "kind": "lost",
        "number": 3,
        "stage": "signing_off",
        "stage_from": "recommending",
    }
    assert stage.merchant_id == "shop-of-lan"


def test_a_line_that_moves_nothing_tells_nothing() -> None:
    assert told_of_claim(claim_step(a_line("noted", moved=("negotiating", "negotiating")))) == ()


def test_a_paid_and_a_closed_claim_say_how_much_and_how() -> None:
    amounts = a_row().amounts.model_copy(update={"paid": vnd(128_000)})
    paid, _ = told_of_claim(
        claim_step(a_line("paid", moved=("awaiting_payout", "aftercare")), amounts=amounts)
    )
    _, closed = told_of_claim(
        claim_step(a_line("claim_closed", moved=("aftercare", "closed")), outcome="paid")
    )

    assert paid.data["paid"] == {"amount": "128000", "currency": "VND"}
    assert (closed.type, closed.data["outcome"]) == ("claim.closed", "paid")


def test_the_same_line_written_again_is_the_same_event() -> None:
    step = claim_step(a_line("claim_received"), a_line("parked", number=4))

    assert told_of_claim(step) == told_of_claim(step)
    assert len({told.id for told in told_of_claim(step)}) == 2


def crisis_events(**row: object) -> list[tuple[str, dict[str, object]]]:
    """What is told of a case whose severity has changed, and that is then closed."""
    step = a_crisis_record(a_crisis_row().model_copy(update=row)).model_copy(
        update={
            "timeline": (
                a_line("severity_changed", moved=("declared", "declared")),
                a_line("closed", number=4, moved=("stable", "closed")),
            )
        }
    )
    return [(told.type.value, dict(told.data)) for told in told_of_crisis(step)]


def test_a_crisis_tells_severity_and_stage_and_never_its_headline() -> None:
    events = crisis_events()

    assert [name for name, _ in events] == [
        "crisis.severity_changed",
        "crisis.stage_changed",
        "crisis.closed",
    ]
    assert events[0][1] == {
        "case_id": "K-1",
        "severity": "SEV1",
        "restricted": False,
        "source_type": "social_post",
        "number": 3,
        "stage": "declared",
    }


def test_of_a_restricted_case_less_is_told_and_of_a_drill_nothing() -> None:
    assert all("source_type" not in data for _, data in crisis_events(restricted=True))
    assert crisis_events(drill=True) == []
