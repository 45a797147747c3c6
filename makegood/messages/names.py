"""The names that other systems rely on: workflow types, ids, task queues, search attributes."""

from enum import StrEnum

CLAIM = "CompensationClaim"
RECOVERY = "CarrierRecovery"
NOTICES = "NoticeRound"
CRISIS = "CrisisEscalation"
DIGESTS = "DigestRound"
DAILY = "DailyRound"
WATCH = "RiskWatch"
HOOKS = "HookRound"


class Queue(StrEnum):
    """Task queues; short database steps stay with the workflow on `claims`."""

    CLAIMS = "claims"
    DOCUMENTS = "documents"
    PAYMENTS = "payments"
    NOTICES = "notices"
    CRISES = "crises"


class Attribute(StrEnum):
    """Search attributes of a case; none ever carries personal data."""

    STAGE = "CaseStage"
    KIND = "CaseKind"
    MERCHANT = "MerchantId"
    AWAITING = "AwaitingTeam"
    DUE = "DueAt"
    ASSIGNEE = "Assignee"
    OUTCOME = "Outcome"
    AMOUNT = "AmountValue"
    CURRENCY = "AmountCurrency"
    SEVERITY = "Severity"
    DRILL = "Drill"
    RESTRICTED = "Restricted"


PARKED = "parked"
"""The `CaseStage` of a case whose step has used up its retries."""


def claim_workflow_id(claim_id: str) -> str:
    """The workflow id of a claim."""
    return f"claim-{claim_id}"


def recovery_workflow_id(claim_id: str) -> str:
    """The workflow id of the recovery that a paid claim opens."""
    return f"recovery-{claim_id}"


def crisis_workflow_id(case_id: str) -> str:
    """The workflow id of a crisis case."""
    return f"crisis-{case_id}"


def watch_workflow_id(name: str) -> str:
    """The workflow id of the watch of a brand or channel."""
    return f"watch-{name}"


def escalation_case_id(claim_id: str, number: int) -> str:
    """The id of the crisis case that a claim becomes, the first time or again."""
    return f"{claim_id[:56]}.x{number}"


def case_key(case_id: str) -> str:
    """A crisis case in the tables that it shares with claims; no claim can have such an id."""
    return f"crisis:{case_id}"


NOTICE_WORKFLOW_ID = "notice-round"
"""There is one postman; it continues as new for ever."""

DIGEST_WORKFLOW_ID = "digest-round"
"""There is one carrier of digests; it continues as new for ever."""

DAILY_WORKFLOW_ID = "daily-round"
"""There is one round of duties; it continues as new for ever."""

HOOK_WORKFLOW_ID = "hook-round"
"""There is one carrier of webhooks; it continues as new for ever."""
