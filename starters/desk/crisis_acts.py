"""What may be done to a crisis case, by whom, and when it makes sense to offer it."""

from collections.abc import Callable
from dataclasses import dataclass

from makegood.messages import crisis_commands as say
from makegood.messages.claims import Message
from makegood.rules.access import Actor, Resource
from makegood.rules.crisis.words import CrisisStage
from starters.desk import crisis_asks as asks
from starters.desk import crisis_records_asked as kept
from starters.desk.crisis_fields import Field, moment, number
from starters.desk.crisis_goodwill import total_of
from starters.desk.crisis_view import CrisisView
from starters.desk.forms import Typed
from starters.desk.room import Room
from starters.desk.words import N_

Fits = Callable[[CrisisView], bool]
CHOOSES = ("select", "radio")
UNSEEING = ("acknowledge", "repair")
"""What can be done to a restricted case without being told what it is about."""


@dataclass(frozen=True)
class Act:
    """A command with a form: what it is called, when it is offered, what it asks and says."""

    command: str
    label: str
    group: str
    fits: Fits
    fields: Callable[[CrisisView], tuple[Field, ...]]
    message: type[Message]

    def build(self, form: Typed, actor: Actor, view: CrisisView, currency: str = "") -> Message:
        """The message that a form holds, in the actor's own name, amounts in a currency; Unfit."""
        filled = {one.name: _filled(form, one, currency) for one in self.fields(view)}
        said = {name: value for name, value in filled.items() if value not in (None, "")}
        return form.make(lambda: self.message.model_validate({"by": actor.name, **said}))


@dataclass(frozen=True)
class Offer:
    """An act with the fields of its form, as the case stands."""

    act: Act
    fields: tuple[Field, ...]


def _filled(form: Typed, field: Field, currency: str) -> object:
    match field.kind:
        case "checks":
            return form.all(field.name)
        case "tick":
            return form.ticked(field.name)
        case "money":
            return total_of(form, currency)
    found = form.value(field.name) if field.optional else form.needed(field.name)
    if field.kind == "moment":
        return moment(form, field.name)
    return number(form, field.name) if field.kind == "number" else found


def offered(room: Room, actor: Actor, view: CrisisView) -> tuple[Offer, ...]:
    """What the actor may do to the case as it stands, with what each asks for."""
    if view.status is None:
        return ()
    fitting = (act for act in ACTS if act.fits(view) and allowed(room, actor, act, view))
    offers = (Offer(act, act.fields(view)) for act in fitting)
    return tuple(one for one in offers if all(map(_can_be_answered, one.fields)))


def allowed(room: Room, actor: Actor, act: Act, view: CrisisView) -> bool:
    """Whether the actor's role and membership let them."""
    return room.may(actor, f"crisis.{act.command}", about(act, view))


def about(act: Act, view: CrisisView) -> Resource:
    """What the actor must be allowed to touch; who only answers a page need be no member."""
    return view.outside if act.command in UNSEEING else view.resource


def _can_be_answered(field: Field) -> bool:
    return field.optional or field.kind not in CHOOSES or bool(field.options)


def _at(*stages: CrisisStage) -> Fits:
    return lambda view: view.stage in stages


def _active(view: CrisisView) -> bool:
    return view.active


def _open(view: CrisisView) -> bool:
    return view.status is not None and view.status.ended_at is None


def _parked(view: CrisisView) -> bool:
    return bool(view.status.parked if view.status else view.row.parked_reason)


def _unheard(view: CrisisView) -> bool:
    status = view.status
    if status is None or not view.active:
        return False
    return bool(status.ladder and status.ladder.running) or not status.acknowledged_by


def _undeclared(view: CrisisView) -> bool:
    """A case that was never a crisis promises nobody anything."""
    reopened = view.stage == CrisisStage.REOPENED and bool(view.status and view.status.promises)
    return view.stage in (CrisisStage.TRIAGED, CrisisStage.REOPENED) and not reopened


def _ripe(view: CrisisView) -> bool:
    return view.stage == CrisisStage.STABLE or _undeclared(view)


def _unanswered(view: CrisisView) -> bool:
    asked = view.stage in (CrisisStage.CLOSED, CrisisStage.REVIEWED)
    return asked and _open(view) and view.status is not None and view.status.csat is None


