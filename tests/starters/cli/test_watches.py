"""The commands of watches: mentions go in, people look, judge, and change what decides."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine
from temporalio.client import Client
from typer.testing import CliRunner, Result
from typing_extensions import override

from makegood.detector.model_file import SHIPPED as MODEL
from makegood.messages.watches import Fed, WatchDone, WatchStart, WatchStatus, WatchTally
from makegood.policy.crises import load_crises
from makegood.settings import Settings
from makegood.store.engine import make_engine
from makegood.store.watch_book import WatchBook
from starters.cli.app import app
from starters.cli.doors import Doors, WatchesDesk
from starters.watches import Watches
from tests.kit.watches import ACME, LATER, Listening, a_desk, angry, line_of, mild, step

BY = ["--by", "desk.an"]


class WatchesAtHand(Watches):
    """The real client on a real database; of its words to Temporal it takes note."""

    def __init__(self, client: Client, engine: Engine) -> None:
        super().__init__(client, engine, load_crises().directory, lambda: LATER)
        self.nudged: list[Fed] = []

    @override
    async def _nudge(self, start: WatchStart, fed: Fed) -> None:
        assert start.name == ACME
        self.nudged.append(fed)

    @override
    async def status(self, name: str) -> WatchStatus:
        done = WatchDone(open_cases=1, waiting=7, model="2026.11.1", policy="p", shadow="s / p")
        tally = WatchTally(opened=1, joined=2, raised=3, ignored=4)
        return WatchStatus(name=name, tally=tally, last=done, lag_seconds=12, trouble="no database")


class Room:
    """The command line, on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(var=folder, database_url=f"sqlite:///{folder / 'makegood.sqlite'}")
        self.folder = folder
        self.engine = make_engine(self.settings.database_url)
        self.nudged: list[Fed] = []

    def give(self, *words: str, typed: str = "") -> Result:
        """Give a command."""
        doors = Doors(settings=lambda: self.settings, watches=self._watches, now=lambda: LATER)
        return CliRunner().invoke(app, list(words), obj=doors, input=typed)

    def told(self, *words: str, typed: str = "") -> str:
        """What a command that is done has said."""
        result = self.give(*words, typed=typed)
        assert result.exit_code == 0, result.output
        return result.output

    async def _watches(self, settings: Settings) -> WatchesDesk:
        lazy = await Client.connect("127.0.0.1:1", lazy=True)
        made = WatchesAtHand(lazy, self.engine)
        made.nudged = self.nudged
        assert settings is self.settings
        return made

    def decided(self) -> None:
        """A watch that has opened a case, and let a mention be."""
        WatchBook(self.engine).take_in(ACME, "b", [angry(1), mild(2)], LATER)
        step(a_desk(self.engine, Listening()))


@pytest.fixture
def room(tmp_path: Path, template: bytes) -> Room:
    """The command line of one test."""
    (tmp_path / "makegood.sqlite").write_bytes(template)
    return Room(tmp_path)


def lines(*numbers: int) -> str:
    """Mentions as lines."""
    return "".join(f"{line_of(angry(n)).model_dump_json()}\n" for n in numbers)


def test_mentions_are_fed_and_bad_lines_named_by_number(room: Room) -> None:
    file = room.folder / "mentions.jsonl"
    file.write_text(lines(1, 2) + "oops\n", "utf-8")

    first = room.give("watch", "feed", str(file), "--name", ACME)
    again = json.loads(room.told("watch", "feed", "-", "--name", ACME, "--json", typed=lines(1, 3)))

    assert first.exit_code == 1
    assert "2 new mentions for acme, 0 known already, 1 lines refused." in first.output
    assert "line 3: " in first.output
    assert (again["new"], again["known"], again["refused"]) == (1, 1, [])
    assert [one.mentions for one in room.nudged] == [2, 1]


def test_a_watch_of_an_odd_name_and_a_file_that_is_not_there_are_refused(room: Room) -> None:
    odd = room.give("watch", "feed", "-", "--name", "Jane Doe", typed=lines(1))
    nowhere = room.give("watch", "feed", "nowhere.jsonl", "--name", ACME)

    assert (odd.exit_code, nowhere.exit_code) == (2, 2)
    assert "nowhere.jsonl cannot be read" in nowhere.output
    assert room.nudged == []


