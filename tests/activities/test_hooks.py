"""Webhooks leave once each; a subscriber that is slow or away holds nobody up."""

from temporalio.testing import ActivityEnvironment

from activities.hooks import HookCarrier
from makegood.messages.hooks import HookAnswer, HookDelivery
from tests.gateways.test_hook_post import a_delivery


class Pile:
    """Deliveries that are due, handed out once; the round is over when the pile is empty."""

    def __init__(self, round_: ActivityEnvironment, *deliveries: HookDelivery) -> None:
        self.round, self.piled = round_, [*deliveries]
        self.settled: dict[str, int] = {}
        self.forgot = 0

    def spread(self) -> int:
        """Nothing new has happened."""
        return 0

    def due(self, limit: int) -> tuple[HookDelivery, ...]:
        """The next of them; when there is none, the worker is told to stop."""
        handed, self.piled = tuple(self.piled[:limit]), self.piled[limit:]
        if not handed:
            self.round.worker_shutdown()
        return handed

    def settle(self, delivery_id: str, answer: HookAnswer) -> object:
        """It was tried."""
        self.settled[delivery_id] = answer.status
        return None

    def forget(self) -> None:
        """What is old is let go."""
        self.forgot += 1


class Subscribers:
    """Answer by their address."""

    async def post(self, delivery: HookDelivery) -> HookAnswer:
        """200, unless they are away."""
        away = "away" in delivery.url
        return HookAnswer(error="ConnectError") if away else HookAnswer(status=200)


async def test_every_delivery_is_tried_and_its_answer_kept() -> None:
    round_ = ActivityEnvironment()
    deliveries = [
        a_delivery(f"https://{name}.example").model_copy(update={"id": name})
        for name in ("erp", "away", "crm")
    ]
    pile = Pile(round_, *deliveries)

    tried = await round_.run(HookCarrier(pile, Subscribers()).carry_hooks)

    assert tried == 3
    assert pile.settled == {"erp": 200, "away": 0, "crm": 200}
    assert pile.forgot == 1
