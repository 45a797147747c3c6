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


class ClaimGroup(TyperGroup):
    """The commands of claims, and the import of foreign files, which loads last."""

    @override
    def list_commands(self, ctx: Context) -> list[str]:
        """Every command; the import where it is installed."""
        late = [IMPORT] if find_spec("starters.importing") else []
        return [*super().list_commands(ctx), *late]

    @override
    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """A command by its name."""
        if cmd_name != IMPORT or not find_spec("starters.importing"):
            return super().get_command(ctx, cmd_name)
        from starters.importing.command import import_claims

        group = typer.Typer(add_completion=False)
        group.command(IMPORT)(import_claims)
        return typer.main.get_command(group)
