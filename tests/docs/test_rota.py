"""The commands of the page on rotas are answered as it says, on a Monday in March 2026."""

import shlex
from pathlib import Path

import pytest

from makegood.store.migrate import migrate
from starters.exits import Exit
from tests.docs.pages import commands, fences, page
from tests.docs.walking import says
from tests.starters.cli.world import World

ROTA = page("docs/how-to/run-the-rota.md")
REFUSED = ("--in-place-of fin.phuc", "oncall import")
"""What the page shows to be refused, in whole or in part."""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A folder with a database and the calendar of the page, at nine o'clock in Saigon."""
    world = World(tmp_path)
    migrate(world.settings.database_url)
    [calendar] = fences(ROTA, "ics")
    (tmp_path / "rota.ics").write_text(calendar.body.replace("\n", "\r\n"), "utf-8")
    monkeypatch.chdir(tmp_path)
    return world


def test_every_command_of_the_page_is_answered_as_it_says(world: World) -> None:
    told = list(commands(ROTA))

    for command in told:
        ended = world.makegood(*shlex.split(command.line)[1:])
        refused = any(part in command.line for part in REFUSED)
        assert ended.exit_code == (Exit.REFUSED if refused else Exit.OK), ended.output
        assert says(ended.output, command.answer), f"{command.line}\n{ended.output}"

    assert len(told) == 10
