"""Writes the reference of the command line from the commands themselves."""

from collections.abc import Iterator
from inspect import cleandoc

import typer
from typer.core import TyperGroup, TyperOption

from starters.cli.app import app
from starters.exits import Exit

SAID_ONCE = {"--help", "--json"}

HEAD = """# Command line

Made by `python -m starters.cli.reference` from the commands themselves; a test compares the two.

Every command has `--json`: its answer, or `{"error": {"code", "message", "next"}}`, is then the one
JSON document on standard output. Without it, answers are tables and sentences on standard output;
what went wrong, and what to do next, is on standard error. Amounts are written `1,250,000 VND` or
`12.50 USD`; moments are shown in UTC. A decision, an offer and a carrier's answer count once by
their ids, however often they are given.

| exit status | meaning |
|---|---|"""
MEANING = {
    Exit.OK: "done",
    Exit.FAILED: "failed: a check found something, or a person must act",
    Exit.USAGE: "the command line or the input is wrong, and nothing was done",
    Exit.NOT_FOUND: "there is no such claim, recovery or letter",
    Exit.DENIED: "that person may not do that",
    Exit.REFUSED: "a rule of the claim says no, or an id was used for something else",
    Exit.UNREACHABLE: "Temporal, its workers or the database do not answer; nothing is lost",
}


def reference() -> Iterator[str]:
    """Yield the lines of the page: exit statuses, then every command with its options."""
    yield HEAD
    yield from (f"| {status.value} | {MEANING[status]} |" for status in Exit)
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    yield from _group(root, typer.Context(root, info_name="makegood"))


def _group(group: TyperGroup, context: typer.Context) -> Iterator[str]:
    """The commands of a group in the order of its help, then those of the groups in it."""
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        within = typer.Context(found, info_name=name, parent=context)
        if isinstance(found, TyperGroup):
            yield from (
                "",
                f"## makegood {within.command_path.partition(' ')[2]}",
                "",
                str(found.help),
            )
            yield from _group(found, within)
        else:
            yield from _command(within)


def _command(context: typer.Context) -> Iterator[str]:
    """One command: how it is called, what it promises, what can be said to it."""
    found = context.command
    usage = " ".join((context.command_path, *found.collect_usage_pieces(context)))
    yield from ("", f"### `{usage.replace('{', '').replace('}', '')}`", "")
    yield cleandoc(found.help or "")
    options = [each for each in found.params if isinstance(each, TyperOption)]
    own = [each for each in options if not SAID_ONCE & set(each.opts)]
    if own:
        yield from ("", "| option | meaning |", "|---|---|")
    yield from (f"| `{_spelled(each, context)}` | {_meaning(each)} |" for each in own)


def _spelled(option: TyperOption, context: typer.Context) -> str:
    spelled, _ = option.get_help_record(context) or ("", "")
    return spelled.removesuffix(" <bool>").replace("|", "\\|")


def _meaning(option: TyperOption) -> str:
    default = option.default
    shown = "" if option.is_flag or default in (None, "", ()) else f" Default: `{default}`."
    return f"{option.help}{' Required.' if option.required else shown}"


if __name__ == "__main__":
    print("\n".join(reference()))
