"""What a person does to a case: written down, and the end of a silence."""

from dataclasses import replace

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.refusals import Refused


def heard(case: CrisisFile, act: Act, what: str, evidence: str = "") -> CrisisFile:
    """The case with what a person did on its timeline; silence is counted from here."""
    return replace(log(case, act, what, evidence), last_human_at=act.at)


def require_active(case: CrisisFile) -> None:
    """Refuses `not_active` where nobody works on the case any more."""
    if not case.is_active:
        raise Refused("not_active", f"The case is {case.stage}; nobody works on it any more.")


def require_reason(act: Act, what: str) -> None:
    """Refuses `reason_missing` where somebody does not say why."""
    if not act.why.strip():
        raise Refused("reason_missing", f"To {what}, say why.")
