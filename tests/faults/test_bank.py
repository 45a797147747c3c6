"""A bank that is slow, mute, absent-minded or wrong: each claim is paid once all the same."""

import asyncio
from decimal import Decimal

import pytest

from makegood.gateways.bank_simulator.script import Answering, Asked, Match, Rule, Then
from makegood.messages.commands import CorrectPayee, SubmitDocuments
from makegood.messages.payments import PaymentState
from makegood.rules.payee import Payee
from makegood.store.inbox import Desk
from tests.faults import books
from tests.faults.company import FREIGHT, Company
from tests.faults.people import People
from tests.gateways.bank_at_work import until

pytestmark = [pytest.mark.fault, pytest.mark.slow]

LONGEST = 200
SLOWER_THAN_PATIENCE = 12
MAGIC = {
    "LOSTANSWER": "0071990011",
    "NOTTAKEN": "0071990012",
    "HALFOPEN": "0071990013",
    "THRICE": "0071990014",
    "SILENT": "0071990016",
}
SCRIPTED = {
    "SLOW": Then(delay_seconds=SLOWER_THAN_PATIENCE),
    "GARBLED": Then(answering=Answering.GARBLED),
    "ERRORIN200": Then(answering=Answering.ERROR_IN_200),
    "BROKEN": Then(answering=Answering.BROKEN),
    "OTHER": Then(answering=Answering.OTHER_PAYMENT),
    "DROPPED": Then(answering=Answering.REFUSED_LINE),
    "BUSY": Then(answering=Answering.BUSY),
    "NOTICEFIRST": Then(answering=Answering.AFTER_NOTICE),
    "WEEKSLATE": Then(late_days={PaymentState.SETTLED: Decimal(21)}),
}
"""What the bank does at the first submission of each of these claims."""

ACCOUNTS = {**MAGIC, **{claim_id: f"00710005{n:02}" for n, claim_id in enumerate(SCRIPTED)}}


def rules() -> list[Rule]:
    """The script: each misdeed once, to its own claim; look-ups of one are garbled at first."""
    first = [
        Rule(match=Match(account=ACCOUNTS[claim_id], nth=1), then=then)
        for claim_id, then in SCRIPTED.items()
    ]
    look_up = Match(asked=Asked.LOOK_UP, account=ACCOUNTS["BROKEN"], nth=1)
    return [*first, Rule(match=look_up, then=Then(answering=Answering.GARBLED))]


async def test_whatever_the_bank_answers_each_claim_is_paid_once(company: Company) -> None:
    await company.tell_bank(*rules())
    for claim_id, account in ACCOUNTS.items():
        await company.claims.file(company.a_late_parcel(claim_id, account))
    async with asyncio.timeout(LONGEST):
        await People(company).work_until_closed(list(ACCOUNTS))

    by_bank = await books.paid_by_bank(company)
    assert {claim_id: books.outcomes(company)[claim_id] for claim_id in ACCOUNTS} == dict.fromkeys(
        ACCOUNTS, "paid"
    )
    assert {claim_id: paid(by_bank, claim_id) for claim_id in ACCOUNTS} == dict.fromkeys(
        ACCOUNTS, 1
    )
    assert books.complaints(company) == []
    assert await books.failed_tasks(company, list(ACCOUNTS)) == []


def paid(by_bank: "dict[str, int]", claim_id: str) -> int:
    """How often the bank paid anything for the claim."""
    return sum(count for key, count in by_bank.items() if key.startswith(f"{claim_id}-"))


async def test_a_return_told_before_its_payment_ends_in_one_payment(company: Company) -> None:
    await company.claims.file(company.a_late_parcel("ORDERLESS", "0071990015"))
    people = asyncio.create_task(People(company).see_to("ORDERLESS"))
    await until(lambda: waits_for_account(company, "ORDERLESS"), LONGEST)
    corrected = CorrectPayee(payee=Payee("0071000123456", "VCB", "LOTUS HOME LIVING"))
    await company.claims.say("ORDERLESS", "correct_payee", corrected, once="corrected")
    confirmed = SubmitDocuments(documents=company.a_confirmation("VN-ORDERLESS", "0071000123456"))
    await company.claims.say("ORDERLESS", "submit_documents", confirmed, once="confirmed")
    async with asyncio.timeout(LONGEST):
        await people

    lines = [one for one in await company.statement() if one.payment_key.startswith("ORDERLESS-")]
    assert [line.kind for line in lines] == ["debit", "credit", "debit"]
    assert books.outcomes(company)["ORDERLESS"] == "paid"
    paid_amount = Desk(company.engine).case("ORDERLESS").row.amounts.paid
    assert paid_amount == FREIGHT
    assert books.complaints(company) == []


async def waits_for_account(company: Company, claim_id: str) -> bool:
    """Whether the merchant is asked for another account."""
    awaited = Desk(company.engine).list_claims().rows
    return any(
        one.what == "account" for row in awaited if row.claim_id == claim_id for one in row.awaiting
    )
