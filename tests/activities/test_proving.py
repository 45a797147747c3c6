"""The cashier believes seals: neither what a case says of itself, nor a verdict that was kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.payments import Cashier
from activities.proving import Prover
from makegood.gateways.seal_keys import DoorKey, KeyFile, new_door_key, public_half
from makegood.gateways.seals import Sealer, Verifier
from makegood.messages.commands import Remedy, Repair, SignOff
from makegood.messages.payments import PaymentInstruction, PaymentReport, PaymentState
from makegood.messages.problems import NotFound
from makegood.messages.sealing import Sealed, SealQuery
from makegood.messages.steps import PaymentGrounds, PaymentOrder
from makegood.rules.attempts import Attempt
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.proof import Law
from makegood.rules.signoff import Decide
from makegood.rules.subject import Subject, subject_hash
from tests.activities.test_paying import Bank, Books, a_bank, an_order
from tests.builders import MERCHANT, OTHER_PAYEE, PAYEE
from tests.rules.test_proof import LAW, MONDAY, RECOMMENDED, RELEASED, an_attempt

CASE = "claim-C-1001"
S = PaymentState


@dataclass
class Shown:
    """A seal as it was kept."""

    query: SealQuery
    at: datetime = MONDAY
    code: str = ""


@dataclass
class Archive:
    """Everything that the claim was shown, by doors that have keys."""

    folder: Path
    seals: list[Shown] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = KeyFile(self.folder / "public.json")
        self.desk = self.opens("desk")

    def opens(self, name: str) -> DoorKey:
        """A door whose key is known."""
        key = new_door_key(name, MONDAY)
        self.keys.add(public_half(key, MONDAY, ("*",), ("*",)))
        return key

    def of_case(self, workflow_id: str) -> list[Shown]:
        """What that claim was shown."""
        return [one for one in self.seals if one.query.case == workflow_id]

    def says(self, command: str, message: Sealed, key: DoorKey | None = None) -> Shown:
        """Somebody says it at a door, and it is kept."""
        seal = Sealer(key or self.desk, lambda: MONDAY).seal(CASE, command, message)
        query = SealQuery(
            case=CASE,
            command=command,
            by=message.speaker,
            message=message.canonical(),
            seal=seal,
        )
        self.seals.append(Shown(query))
        return self.seals[-1]

    def approves(self, by: str, team: Team, on: Subject, key: DoorKey | None = None) -> Shown:
        """Somebody approves it."""
        message = SignOff(
            decision_id=f"{by}-{on.what}",
            team=team,
            decision=Decide.APPROVE,
            by=by,
            subject_hash=subject_hash(on),
        )
        return self.says("sign_off", message, key)

    def everybody_approves(self) -> list[Shown]:
        """The lead of the desk, that of operations, and Finance."""
        return [
            self.approves("desk.lead", Team.SERVICE_DESK, RECOMMENDED),
            self.approves("ops.lead", Team.OPERATIONS, RECOMMENDED),
            self.approves("fin.an", Team.FINANCE, RELEASED),
        ]


class Paid(Books):
    """Books that also tell what was begun."""

    def payments_of(self, claim_id: str) -> tuple[Attempt, ...]:
        """Nothing of other legs."""
        return ()


class Tables:
    """The law of the tests."""

    def __init__(self, law: Law | None = LAW) -> None:
        self.law = law

    def law_for(self, grounds: PaymentGrounds) -> Law:
        """It, or a problem where there is none."""
        if self.law is None:
            raise NotFound("no contract")
        return self.law


def order(
    attempt: Attempt | None = None, changes: Mapping[str, object] | None = None
) -> PaymentOrder:
    """An order to pay what was released."""
    attempt = attempt or an_attempt()
    told = PaymentInstruction(payment_key=attempt.key, amount=attempt.amount, payee=PAYEE)
    grounds = PaymentGrounds(
        merchant_id=MERCHANT,
        kind=ClaimKind.LOST,
        policy_sha256="",
        subjects=(RECOMMENDED, RELEASED),
    )
    made = {"attempt": attempt, "instruction": told, "grounds": grounds, **(changes or {})}
    whole = an_order().model_copy(update=made)
    return PaymentOrder.model_validate_json(whole.model_dump_json())


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


async def handed_in(
    archive: Archive, wanted: PaymentOrder, bank: Bank, law: Law | None = LAW
) -> PaymentReport:
    prover = Prover(archive, Verifier(archive.keys), Tables(law), Paid())
    return await ActivityEnvironment().run(Cashier(bank, Paid(), prover).submit_payment, wanted)


async def test_what_people_signed_under_seal_is_paid(archive: Archive) -> None:
    archive.everybody_approves()
    bank = a_bank()

    report = await handed_in(archive, order(), bank)

    assert (report.state, bank.asked) == (S.ACCEPTED, ["pay"])


async def test_what_nobody_signed_never_gets_to_the_bank(archive: Archive) -> None:
    bank = a_bank()

    report = await handed_in(archive, order(), bank)

    assert (report.state, report.code, bank.asked) == (S.REJECTED, "DS0A", ["look up"])
    assert report.why.startswith("Not proven by seals: nothing that was released names")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"grounds": None}, "names nothing that it rests on"),
        (
            {
                "instruction": PaymentInstruction(
                    payment_key=an_attempt().key, amount=an_attempt().amount * 2, payee=PAYEE
                )
            },
            "is another than its attempt",
        ),
        (
            {
                "instruction": PaymentInstruction(
                    payment_key=an_attempt().key, amount=an_attempt().amount, payee=OTHER_PAYEE
                )
            },
            "its amount and its account",
        ),
    ],
)
async def test_an_order_that_says_other_things_is_not_paid(
    archive: Archive, changes: dict[str, object], why: str
) -> None:
    archive.everybody_approves()
    bank = a_bank()

    report = await handed_in(archive, order(changes=changes), bank)

    assert why in report.why
    assert "pay" not in bank.asked


async def test_a_row_that_says_it_held_is_held_against_its_key_anew(archive: Archive) -> None:
    stranger = new_door_key("desk", MONDAY)
    archive.everybody_approves()
    archive.seals.pop()
    archive.approves("fin.an", Team.FINANCE, RELEASED, stranger)

    assert "names" in (await handed_in(archive, order(), a_bank())).why


async def test_a_seal_that_was_refused_counts_for_nothing(archive: Archive) -> None:
    archive.everybody_approves()[-1].code = "seal_used"

    assert (await handed_in(archive, order(), a_bank())).code == "DS0A"


async def test_a_seal_that_was_too_old_when_it_was_shown_counts_for_nothing(
    archive: Archive,
) -> None:
    archive.everybody_approves()[-1].at = MONDAY + timedelta(hours=2)

    assert (await handed_in(archive, order(), a_bank())).code == "DS0A"


async def test_a_row_that_names_another_than_the_message_counts_for_nothing(
    archive: Archive,
) -> None:
    shown = archive.everybody_approves()[-1]
    other = shown.query.model_copy(update={"by": "fin.binh"})
    archive.seals[-1] = Shown(other)

    assert (await handed_in(archive, order(), a_bank())).code == "DS0A"


async def test_a_key_that_was_retired_since_still_proves_what_it_sealed(archive: Archive) -> None:
    archive.everybody_approves()
    archive.keys.retire(archive.desk.kid, datetime.now(UTC))

    assert (await handed_in(archive, order(), a_bank())).state is S.ACCEPTED


async def test_where_the_tables_are_missing_nothing_is_paid(archive: Archive) -> None:
    archive.everybody_approves()

    report = await handed_in(archive, order(), a_bank(), law=None)

    assert (report.state, report.why) == (S.REJECTED, "no contract")


async def test_what_the_bank_has_is_told_although_nothing_proves_it_any_more(
    archive: Archive,
) -> None:
    report = await handed_in(archive, order(), a_bank(holds=S.SETTLED))

    assert (report.state, report.code) == (S.SETTLED, "")


@pytest.mark.parametrize(
    ("holds", "repaired", "paid"),
    [
        (S.REJECTED, False, True),
        (S.RETURNED, False, True),
        (S.SETTLED, True, False),
        (S.NOT_FOUND, False, False),
        (S.NOT_FOUND, True, True),
    ],
)
async def test_another_attempt_is_made_when_the_bank_says_that_the_one_before_failed(
    archive: Archive, holds: PaymentState, *, repaired: bool, paid: bool
) -> None:
    archive.everybody_approves()
    if repaired:
        archive.says("repair", Repair(remedy=Remedy.RETRY, by="operator", reason="seen to"))
    bank = a_bank(holds=holds)

    await handed_in(archive, order(an_attempt(2)), bank)

    assert ("pay" in bank.asked) is paid


async def test_another_claims_seals_prove_nothing(archive: Archive) -> None:
    archive.everybody_approves()
    other = order().model_copy(update={"claim_id": "C-1002"})

    assert (await handed_in(archive, other, a_bank())).code == "DS0A"
