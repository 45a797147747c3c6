"""What each thing that may be done to a crisis case asks for, as the case stands."""

from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Impact, Severity, Trigger, Urgency
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.tasking import TaskState
from makegood.rules.crisis.words import Audience, Cluster, Role
from starters.desk.crisis_fields import Field, Option, choices, named, reason
from starters.desk.crisis_view import CrisisView
from starters.desk.tongues import LANGUAGES
from starters.desk.words import N_

Fields = tuple[Field, ...]

UNSENT = (
    StatementState.DRAFT,
    StatementState.IN_APPROVAL,
    StatementState.SENT_BACK,
    StatementState.REJECTED,
    StatementState.APPROVED,
)
OUT = (StatementState.PUBLISHED, StatementState.WITHDRAWN)
SAID_IN = {"social": N_("where it spreads"), "customer": N_("to the customer alone")}
LINKED = {"claim": N_("Claim"), "ticket": N_("Ticket"), "case": N_("Crisis case")}


def nothing(_: CrisisView) -> Fields:
    """A word is enough."""
    return ()


def maybe_why(_: CrisisView) -> Fields:
    """A reason, if there is one to give."""
    return (reason(optional=True),)


def why(_: CrisisView) -> Fields:
    """A reason."""
    return (reason(),)


def triage(view: CrisisView) -> Fields:
    """An assessment."""
    taken = view.row.playbook
    books = tuple(Option(name, name.replace("-", " ")) for name in view.playbooks)
    policy = Field("playbook", N_("Playbook"), "select", optional=True, options=books)
    return (
        Field("impact", N_("How much is harmed"), "radio", options=choices(Impact)),
        Field("urgency", N_("How fast it grows"), "radio", options=choices(Urgency)),
        Field("unsure", N_("Not sure: count it one worse"), "tick", optional=True),
        Field("triggers", N_("What is in it"), "checks", optional=True, options=choices(Trigger)),
        Field("cluster", N_("Whose fault it looks like"), "select", True, choices(Cluster)),
        *((policy,) if not taken else ()),
        reason(optional=True),
    )


def declare(_: CrisisView) -> Fields:
    """What kind of crisis it is."""
    kind = Field("crisis_class", N_("Kind of crisis"), optional=True)
    return (kind, reason(optional=True))


def severity(view: CrisisView) -> Fields:
    """Another severity."""
    others = choices(one for one in Severity if one != view.row.severity)
    return (
        Field("severity", N_("New severity"), "radio", options=others),
        Field("reason", N_("Reason"), "area", True, help=N_("Needed to make it milder.")),
    )


def closing(_: CrisisView) -> Fields:
    """How it was resolved."""
    return (Field("resolution", N_("How it was resolved"), "area"),)


def merging(_: CrisisView) -> Fields:
    """Which case it goes on in."""
    return (Field("case_id", N_("Goes on in case")), reason(optional=True))


def assigning(view: CrisisView) -> Fields:
    """A part, and who is to play it."""
    held = {one.role for one in view.status.roles} if view.status else set()
    parts = choices(role for role in Role if role != Role.LEAD or role not in held)
    return (Field("role", N_("Part"), "select", options=parts), Field("person", N_("Person")))


def handing_over(view: CrisisView) -> Fields:
    """A part that is played, and whom it is offered to."""
    held = choices(one.role for one in view.status.roles) if view.status else ()
    return (
        Field("role", N_("Part"), "select", options=held),
        Field("to", N_("Offered to"), help=N_("It stays where it is until they accept.")),
    )


def offered_roles(view: CrisisView) -> Fields:
    """A part that was offered."""
    held = view.status.roles if view.status else ()
    offered = choices(one.role for one in held if one.offered_to)
    return (Field("role", N_("Part"), "select", options=offered),)


def new_task(view: CrisisView) -> Fields:
    """A task for a team."""
    before = tuple(Option(one.key) for one in view.status.tasks) if view.status else ()
    return (
        Field("title", N_("What is to be done")),
        Field("key", N_("Short name"), help=N_("Letters, figures, dots and dashes.")),
        Field("owner", N_("Team"), "select", options=choices(Team)),
        Field("within_minutes", N_("Minutes"), "number", True, help=N_("Else as policy has it.")),
        Field("after", N_("Begins after"), "checks", optional=True, options=before),
    )


def _tasks(view: CrisisView, *states: TaskState) -> Field:
    held = view.status.tasks if view.status else ()
    found = {one.key: one.title or one.key for one in held if one.state in states}
    return Field("key", N_("Task"), "select", options=named(found))


def task_done(view: CrisisView) -> Fields:
    """A task that can be ended."""
    return (_tasks(view, TaskState.OPEN), Field("note", N_("How"), "area", optional=True))


def task_left_out(view: CrisisView) -> Fields:
    """A task that is left out."""
    return (_tasks(view, TaskState.OPEN, TaskState.BLOCKED), reason())


def drafting(view: CrisisView) -> Fields:
    """A text, or one of the library."""
    held = view.status.statements if view.status else ()
    mended = named({one.key: one.key for one in held if one.state in OUT})
    library = named({one.key: one.key for one in view.templates})
    said = Field("text", N_("Text"), "area", True, help=N_("Empty: as the library has it."))
    return (
        Field("key", N_("Short name"), value="holding", help=N_("The same name is an edit.")),
        Field("template", N_("From the library"), "select", optional=True, options=library),
        Field("language", N_("Language"), "select", options=named(LANGUAGES)),
        Field("channel", N_("Said"), "select", options=named(SAID_IN)),
        Field("corrects", N_("Mends"), "select", optional=True, options=mended),
        said,
    )


def approved(view: CrisisView) -> Fields:
    """The hash of an approved text."""
    held = view.status.statements if view.status else ()
    ripe = {one.statement_hash: one.key for one in held if one.state == StatementState.APPROVED}
    return (Field("statement_hash", N_("Statement"), "select", options=named(ripe)),)


def taking_back(view: CrisisView) -> Fields:
    """A statement that is dropped, or taken back where it is out."""
    held = view.status.statements if view.status else ()
    alive = (one for one in held if one.state in (*UNSENT, StatementState.PUBLISHED))
    keys = named({one.key: one.key for one in alive if not one.withdrawing})
    return (Field("key", N_("Statement"), "select", options=keys), reason())


def update(_: CrisisView) -> Fields:
    """What an audience is told, and when it hears next."""
    return (
        Field("audience", N_("Who is told"), "select", options=choices(Audience)),
        Field("condition", N_("Where it stands"), "area"),
        Field("actions", N_("What is being done"), "area", optional=True),
        Field("needs", N_("What is needed"), "area", optional=True),
        Field("next_at", N_("Next word by"), "moment", True, help=N_("Else as policy has it.")),
    )
