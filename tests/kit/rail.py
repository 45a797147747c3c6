"""A bank in the same process that does with each payment of a claim what its story says."""

from asyncio import Event
from collections import Counter, defaultdict, deque
from enum import StrEnum

from makegood.messages.payments import PaymentInstruction, PaymentReport, PaymentState
from makegood.messages.problems import NeedsPerson, OutcomeUnknown, Retryable


class Does(StrEnum):
    """What the bank does when a payment is handed in; it takes what nothing is said of."""

    TAKES = "takes"
    SETTLES = "settles"
    TAKES_IN_SILENCE = "takes it, and the answer is lost"
    LOSES = "never sees it, and no answer comes"
    REFUSES = "refuses the request"
    IS_AWAY = "is away"


class ScriptedRail:
    """Satisfies `PaymentRail`; money it has taken has arrived when it is next asked."""

    def __init__(self) -> None:
        self._scripts: dict[str, deque[Does]] = defaultdict(deque)
        self._held: dict[str, PaymentReport] = {}
        self.handed_in: Counter[str] = Counter()
        self.paid: Counter[str] = Counter()
        self.open = True
        self.busy: dict[str, Event] = {}

    def will(self, claim_id: str, *steps: Does) -> None:
        """What happens to the next payments of a claim, one after the other."""
        self._scripts[claim_id].extend(steps)

    def says(self, key: str, state: PaymentState, code: str = "") -> None:
        """What the bank answers from now on when it is asked for that payment."""
        self._held[key] = PaymentReport(payment_key=key, state=state, code=code)

    async def submit(self, instruction: PaymentInstruction) -> PaymentReport:
        """Take one payment, once by its key, as the script of its claim says.

        The answer to a claim in `busy` is given when its event is set.
        """
        key, claim_id = instruction.payment_key, instruction.reference.removeprefix("claim ")
        self.handed_in[key] += 1
        if claim_id in self.busy:
            await self.busy[claim_id].wait()
        script = self._scripts[claim_id]
        step = script.popleft() if script else Does.TAKES
        if step is Does.IS_AWAY:
            raise Retryable("the bank is away")
        if step is Does.REFUSES:
            raise NeedsPerson("the bank refuses the request")
        if step is not Does.LOSES:
            self._take(key, claim_id, settled=step is Does.SETTLES)
        if step in {Does.LOSES, Does.TAKES_IN_SILENCE}:
            raise OutcomeUnknown("no answer came")
        return self._held[key]

    def _take(self, key: str, claim_id: str, *, settled: bool) -> None:
        if key not in self._held:
            self.paid[claim_id] += 1
            self.says(key, PaymentState.SETTLED if settled else PaymentState.ACCEPTED)

    async def look_up(self, payment_key: str) -> PaymentReport:
        """What the bank holds; a payment that it took arrives while `open`."""
        held = self._held.get(payment_key)
        if held is None:
            return PaymentReport(payment_key=payment_key, state=PaymentState.NOT_FOUND)
        if self.open and held.state is PaymentState.ACCEPTED:
            self.says(payment_key, PaymentState.SETTLED)
        return self._held[payment_key]
