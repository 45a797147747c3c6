"""Commands that are loaded when they are asked for, because what they need takes long to load."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup
from typing_extensions import override

if TYPE_CHECKING:
    from typer._click.core import Command, Context

IMPORT = "import"
READING = "file import show list explain timeline documents sign-off recommend offer answer payee"
"""The order in which a claim meets its commands; help lists the others after these."""


def installed(module: str) -> bool:
    """Whether a module is there; it is not loaded."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


class ClaimGroup(TyperGroup):
    """The commands of claims, and the import of foreign files, which loads last."""

    @override
    def list_commands(self, ctx: Context) -> list[str]:
        """Every command; the import where it is installed."""
        late = [IMPORT] if installed("starters.importing.command") else []
        order = READING.split()
        known = [*super().list_commands(ctx), *late]
        return sorted(known, key=lambda name: order.index(name) if name in order else len(order))

    @override
    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """A command by its name."""
        if cmd_name != IMPORT or not installed("starters.importing.command"):
            return super().get_command(ctx, cmd_name)
        from starters.importing.command import import_claims

        group = typer.Typer(add_completion=False)
        group.command(IMPORT)(import_claims)
        return typer.main.get_command(group)
