"""What people do once a crisis case is closed: the review, and what it leads to."""

from makegood.messages import crisis_commands as say
from makegood.messages.crisis_status import CrisisStatus
from makegood.rules.crisis.words import CrisisStage
from starters.samples.crisis_turn import CrisisMove, in_charge, is_at


def reviews(summary: str, went_well: str, causes: str) -> CrisisMove:
    """The lead writes the review."""

    def written(status: CrisisStatus) -> say.CompleteReview:
        by = in_charge(status)
        return say.CompleteReview(by=by, summary=summary, went_well=went_well, causes=causes)

    due = is_at(CrisisStage.CLOSED)
    return CrisisMove("lead", "writes the review", "complete_review", due, written)


def learns(who: str, text: str) -> CrisisMove:
    """Somebody writes down what the case has taught."""
    message = say.RecordLearning(by=who, text=text)
    due = is_at(CrisisStage.CLOSED)
    return CrisisMove(who, "records a learning", "record_learning", due, lambda _: message)


def promises(who: str, title: str) -> CrisisMove:
    """Somebody takes an action upon them, to be done after the case."""
    message = say.AddAction(by=who, title=title, owner=who)
    due = is_at(CrisisStage.CLOSED)
    return CrisisMove(who, "takes on an action", "add_action", due, lambda _: message)


def delivers(who: str, number: int) -> CrisisMove:
    """Somebody has done what was to be done after the case."""
    message = say.CompleteAction(by=who, number=number, note="done")

    def is_undone(status: CrisisStatus) -> bool:
        undone = (one.number for one in status.actions if one.done_at is None)
        return status.stage == CrisisStage.REVIEWED and number in undone

    what = f"has done action {number}"
    return CrisisMove(who, what, "complete_action", is_undone, lambda _: message)
