"""The groups of commands, in the order in which help lists them."""

import typer
from typer.core import TyperGroup

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


def _group(
    name: str, about: str, within: typer.Typer = app, cls: type[TyperGroup] = TyperGroup
) -> typer.Typer:
    made = typer.Typer(help=about, no_args_is_help=True, context_settings=OPTIONS, cls=cls)
    within.add_typer(made, name=name)
    return made


claim = _group("claim", "File claims, follow them, decide on them, repair them.", cls=ClaimGroup)
documents = _group("documents", "The documents of a claim.", claim)
policy = _group("policy", "The policy: contracts, authority, targets, calendars.")
database = _group("database", "The application database.")
projection = _group("projection", "The lists and inboxes, held against Temporal.")
dead_letters = _group("dead-letters", "What could not be accepted, and who looks after it.")
worker = _group("worker", "The workers of the task queues.")
webhooks = _group("webhooks", "The door that the bank's news comes in by.")
