"""Brings the bank's news to the claim that it is about."""

import asyncio
from typing import Protocol

from pydantic import BaseModel
from sqlalchemy import Engine, select

from makegood.messages.commands import Receipt
from makegood.messages.payments import PaymentNotice
from makegood.store.claims import ClaimRecords
from makegood.store.engine import reading
from makegood.store.money_tables import PAYMENT
from starters.errors import DoorError, Unreachable
from starters.webhooks import Delivery

UNKNOWN_KEY = "no payment of ours has this key"


class SaysToClaims(Protocol):
    """Gives a command to a claim; `starters.client.Claims` is the real one."""

    async def say(self, claim_id: str, command: str, message: BaseModel, once: str = "") -> Receipt:
        """The claim's answer, or a DoorError."""


class Deliver:
    """Hands each notice to its claim once; what no claim takes is kept as a dead letter."""

    def __init__(self, claims: SaysToClaims, engine: Engine) -> None:
        self._claims = claims
        self._engine = engine
        self._records = ClaimRecords(engine)

    async def __call__(self, notice: PaymentNotice) -> Delivery:
        """ACCEPTED, REFUSED and kept, or UNAVAILABLE: then the bank is to come again.

        A Retryable problem of the database goes to the caller, who treats it as unavailable.
        """
        claim_id = await asyncio.to_thread(claim_of, self._engine, notice.payment_key)
        if not claim_id:
            return await self._kept("", UNKNOWN_KEY, notice)
        try:
            await self._claims.say(claim_id, "payment_notice", notice, once=notice.notice_id)
        except Unreachable:
            return Delivery.UNAVAILABLE
        except DoorError as refusal:
            return await self._kept(claim_id, f"{refusal.code}: {refusal.message}", notice)
        return Delivery.ACCEPTED

    async def _kept(self, claim_id: str, reason: str, notice: PaymentNotice) -> Delivery:
        letter = ("payment_notice", claim_id, reason, notice.model_dump_json())
        await asyncio.to_thread(self._records.bury, *letter)
        return Delivery.REFUSED


def claim_of(engine: Engine, payment_key: str) -> str:
    """The claim that a payment is of; empty for a key that we have never used."""
    with reading(engine) as connection:
        found = connection.scalar(select(PAYMENT.c.claim_id).where(PAYMENT.c.key == payment_key))
    return found or ""
