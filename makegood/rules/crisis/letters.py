"""The letters of a crisis: which there are, and what each may name."""

CASE = frozenset({"case", "drill"})
"""The fields of every letter of a crisis: its number, and the mark of a drill."""

OF_PLAYBOOKS: dict[str, frozenset[str]] = {
    "playbook_rehearsal": frozenset({"playbook", "version", "by"}),
    "playbook_review": frozenset({"playbook", "version", "by"}),
}
"""The fields of the letters to owners of playbooks, which are of no case."""

OF_DUTY: dict[str, frozenset[str]] = {
    "path_dead": frozenset({"person", "channels"}),
    "rota_check": frozenset({"team", "findings"}),
    "shift_end": frozenset({"team", "person", "next", "ended", "cases"}),
}
"""The fields of the letters of the daily round, which are of no case."""

CRISIS_DECIDING = frozenset(
    {"crisis_breach", "crisis_hand_over", "crisis_reminder", "statement_asked"}
    | {"statement_ready", "statement_reminder"}
)
"""Letters that ask somebody of ours to decide: they may name the link to the case."""

_UPDATE = frozenset({"condition", "actions", "needs", "next_at"})
_CLOCK = frozenset({"clock", "milestone", "due_at"})

CRISIS_FIELDS: dict[str, frozenset[str]] = {
    "action_added": frozenset({"title", "due"}),
    "action_reminder": frozenset({"actions"}),
    "actions_overdue": frozenset({"actions"}),
    "crisis_breach": _CLOCK,
    "crisis_ended": frozenset({"stage", "why"}),
    "crisis_hand_over": frozenset({"role"}),
    "crisis_parked": frozenset({"step"}),
    "crisis_reminder": _CLOCK,
    "crisis_reopened": frozenset({"why"}),
    "crisis_role": frozenset({"role"}),
    "crisis_task": frozenset({"task", "due_at"}),
    "crisis_triage_late": frozenset({"due_at"}),
    "csat_request": frozenset(),
    "drill_inject": frozenset({"what", "text"}),
    "promise_missed": frozenset({"audience", "due"}),
    "promise_near": frozenset({"audience", "due"}),
    "proposal_decided": frozenset({"playbook", "outcome", "why"}),
    "proposal_made": frozenset({"playbook", "proposal"}),
    "review_opened": frozenset({"due"}),
    "review_overdue": frozenset({"due"}),
    "review_reminded": frozenset({"due"}),
    "statement_asked": frozenset({"statement", "hash"}),
    "statement_decided": frozenset({"statement", "outcome", "why"}),
    "statement_failed": frozenset({"statement", "why"}),
    "statement_ready": frozenset({"statement", "hash"}),
    "statement_reminder": frozenset({"statements"}),
    "update_customer": _UPDATE,
    "update_internal": _UPDATE,
    "update_management": _UPDATE,
    "update_public": _UPDATE,
}
"""The fields that each template may name, beside those of every letter."""