def test_a_folder_is_looked_after(room: Room) -> None:
    drop = room.folder / "drop"
    drop.mkdir()
    (drop / "a.jsonl").write_text(lines(1, 2), "utf-8")

    said = room.told("watch", "drop", str(drop), "--name", ACME, "--once")

    assert "a.jsonl" in said
    assert (drop / "done" / "a.jsonl").is_file()
    assert [one.mention.mention_id for one in WatchBook(room.engine).waiting(ACME, 9)] == [
        "m1",
        "m2",
    ]


def test_people_see_what_a_watch_did_and_why(room: Room) -> None:
    room.decided()

    assert ACME in room.told("watch", "list")
    shown = room.told("watch", "show", ACME)
    assert "10 mentions decided, 7 waiting" in shown
    assert "behind by     12 s" in shown
    assert "trouble       no database" in shown
    listed = json.loads(room.told("watch", "decisions", ACME, "--act", "open", "--json"))
    assert [one["mention_id"] for one in listed["rows"]] == ["m1"]
    why = room.told("watch", "explain", "m1", "--name", ACME)
    assert "accuses or blames with probability 0.95" in why
    assert "model test-1" in why


def test_a_verdict_is_kept_and_becomes_a_figure_and_a_row(room: Room) -> None:
    room.decided()
    room.told("watch", "verdict", "m1", "crisis", "--name", ACME, *BY)
    room.told("watch", "verdict", "m2", "not", "--name", ACME, *BY)
    out = room.folder / "rows.csv"

    [load] = json.loads(room.told("watch", "figures", ACME, "--json"))["figures"]
    said = room.told("watch", "rows", ACME, "--out", str(out))

    assert (load["week"], load["alerts"]) == ("2026-W47", 1)
    assert (load["judged"]["precision"], load["judged"]["recall"]) == (1.0, 1.0)
    assert load["shift"] == load["judged"]["shift"] != ""
    assert "2 rows, 1 of them crises" in said
    with out.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [(one["language"], one["severity"], one["domain"]) for one in found] == [
        ("en", "3", ACME),
        ("en", "0", ACME),
    ]
    assert found[0]["text"] == angry(1).text


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["m9", "crisis", *BY], 3, "makegood watch list"),
        (["m1", "crisis", "--by", "jane"], 4, "jane is nobody of this company's policy"),
        (["m1", "awful", *BY], 2, "awful"),
    ],
    ids=["no such mention", "a stranger", "no verdict"],
)
def test_a_verdict_that_cannot_be_kept_is_refused(
    room: Room, words: list[str], status: int, said: str
) -> None:
    room.decided()

    result = room.give("watch", "verdict", *words, "--name", ACME)

    assert result.exit_code == status
    assert said in result.output


def test_a_model_runs_in_shadow_is_compared_and_approved_by_name(room: Room) -> None:
    model = ["--model", str(MODEL)]
    assert room.give("watch", "shadow", "approve", ACME, *BY).exit_code == 5
    started = room.told("watch", "shadow", "start", ACME, *BY, *model)
    room.decided()
    shown = json.loads(room.told("watch", "shadow", "show", ACME, "--json"))
    own = room.give("watch", "shadow", "approve", ACME, *BY, "--json")
    other = ["--by", "desk.ha", "--reason", "it is better"]
    approved = room.told("watch", "shadow", "approve", ACME, *other)
    after = room.told("watch", "shadow", "show", ACME)

    assert "In shadow: model 2026." in started
    assert room.give("watch", "shadow", "start", ACME, "--by", "jane").exit_code == 4
    assert shown["comparison"]["mentions"] == 0, "nothing decided since by this desk of one"
    assert (own.exit_code, json.loads(own.output)["error"]["code"]) == (5, "own_shadow")
    assert "approved by desk.ha" in approved
    assert "In shadow" not in after


def test_a_shadow_may_be_another_policy_and_may_be_stopped(room: Room) -> None:
    from makegood.policy.loader import SHIPPED

    started = room.told("watch", "shadow", "start", ACME, *BY, "--policy", str(SHIPPED))
    stopped = room.told("watch", "shadow", "stop", ACME, *BY)

    assert "policy 2026.11.1 (" in started
    assert stopped.strip() == "Watch acme is ruled by model as installed, policy as installed."


def test_a_file_that_is_no_model_is_refused(room: Room) -> None:
    fake = room.folder / "fake.json"
    fake.write_text("{}", "utf-8")

    result = room.give("watch", "shadow", "start", ACME, *BY, "--model", str(fake))

    assert result.exit_code == 1
    assert "fake.json" in result.output
