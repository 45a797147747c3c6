"""What is asked of whoever writes something down: decisions, evidence, learnings, the review."""

from starters.desk.crisis_asks import LINKED, Fields
from starters.desk.crisis_fields import Field, Option, choices, named, reason
from starters.desk.crisis_goodwill import goodwill_fields
from starters.desk.crisis_view import CrisisView
from starters.desk.words import N_


def decision(_: CrisisView) -> Fields:
    """What was decided, why, and the goodwill that a claim is asked for."""
    return (Field("what", N_("What was decided"), "area"), reason(), *goodwill_fields())


def evidence(_: CrisisView) -> Fields:
    """What was seen where and when."""
    return (
        Field("what", N_("What it shows")),
        Field("sha256", N_("SHA-256 of what was kept")),
        Field("url", N_("Where it was seen"), optional=True),
        Field("captured_at", N_("When it was kept"), "moment"),
    )


def linking(_: CrisisView) -> Fields:
    """What else it has to do with."""
    return (
        Field("kind", N_("Has to do with"), "select", options=named(LINKED)),
        Field("reference", N_("Which one")),
        Field("url", N_("Address"), optional=True),
        reason(optional=True),
    )


def learning(view: CrisisView) -> Fields:
    """What the case taught."""
    books = tuple(Option(name, name.replace("-", " ")) for name in view.playbooks)
    return (
        Field("text", N_("What was learnt"), "area"),
        Field("playbook", N_("Playbook to be changed"), "select", optional=True, options=books),
        Field("proposal", N_("Proposed change"), "area", optional=True),
    )


def proposal(view: CrisisView) -> Fields:
    """A proposed change, and whether it is taken."""
    held = view.status.learnings if view.status else ()
    asked = {f"{one.number}": one.proposal for one in held if one.proposal and not one.decided}
    said = named({"true": N_("Take it"), "false": N_("Leave it")})
    return (
        Field("number", N_("Proposal"), "select", options=named(asked)),
        Field("approve", N_("Decision"), "radio", options=said),
        reason(optional=True),
    )


def action(_: CrisisView) -> Fields:
    """Something to be done after the case."""
    return (
        Field("title", N_("What is to be done")),
        Field("owner", N_("Owner")),
        Field("due_at", N_("By when"), "moment", True, help=N_("Else as policy has it.")),
    )


def action_done(view: CrisisView) -> Fields:
    """An action that is not done yet."""
    held = view.status.actions if view.status else ()
    undone = {f"{one.number}": one.title for one in held if one.done_at is None}
    return (
        Field("number", N_("Action"), "select", options=named(undone)),
        Field("note", N_("How"), "area", optional=True),
    )


def review(_: CrisisView) -> Fields:
    """What happened, what went well, why it came to this."""
    return (
        Field("summary", N_("What happened"), "area"),
        Field("went_well", N_("What went well"), "area"),
        Field("causes", N_("Why it came to this"), "area"),
    )


def csat(_: CrisisView) -> Fields:
    """The customer's answer."""
    return (
        Field("score", N_("Score, 5 is best"), "radio", options=choices("12345")),
        Field("comment", N_("In the customer's words"), "area", optional=True),
    )
