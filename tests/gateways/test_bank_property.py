"""Whatever is sent, asked and cut short, a payment is booked once at most."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from typing_extensions import override

from makegood.gateways.bank_simulator.bank import Bank, KeyUsedOtherwiseError
from makegood.gateways.bank_simulator.bank_days import BankDays
from makegood.gateways.bank_simulator.script import Answering, Then
from makegood.gateways.bank_simulator.state_file import StateFile
from makegood.messages.payments import PaymentState
from tests.gateways.bank_at_work import HandClock, a_rule, an_instruction

KEYS = ("k1", "k2", "k3")
FATES = st.builds(
    Then,
    code=st.sampled_from(["", "AC04"]),
    return_after_days=st.sampled_from([None, 1, 15]),
    at_cut_off=st.booleans(),
    answering=st.sampled_from(Answering),
)


class PowerCut(Exception):
    """The machine stops just before a commit."""


class FragileFile(StateFile):
    """A file whose next transaction is cut short, when told."""

    doomed = False

    @override
    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with super().transaction() as db:
            yield db
            if self.doomed:
                raise PowerCut


class BankUnderFire(RuleBasedStateMachine):
    """Clients send and ask, the bank is told to misbehave, and the power goes at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.clock = HandClock()
        self.confirmed: set[str] = set()
        self.start()

    def start(self) -> None:
        self.file = FragileFile(Path(self.folder.name) / "bank.sqlite")
        self.bank = Bank(self.file, BankDays(), self.clock)

    @rule(key=st.sampled_from(KEYS), amount=st.sampled_from(["1000", "2000"]))
    def send(self, key: str, amount: str) -> None:
        with suppress(KeyUsedOtherwiseError):
            if self.bank.submit(an_instruction(key, amount=amount)).report:
                self.confirmed.add(key)

    @rule(key=st.sampled_from(KEYS))
    def send_and_lose_power(self, key: str) -> None:
        self.file.doomed = True
        with suppress(PowerCut, KeyUsedOtherwiseError):
            self.bank.submit(an_instruction(key, amount="1000"))
        self.restart()

    @rule(fate=FATES)
    def tell(self, fate: Then) -> None:
        self.bank.tell([a_rule(fate)])

    @rule(hours=st.integers(1, 24 * 20))
    def let_time_pass(self, hours: int) -> None:
        self.clock.forward(timedelta(hours=hours))
        self.bank.run_due()

    @rule(hours=st.integers(1, 24 * 20))
    def lose_power_while_booking(self, hours: int) -> None:
        self.clock.forward(timedelta(hours=hours))
        self.file.doomed = True
        with suppress(PowerCut):
            self.bank.run_due()
        self.restart()

    @rule()
    def restart(self) -> None:
        self.file.close()
        self.start()

    @invariant()
    def no_key_is_paid_or_returned_twice(self) -> None:
        booked = Counter((entry.payment_key, entry.kind) for entry in self.bank.statement())
        assert set(booked.values()) <= {1}
        assert all((key, "debit") in booked for key, kind in booked if kind == "credit")

    @invariant()
    def what_was_confirmed_is_known(self) -> None:
        assert all(self.bank.look_up(key).report for key in self.confirmed)

    @override
    def teardown(self) -> None:
        self.clock.forward(timedelta(days=60))
        self.bank.run_due()
        paid = {entry.payment_key for entry in self.bank.statement()}
        reports = (self.bank.look_up(key).report for key in KEYS)
        assert paid == {
            report.payment_key
            for report in reports
            if report and report.state is not PaymentState.REJECTED
        }
        self.file.close()
        self.folder.cleanup()


TestBankUnderFire = BankUnderFire.TestCase
TestBankUnderFire.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
