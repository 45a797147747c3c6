"""The one sandbox policy, for workers, replay and tests alike."""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

SHARED = (
    "makegood",
    "activities",
    "workflows.alarm",
    "workflows.casekeeper",
    "workflows.changes",
    "workflows.claim_commands",
    "workflows.clock",
    "workflows.crisis_changes",
    "workflows.crisis_commands",
    "workflows.crisis_errands",
    "workflows.crisis_keeper",
    "workflows.errands",
    "workflows.escalating",
    "workflows.keeper",
    "workflows.orders",
    "workflows.patience",
    "workflows.spoken",
)
"""Shared with the sandbox together: a message built outside equals one built inside.

The modules that define workflows are never shared: an impure call in one must be noticed. In the
plain objects that workflows share, the linter's ban on clocks and chance stands guard.
"""

RESTRICTIONS = SandboxRestrictions.default.with_passthrough_modules(
    *SHARED
).with_import_notification_policy(
    SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
    | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
)


def runner() -> SandboxedWorkflowRunner:
    """A runner under the one policy."""
    return SandboxedWorkflowRunner(restrictions=RESTRICTIONS)
