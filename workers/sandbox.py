"""The one sandbox policy, for workers, replay and tests alike."""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

SHARED = ("makegood", "activities")
"""Shared with the sandbox together: a message built outside equals one built inside.

Workflow modules are never shared: an impure call in one of them must be noticed.
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
