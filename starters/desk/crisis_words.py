"""What people call the words of crisis cases: stages, sources, parts, pages, what harms."""

from makegood.rules.crisis.calling import PageReason, PageState
from makegood.rules.crisis.severity import Impact, Trigger, Urgency
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.tasking import TaskState
from makegood.rules.crisis.words import Audience, Channel, Cluster, CrisisStage, Role, SourceType
from makegood.rules.grants import GrantState
from starters.desk.words import N_
from starters.shift_change import Outcome

CRISIS_STAGES: dict[str, str] = {
    CrisisStage.DETECTED: N_("Detected"),
    CrisisStage.TRIAGED: N_("Triaged"),
    CrisisStage.DECLARED: N_("Declared"),
    CrisisStage.REOPENED: N_("Reopened"),
    CrisisStage.CONTAINED: N_("Contained"),
    CrisisStage.STABLE: N_("Stable"),
    CrisisStage.CLOSED: N_("Closed"),
    CrisisStage.REVIEWED: N_("Reviewed"),
    CrisisStage.REJECTED: N_("Rejected"),
    CrisisStage.MERGED: N_("Merged"),
}

SOURCES: dict[str, str] = {
    SourceType.SOCIAL_POST: N_("Social post"),
    SourceType.PRESS: N_("Press"),
    SourceType.LEGAL_LETTER: N_("Legal letter"),
    SourceType.REGULATOR: N_("Regulator"),
    SourceType.VIP_ALERT: N_("Important customer"),
    SourceType.MANAGEMENT_ALERT: N_("Call from management"),
    SourceType.TICKET: N_("Ticket"),
    SourceType.CLAIM: N_("Claim"),
    SourceType.RISK_WATCH: N_("Risk watch"),
}

ROLES: dict[str, str] = {
    Role.LEAD: N_("Lead"),
    Role.DEPUTY: N_("Deputy"),
    Role.SCRIBE: N_("Scribe"),
    Role.CUSTOMER_LIAISON: N_("Customer liaison"),
    Role.INTERNAL_LIAISON: N_("Internal liaison"),
}

AUDIENCES: dict[str, str] = {
    Audience.PUBLIC: N_("Public"),
    Audience.CUSTOMER: N_("Customer"),
    Audience.MANAGEMENT: N_("Management"),
    Audience.INTERNAL: N_("Colleagues"),
}

CLUSTERS: dict[str, str] = {
    Cluster.VICTIM: N_("we are a victim too"),
    Cluster.ACCIDENTAL: N_("an accident"),
    Cluster.PREVENTABLE: N_("we could have prevented it"),
}

TRIGGERS: dict[str, str] = {
    Trigger.LEGAL_LETTER: N_("Legal letter"),
    Trigger.REGULATOR: N_("Regulator"),
    Trigger.PRESS: N_("Press"),
    Trigger.SAFETY: N_("Somebody's safety"),
    Trigger.DATA_LEAK: N_("Data leak"),
    Trigger.VIP: N_("Important customer"),
    Trigger.MINORS: N_("Minors"),
    Trigger.STAFF_MISCONDUCT: N_("Misconduct of staff"),
    Trigger.MANAGEMENT: N_("Management"),
}

IMPACTS: dict[str, str] = {
    Impact.EXTENSIVE: N_("extensive"),
    Impact.SIGNIFICANT: N_("significant"),
    Impact.MODERATE: N_("moderate"),
    Impact.MINOR: N_("minor"),
}

URGENCIES: dict[str, str] = {
    Urgency.CRITICAL: N_("critical"),
    Urgency.HIGH: N_("high"),
    Urgency.MEDIUM: N_("medium"),
    Urgency.LOW: N_("low"),
}

TASK_STATES: dict[str, str] = {
    TaskState.OPEN: N_("open"),
    TaskState.BLOCKED: N_("waits"),
    TaskState.DONE: N_("done"),
    TaskState.SKIPPED: N_("skipped"),
    TaskState.VOID: N_("void"),
}

STATEMENT_STATES: dict[str, str] = {
    StatementState.DRAFT: N_("draft"),
    StatementState.IN_APPROVAL: N_("being approved"),
    StatementState.SENT_BACK: N_("sent back"),
    StatementState.APPROVED: N_("approved"),
    StatementState.PUBLISHING: N_("being published"),
    StatementState.PUBLISHED: N_("published"),
}

PAGE_STATES: dict[str, str] = {
    PageState.PENDING: N_("about to go"),
    PageState.SENDING: N_("being sent"),
    PageState.SENT_UNKNOWN: N_("may have gone"),
    PageState.QUEUED_REMOTELY: N_("with the provider"),
    PageState.SENT: N_("sent"),
    PageState.DELIVERED: N_("delivered"),
    PageState.READ: N_("read"),
    PageState.FAILED: N_("failed"),
    PageState.STALE: N_("too late to send"),
    PageState.BUNDLED: N_("goes with a digest"),
    PageState.DEFERRED: N_("goes after quiet hours"),
    PageState.CANCELLED: N_("called off"),
}

PAGE_REASONS: dict[str, str] = {
    PageReason.LADDER: N_("to acknowledge"),
    PageReason.TASK: N_("a task"),
    PageReason.APPROVAL: N_("an approval"),
    PageReason.PROMISE: N_("a promise"),
    PageReason.TRIAGE: N_("to triage"),
    PageReason.HAND_OVER: N_("a hand-over"),
    PageReason.UNREACHABLE: N_("nobody was reached"),
    PageReason.REVIEW: N_("the review"),
    PageReason.CANARY: N_("a test of paging"),
}

CHANNELS: dict[str, str] = {
    Channel.OUTBOX: N_("outbox"),
    Channel.PUSH: N_("app"),
    Channel.CHAT: N_("chat"),
    Channel.SMS: N_("text message"),
    Channel.VOICE: N_("call"),
    Channel.MAIL: N_("mail"),
    "social": N_("where it spreads"),
}

KEPT: dict[str, str] = {
    "kept": N_("kept"),
    "missed": N_("missed"),
    "released": N_("released"),
    "refused": N_("refused"),
}

GRANTS: dict[str, str] = {
    GrantState.TO_ASK: N_("to be asked"),
    GrantState.ASKED: N_("asked"),
    GrantState.SIGNING: N_("being signed"),
    GrantState.APPROVED: N_("approved"),
    GrantState.PAID: N_("paid"),
    GrantState.REFUSED: N_("refused"),
    GrantState.LAPSED: N_("lapsed"),
}

OFFERS: dict[str, str] = {
    Outcome.OFFERED: N_("offered"),
    Outcome.BEFORE: N_("offered before"),
    Outcome.WOULD_BE: N_("would be offered"),
    Outcome.UNREACHABLE: N_("does not answer"),
}

CRISIS_WORDS: dict[str, str] = {
    **CRISIS_STAGES,
    **SOURCES,
    **TRIGGERS,
    **ROLES,
    **AUDIENCES,
    **CLUSTERS,
    **IMPACTS,
    **URGENCIES,
    **TASK_STATES,
    **STATEMENT_STATES,
    **PAGE_STATES,
    **PAGE_REASONS,
    **CHANNELS,
    **KEPT,
    **GRANTS,
    **OFFERS,
}
"""What people call a code of a crisis case, for every code that pages show."""
