"""One stack for the tests that leave it as they found it."""

from collections.abc import AsyncIterator, Callable

import pytest

from makegood.messages.names import Queue
from tests.faults.company import WORKERS, Company, a_company, worker
from tests.faults.processes import none_left_in

SECOND = (worker(Queue.CLAIMS, name="claims-2"), worker(Queue.PAYMENTS, name="payments-2"))


@pytest.fixture(scope="package")
async def company(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> AsyncIterator[Company]:
    """The whole stack, two workers for claims and two for payments; nothing of it stays behind."""
    folder = tmp_path_factory.mktemp("company")
    async with a_company(folder, free_port, (*WORKERS, *SECOND)) as running:
        yield running
    assert await none_left_in(folder)
