"""The life of public statements, from the first draft to withdrawal, in one place."""

from makegood.rules.crisis.approval_clock import approval_due, next_approval
from makegood.rules.crisis.approving import sign, signing_request
from makegood.rules.crisis.drafting import Draft, draft
from makegood.rules.crisis.publishing import (
    ask_publish,
    publish_failed,
    published,
    to_publish,
    to_withdraw,
    withdraw,
    withdraw_failed,
    withdrawn,
)
from makegood.rules.crisis.statement_book import open_statements, statement_hash

__all__ = [
    "Draft",
    "approval_due",
    "ask_publish",
    "draft",
    "next_approval",
    "open_statements",
    "publish_failed",
    "published",
    "sign",
    "signing_request",
    "statement_hash",
    "to_publish",
    "to_withdraw",
    "withdraw",
    "withdraw_failed",
    "withdrawn",
]
