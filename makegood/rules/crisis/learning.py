"""What a case taught: learnings, proposed changes of playbooks, and actions that outlive it."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.crisis.acting import Learning, ReviewAction
from makegood.rules.crisis.action_clock import action_due, next_action, reminders
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.hearing import heard
from makegood.rules.crisis.speaking import require_open, shown
from makegood.rules.refusals import Refused

__all__ = [
    "NewAction",
    "NewLearning",
    "action_due",
    "add_action",
    "complete_action",
    "decide_proposal",
    "next_action",
    "record_learning",
]


@dataclass(frozen=True)
class NewLearning:
    """What was learnt; a `proposal` is a change to the playbook of that name."""

    text: str
    playbook: str = ""
    proposal: str = ""


@dataclass(frozen=True)
class NewAction:
    """What is to be done, by whom, until when; None: as long as policy gives."""

    title: str
    owner: str
    due_at: datetime | None = None


def record_learning(case: CrisisFile, act: Act, new: NewLearning) -> CrisisFile:
    """The case with a learning; whoever owns the playbook hears of a proposed change.

    The same learning of the same person again changes nothing. Refuses `ended`, `nothing_learnt`
    and `no_playbook_named` for a proposal that is for no playbook.
    """
    require_open(case)
    if not new.text.strip():
        raise Refused("nothing_learnt", "Say what was learnt.")
    if new.proposal and not new.playbook:
        raise Refused("no_playbook_named", "Say which playbook the proposal is for.")
    if any(_said(one, act, new) for one in case.learnings):
        return case
    learning = Learning(
        len(case.learnings) + 1, act.at, act.by, new.text, new.playbook, new.proposal
    )
    case = heard(case, replace(act, why=new.text), "learning_recorded", str(learning.number))
    case = replace(case, learnings=(*case.learnings, learning))
    return _proposed(case, learning) if learning.proposal else case


def decide_proposal(case: CrisisFile, act: Act, number: int, *, approve: bool) -> CrisisFile:
    """The case whose proposed change of a playbook is approved or refused, by another person.

    The same word again changes nothing. Refuses `no_such_proposal`, `own_work`, `decided_already`.
    """
    learning = next((one for one in case.learnings if one.number == number), None)
    if learning is None or not learning.proposal:
        raise Refused("no_such_proposal", f"Learning {number} proposes nothing.")
    if learning.by == act.by:
        raise Refused("own_work", f"{act.by} made this proposal; another decides it.")
    if learning.approved_by or learning.refused_by:
        return _decided_before(case, learning, approve=approve)
    what = "proposal_approved" if approve else "proposal_refused"
    case = heard(case, act, what, f"{learning.playbook} {number}")
    approved, refused = (act.by, "") if approve else ("", act.by)
    decided = replace(learning, approved_by=approved, refused_by=refused)
    kept = tuple(decided if one.number == number else one for one in case.learnings)
    fields = (("playbook", learning.playbook), ("outcome", what), ("why", shown(case, act.why)))
    return notify(replace(case, learnings=kept), learning.by, "proposal_decided", *fields)


def add_action(case: CrisisFile, act: Act, new: NewAction) -> CrisisFile:
    """The case with something to be done, of which its owner is told now and reminded later.

    The same action of the same owner, while it is not done, is there once. Refuses `ended`,
    `action_incomplete` and `due_in_past`.
    """
    require_open(case)
    if not (new.title.strip() and new.owner.strip()):
        raise Refused("action_incomplete", "An action says what is to be done, and by whom.")
    if any(_wanted(one, new) for one in case.actions):
        return case
    due = new.due_at or case.desk.due(act.at, case.terms.action_due)
    if due <= act.at:
        raise Refused("due_in_past", "An action is due at a moment to come.")
    action = ReviewAction(
        len(case.actions) + 1, new.title, new.owner, act.at, due, reminders(case, act.at, due)
    )
    case = heard(case, replace(act, why=new.title), "action_added", str(action.number))
    case = replace(case, actions=(*case.actions, action))
    fields = (("title", shown(case, action.title)), ("due", due.isoformat()))
    return notify(case, action.owner, "action_added", *fields)


def complete_action(case: CrisisFile, act: Act, number: int, note: str) -> CrisisFile:
    """The case with that action done; a second word changes nothing. Refuses `no_such_action`."""
    action = next((one for one in case.actions if one.number == number), None)
    if action is None:
        raise Refused("no_such_action", f"The case has no action {number}.")
    if action.done_at is not None:
        return case
    done = replace(action, done_at=act.at, done_by=act.by, note=note)
    kept = tuple(done if one.number == number else one for one in case.actions)
    case = heard(case, replace(act, why=note), "action_done", str(number))
    return replace(case, actions=kept)


def _said(learning: Learning, act: Act, new: NewLearning) -> bool:
    said = (learning.by, learning.text, learning.playbook, learning.proposal)
    return said == (act.by, new.text, new.playbook, new.proposal)


def _wanted(action: ReviewAction, new: NewAction) -> bool:
    same = (action.title, action.owner) == (new.title, new.owner)
    return same and action.done_at is None


def _proposed(case: CrisisFile, learning: Learning) -> CrisisFile:
    taken = case.playbook
    known = taken is not None and taken.name == learning.playbook
    to = taken.owner if taken is not None and known else "management"
    fields = (("playbook", learning.playbook), ("proposal", shown(case, learning.proposal)))
    return notify(case, to, "proposal_made", *fields)


def _decided_before(case: CrisisFile, learning: Learning, *, approve: bool) -> CrisisFile:
    if bool(learning.approved_by) is approve:
        return case
    by = learning.approved_by or learning.refused_by
    raise Refused("decided_already", f"{by} has decided this proposal already.")
