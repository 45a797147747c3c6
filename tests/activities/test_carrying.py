"""Notices leave the outbox once; one that cannot be delivered is noted, and the rest goes on."""

from temporalio.testing import ActivityEnvironment

from activities.notices import Postman
from makegood.messages.problems import Malformed, Retryable
from makegood.messages.records import Notice


class Pile:
    """Notices that are due, handed out once; the round is over when the pile is empty."""

    def __init__(self, round_: ActivityEnvironment, *notices: Notice) -> None:
        self.round, self.due = round_, [*notices]
        self.sent: dict[str, str] = {}
        self.failed: dict[str, str] = {}

    def due_notices(self, limit: int) -> tuple[Notice, ...]:
        """The next of them; when there is none, the worker is told to stop."""
        handed, self.due = tuple(self.due[:limit]), self.due[limit:]
        if not handed:
            self.round.worker_shutdown()
        return handed

    def mark_sent(self, key: str, receipt: str) -> None:
        """It has gone out."""
        self.sent[key] = receipt

    def mark_failed(self, key: str, reason: str) -> object:
        """It has not."""
        self.failed[key] = reason
        return None


class Letterbox:
    """Takes everything but what is addressed to nobody, or comes while it is shut."""

    def __init__(self, receipt: str = "given to") -> None:
        self.receipt = receipt

    def deliver(self, notice: Notice) -> str:
        """Take it, or say why not."""
        if notice.to == "nobody":
            raise Malformed("nobody lives here")
        if notice.to == "away":
            raise Retryable("the box is shut")
        return f"{self.receipt} {notice.to}"


def a_notice(number: int, to: str = "merchant", **fields: str) -> Notice:
    """The notice of that number."""
    return Notice(key=f"C-1:{number}", to=to, template="offer", fields=fields)


def postman(pile: Pile) -> Postman:
    """A postman with that pile, a real post, and one for rehearsals."""
    return Postman(pile, Letterbox(), Letterbox("pretended to give to"))


def carried(*notices: Notice) -> tuple[int, Pile]:
    """One round of the postman."""
    round_ = ActivityEnvironment()
    pile = Pile(round_, *notices)
    return round_.run(postman(pile).carry_notices), pile


def test_every_notice_goes_out_with_its_receipt() -> None:
    count, pile = carried(a_notice(1), a_notice(2, "finance"))

    assert count == 2
    assert pile.sent == {"C-1:1": "given to merchant", "C-1:2": "given to finance"}


def test_a_letter_of_a_rehearsal_is_never_given_to_the_real_post() -> None:
    customer, lead = a_notice(1, "shop-of-lan", drill="DRILL"), a_notice(2, "away", drill="DRILL")

    count, pile = carried(customer, lead, a_notice(3, "shop-of-lan"))

    assert (count, list(pile.failed)) == (2, ["C-1:2"])
    assert pile.sent["C-1:1"] == "pretended to give to shop-of-lan"
    assert pile.sent["C-1:3"] == "given to shop-of-lan"


def test_a_notice_that_cannot_be_delivered_holds_up_no_other() -> None:
    count, pile = carried(a_notice(1, "nobody"), a_notice(2), a_notice(3, "away"))

    assert (count, list(pile.sent)) == (1, ["C-1:2"])
    assert pile.failed == {"C-1:1": "nobody lives here", "C-1:3": "the box is shut"}


def test_a_postman_shows_that_he_is_alive() -> None:
    beats: list[object] = []
    round_ = ActivityEnvironment()
    round_.on_heartbeat = beats.append
    pile = Pile(round_, *(a_notice(number) for number in range(60)))

    round_.run(postman(pile).carry_notices)

    assert beats == [0, 50, 60]