_NEW = (CrisisStage.DETECTED, CrisisStage.TRIAGED)
_ENDED = (CrisisStage.CLOSED, CrisisStage.REVIEWED)
_BAD = (CrisisStage.DECLARED, CrisisStage.REOPENED)
CASE, PEOPLE, WORDS, NOTES, AFTER = (
    N_("The case"),
    N_("People and tasks"),
    N_("Words"),
    N_("On record"),
    N_("After the case"),
)
GROUPS = (CASE, PEOPLE, WORDS, NOTES, AFTER)

ACTS = (
    Act("repair", N_("Try the step again"), CASE, _parked, asks.why, say.RepairCase),
    Act("acknowledge", N_("Acknowledge"), CASE, _unheard, asks.nothing, say.Acknowledge),
    Act("triage", N_("Triage"), CASE, _at(*_NEW), asks.triage, say.Triage),
    Act("declare", N_("Declare a crisis"), CASE, _undeclared, asks.declare, say.Declare),
    Act("contain", N_("It is contained"), CASE, _at(*_BAD), asks.maybe_why, say.Says),
    Act(
        "stabilise",
        N_("It is stable"),
        CASE,
        _at(CrisisStage.CONTAINED),
        asks.maybe_why,
        say.Says,
    ),
    Act("close", N_("Close the case"), CASE, _ripe, asks.closing, say.CloseCase),
    Act(
        "change_severity",
        N_("Change the severity"),
        CASE,
        _active,
        asks.severity,
        say.ChangeSeverity,
    ),
    Act("merge_into", N_("Merge into another"), CASE, _active, asks.merging, say.MergeInto),
    Act("reject", N_("False alarm"), CASE, _at(*_NEW), asks.why, say.SaysWhy),
    Act("reopen", N_("Open it again"), CASE, _at(*_ENDED), asks.why, say.SaysWhy),
    Act("assign_role", N_("Give a part"), PEOPLE, _active, asks.assigning, say.AssignRole),
    Act("hand_over", N_("Hand a part over"), PEOPLE, _active, asks.handing_over, say.HandOver),
    Act("accept_role", N_("Accept a part"), PEOPLE, _active, asks.offered_roles, say.AcceptRole),
    Act("add_task", N_("Add a task"), PEOPLE, _active, asks.new_task, say.AddTask),
    Act("complete_task", N_("A task is done"), PEOPLE, _active, asks.task_done, say.CompleteTask),
    Act("skip_task", N_("Leave a task out"), PEOPLE, _active, asks.task_left_out, say.SkipTask),
    Act("post_update", N_("Tell an audience"), WORDS, _active, asks.update, say.PostUpdate),
    Act(
        "draft_statement",
        N_("Draft a statement"),
        WORDS,
        _active,
        asks.drafting,
        say.DraftStatement,
    ),
    Act(
        "publish_statement",
        N_("Publish a statement"),
        WORDS,
        _active,
        asks.approved,
        say.PublishStatement,
    ),
    Act(
        "withdraw_statement",
        N_("Withdraw a statement"),
        WORDS,
        _open,
        asks.taking_back,
        say.WithdrawStatement,
    ),
    Act("record_decision", N_("A decision"), NOTES, _active, kept.decision, say.RecordDecision),
    Act("add_evidence", N_("Evidence"), NOTES, _active, kept.evidence, say.AddEvidence),
    Act("link", N_("A link"), NOTES, _open, kept.linking, say.AddLink),
    Act("record_learning", N_("A learning"), AFTER, _open, kept.learning, say.RecordLearning),
    Act(
        "decide_proposal",
        N_("Decide a proposal"),
        AFTER,
        _open,
        kept.proposal,
        say.DecideProposal,
    ),
    Act("add_action", N_("An action"), AFTER, _open, kept.action, say.AddAction),
    Act(
        "complete_action",
        N_("An action is done"),
        AFTER,
        _open,
        kept.action_done,
        say.CompleteAction,
    ),
    Act(
        "complete_review",
        N_("Complete the review"),
        AFTER,
        _at(CrisisStage.CLOSED),
        kept.review,
        say.CompleteReview,
    ),
    Act("record_csat", N_("The customer's score"), AFTER, _unanswered, kept.csat, say.RecordCsat),
)
BY_COMMAND = {act.command: act for act in ACTS}
