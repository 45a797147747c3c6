"""The groups of commands, in the order in which help lists them."""

from typing import Annotated

import typer
from typer.core import TyperGroup

from makegood.version import VERSION
from starters.cli.front import Front
from starters.cli.late import ClaimGroup

OPTIONS = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    cls=Front,
    help="Makegood: compensation claims from request to payout, durably.",
    epilog="Exit status: 0 ok, 1 failed, 2 usage, 3 not found, 4 denied, 5 conflict or refused, "
    "6 server unreachable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings=OPTIONS,
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"makegood {VERSION}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say which one this is."),
    ] = False,
) -> None:
    pass


def _group(
    name: str, about: str, within: typer.Typer = app, cls: type[TyperGroup] = TyperGroup
) -> typer.Typer:
    made = typer.Typer(help=about, no_args_is_help=True, context_settings=OPTIONS, cls=cls)
    within.add_typer(made, name=name)
    return made


claim = _group("claim", "File claims, follow them, decide on them, repair them.", cls=ClaimGroup)
documents = _group("documents", "The documents of a claim.", claim)
crisis = _group("crisis", "Open crisis cases, steer them, say what was approved, learn.")
role = _group("role", "Who plays which part in a case.", crisis)
task = _group("task", "What teams owe a case.", crisis)
statement = _group("statement", "What is said outside, once it is signed.", crisis)
review = _group("review", "What a case is remembered by.", crisis)
learning = _group("learning", "What a case taught.", crisis)
action = _group("action", "What is to be done after a case.", crisis)
drill = _group("drill", "Rehearsals, and how they went.", crisis)
policy = _group("policy", "The policy: contracts, authority, targets, calendars.")
oncall = _group("oncall", "Who is on call: the rotas of the teams, and changes of them.")
database = _group("database", "The application database.")
projection = _group("projection", "The lists and inboxes, held against Temporal.")
dead_letters = _group("dead-letters", "What could not be accepted, and who looks after it.")
worker = _group("worker", "The workers of the task queues.")
webhooks = _group("webhooks", "The door that the bank's news comes in by.")
key = _group("key", "Keys by which other systems use the HTTP API.")
web = _group("web", "The HTTP API and the desk, in one process.")
hook = _group("hook", "Webhooks out: who is told of what, and how that went.")
seal = _group("seal", "The keys of doors that decisions are sealed with.")
detector = _group("detector", "The detector of crises: trained, judged, explained.")
watch = _group("watch", "The watches of brands and channels: fed, looked into, judged.")
shadow = _group("shadow", "A detector tried beside the one that rules a watch.", watch)
