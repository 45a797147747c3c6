"""Hostile documents in a whole claim: a verdict that people can read, and a worker that lives."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle

import psutil
import pytest

from makegood.messages.claims import ClaimFiling
from makegood.messages.commands import Withdraw
from makegood.rules.casefile import Stage
from makegood.rules.evidence import DocumentKind, Verdict
from makegood.store.inbox import Desk
from starters.errors import Unreachable
from starters.papers import Paper
from tests.faults import books
from tests.faults.company import Company
from tests.faults.people import People
from tests.gateways.bank_at_work import until
from tests.papers import hostile

pytestmark = [pytest.mark.fault, pytest.mark.slow]

LONGEST = 150
DOCUMENTS = "worker-documents"
MOST_GROWTH = 100 * 1024 * 1024
ATTACKS: dict[str, Callable[[], bytes]] = {
    "swells": hostile.stream_bomb,
    "cyclic": hostile.page_tree_loop,
    "damaged": hostile.nested_for_ever,
    "password": lambda: hostile.encrypted("secret"),
    "a script": hostile.with_script,
    "50000000 pixels": hostile.pixel_bomb,
    "image/gif": hostile.gif_and_pdf,
    "an archive": hostile.pdf_and_zip,
    "no known type": lambda: b"<html><script>alert(1)</script>",
    "empty": lambda: b"",
}
"""What a verdict says, and of what."""


def memory(company: Company) -> int:
    """What the documents worker itself holds."""
    return psutil.Process(company.stack.pid(DOCUMENTS)).memory_info().rss


def hostile_claim(company: Company, claim_id: str) -> ClaimFiling:
    """A claim with every attack as its evidence, under names that lead out of their folder."""
    kinds = cycle((DocumentKind.CLAIM_FORM, DocumentKind.WAYBILL, DocumentKind.INVOICE))
    files = [
        Paper(kind, f"../../etc/{number}.pdf", make())
        for number, (kind, make) in enumerate(zip(kinds, ATTACKS.values(), strict=False))
    ]
    filing = company.a_late_parcel(claim_id).model_dump()
    return ClaimFiling.model_validate({**filing, "documents": company.hand_in(*files)})


async def is_asked_for_papers(company: Company, claim_id: str) -> bool:
    """Whether the merchant of the claim is asked for documents."""
    with suppress(Unreachable):
        return (await company.claims.status(claim_id)).stage == Stage.AWAITING_DOCUMENTS
    return False


async def test_hostile_documents_get_a_verdict_on_the_claim_and_harm_nobody(
    company: Company,
) -> None:
    await company.claims.file(company.a_late_parcel("HONEST"))
    async with asyncio.timeout(LONGEST):
        await People(company).see_to("HONEST")
    before, restarts = memory(company), company.stack.restarts(DOCUMENTS)

    await company.claims.file(hostile_claim(company, "HOSTILE"))
    await until(lambda: is_asked_for_papers(company, "HOSTILE"), LONGEST)

    readings = Desk(company.engine).case("HOSTILE").readings
    failed = [check for each in readings for check in each.checks if check.verdict is Verdict.FAIL]
    unsaid = {says for says in ATTACKS if not any(says in check.detail for check in failed)}
    assert unsaid == set()
    assert len(readings) == len(ATTACKS)
    assert not any("/" in reading.name for reading in readings)
    assert (await company.claims.status("HOSTILE")).missing
    assert memory(company) - before < MOST_GROWTH
    assert company.stack.restarts(DOCUMENTS) == restarts
    await company.claims.say("HOSTILE", "withdraw", Withdraw(reason="we tried"))
    assert await books.failed_tasks(company, ["HOSTILE"]) == []
