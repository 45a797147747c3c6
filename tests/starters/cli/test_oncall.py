"""Who is on call is asked, changed and checked from the command line."""

import shutil
from pathlib import Path

import pytest
from icalendar import Calendar
from typing_extensions import override

from makegood.policy.loader import SHIPPED
from makegood.settings import Settings
from starters.exits import Exit
from tests.starters.cli.world import World

BY = ("--by", "desk.ha", "--reason", "a cold")
WEDNESDAY = ("--from", "2026-03-04", "--until", "2026-03-05")
GIANG_TO_DUNG = (
    *("oncall", "override", "--team", "service_desk", "--person", "desk.dung"),
    *("--in-place-of", "desk.giang", *WEDNESDAY, *BY),
)

pytestmark = pytest.mark.usefixtures("records")


class Rotas(World):
    """A world whose policy may be another than the one that ships."""

    policy: Path = SHIPPED

    @property
    @override
    def settings(self) -> Settings:
        return Settings(var=self.folder, policy_dir=self.policy)


@pytest.fixture
def world(tmp_path: Path) -> Rotas:
    """The world of a Monday, 2 March 2026, nine o'clock in Saigon."""
    return Rotas(tmp_path)


@pytest.fixture
def without_weekends(world: Rotas) -> Rotas:
    """A world in which Legal's duty weekend ended last month."""
    folder = Path(shutil.copytree(SHIPPED, world.folder / "tables"))
    text = (folder / "oncall.yaml").read_text()
    duty = "{name: duty weekend, people: [legal.vinh, legal.uyen], since: 2024-01-01"
    second = "{name: second, people: [legal.uyen, legal.vinh], since: 2024-01-01"
    for layer in (duty, second):
        assert layer in text
        text = text.replace(layer, f"{layer}, until: 2026-02-20")
    (folder / "oncall.yaml").write_text(text)
    world.policy = folder
    return world


def called(world: World, team: str, *more: str) -> list[str]:
    answer = world.json("oncall", "who", "--team", team, *more)
    assert isinstance(answer, dict)
    found = answer["on_call"]
    assert isinstance(found, dict)
    people = found[team]
    assert isinstance(people, list)
    return [str(each["person"]) for each in people if isinstance(each, dict)]


def test_who_is_called_first_then_and_last_is_a_table(world: Rotas) -> None:
    ended = world.makegood("oncall", "who")

    assert ended.exit_code == Exit.OK
    rows = [line.split() for line in ended.stdout.splitlines()]
    assert ["service_desk", "first", "desk.giang", "office", "2026-03-02", "18:00"] in rows
    assert ["service_desk", "fallback", "desk.ha", "fallback"] in rows
    assert {"legal", "pr", "operations", "finance", "management"} < {r[0] for r in rows if r}


def test_a_time_is_on_the_team_s_clocks_unless_it_names_its_zone(world: Rotas) -> None:
    night = ["desk.chi", "desk.dung", "desk.ha"]

    assert called(world, "service_desk", "--at", "2026-03-02T18:00") == night
    assert called(world, "service_desk", "--at", "2026-03-02T11:00Z") == night
    assert called(world, "service_desk", "--at", "2026-03-02T17:59")[0] == "desk.giang"


@pytest.mark.parametrize("team", ["sales", "key_account"])
def test_management_answers_for_a_team_without_a_rota(world: Rotas, team: str) -> None:
    assert called(world, team) == called(world, "management")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("tomorrow", "a time is written 2026-12-24T18:00"),
        ("2026-13-01", "a time is written 2026-12-24T18:00"),
        ("9999-12-31T23:00", "a rota is of this century"),
    ],
)
def test_what_is_no_time_is_refused(world: Rotas, wrong: str, said: str) -> None:
    ended = world.makegood("oncall", "who", "--at", wrong)

    assert (ended.exit_code, said in ended.stderr) == (Exit.USAGE, True)


def test_a_stand_in_is_called_and_shown_with_the_change_and_its_reason(world: Rotas) -> None:
    saved = world.makegood(*GIANG_TO_DUNG)

    assert saved.stdout.splitlines()[0] == (
        "R-1: desk.dung is on call for service_desk in place of desk.giang "
        "from 2026-03-04 00:00 until 2026-03-05 00:00."
    )
    assert called(world, "service_desk", "--at", "2026-03-04T10:00") == ["desk.dung", "desk.ha"]
    told = world.makegood("oncall", "show", "--team", "service_desk", "--weeks", "1").stdout
    shown = " ".join(told.split())
    assert "2026-03-04 09:00 2026-03-04 18:00 first desk.dung office R-1" in shown
    assert "desk.dung desk.giang desk.ha a cold" in shown
    assert "Times are those of Asia/Ho_Chi_Minh. The fallback is desk.ha." in shown


def test_the_shifts_of_a_team_are_for_programs_too(world: Rotas) -> None:
    shown = world.json("oncall", "show", "--team", "legal", "--weeks", "1")

    assert isinstance(shown, dict)
    assert (shown["timezone"], shown["fallback"]) == ("Asia/Ho_Chi_Minh", "legal.thao")
    assert isinstance(shown["shifts"], list)
    assert shown["shifts"][0] == {
        "since": "2026-03-02T02:00:00Z",
        "until": "2026-03-02T11:00:00Z",
        "place": 0,
        "person": "legal.uyen",
        "layer": "office",
        "override": "",
    }


def test_a_warning_is_said_and_the_change_is_saved(world: Rotas) -> None:
    answer = world.json(*GIANG_TO_DUNG)

    assert isinstance(answer, dict)
    assert answer["warnings"] == [
        "desk.dung is on call already from 2026-03-04 00:00: there is one person less behind them."
    ]


def test_the_same_change_twice_is_one(world: Rotas) -> None:
    world.makegood(*GIANG_TO_DUNG)

    again = world.makegood(*GIANG_TO_DUNG)

    assert (again.exit_code, again.stdout.startswith("R-1 (saved before): ")) == (Exit.OK, True)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--team", "legal", "--in-place-of", "legal.uyen"), Exit.OK, "nobody is on call"),
        (("--team", "finance", "--in-place-of", "fin.son"), Exit.REFUSED,
         "fin.son is not on call from 2026-03-04"),
        (("--team", "finance", "--in-place-of", "fin.phuc"), Exit.REFUSED,
         "Nobody but fin.quyen would be on call from 2026-03-04 09:00 until 2026-03-04 18:00."),
        (("--team", "legal", "--person", "nobody"), Exit.REFUSED,
         "nobody is not in the directory"),
        (("--team", "sales", "--person", "sales.yen"), Exit.NOT_FOUND,
         "sales has no rota: management's answers for it."),
        (("--team", "legal"), Exit.USAGE, "name who is on call with --person"),
    ],
)  # fmt: skip
def test_a_change_that_leaves_nobody_is_refused_with_its_reason(
    world: Rotas, words: tuple[str, ...], status: Exit, said: str
) -> None:
    ended = world.makegood("oncall", "override", *words, *WEDNESDAY, *BY)

    assert (ended.exit_code, said in ended.output) == (status, True), ended.output


def test_a_refusal_has_a_code_and_a_next_step_for_programs(world: Rotas) -> None:
    world.makegood(*GIANG_TO_DUNG)
    other = [word.replace("desk.dung", "desk.an") for word in GIANG_TO_DUNG]

    answer = world.json(*other)

    assert isinstance(answer, dict)
    error = answer["error"]
    assert isinstance(error, dict)
    assert error["code"] == "rota_clash"
    assert "Withdraw R-1 first" in str(error["message"])
    assert "makegood oncall show" in str(error["next"])


def test_two_who_swap_do_so_as_one_and_take_it_back_as_one(world: Rotas) -> None:
    swapped = world.makegood(
        *("oncall", "swap", "--team", "legal", "--person", "legal.uyen", "--with", "legal.vinh"),
        *WEDNESDAY, "--back-from", "2026-03-11", "--back-until", "2026-03-12", *BY,
    )  # fmt: skip

    assert [line.split(":")[0] for line in swapped.stdout.splitlines()[:2]] == ["R-1", "R-1"]
    assert called(world, "legal", "--at", "2026-03-04T10:00")[0] == "legal.vinh"
    assert called(world, "legal", "--at", "2026-03-11T10:00")[0] == "legal.uyen"

    ended = world.makegood("oncall", "withdraw", "R-1", *BY)

    assert (ended.exit_code, ended.stdout.strip()) == (Exit.OK, "R-1 counts no more.")
    assert called(world, "legal", "--at", "2026-03-04T10:00")[0] == "legal.uyen"
    assert called(world, "legal", "--at", "2026-03-11T10:00")[0] == "legal.vinh"


def test_a_change_that_is_not_there_cannot_be_withdrawn(world: Rotas) -> None:
    ended = world.makegood("oncall", "withdraw", "R-9", *BY)

    assert (ended.exit_code, "There is no change R-9" in ended.stderr) == (Exit.NOT_FOUND, True)


def test_rotas_in_order_are_checked_with_the_load_of_each(world: Rotas) -> None:
    ended = world.makegood("oncall", "check", "--team", "management", "--weeks", "2")

    assert (ended.exit_code, ended.stdout.splitlines()[-1]) == (
        Exit.OK,
        "2 weeks: 0 gaps, 0 other findings",
    )
    assert "management dir.nam 168 h 123 h (73 %) 168 h 1" in " ".join(ended.stdout.split())


def test_every_team_of_the_policy_that_ships_is_always_covered(world: Rotas) -> None:
    answer = world.json("oncall", "check")

    assert isinstance(answer, dict)
    assert (answer["gaps"], answer["findings"]) == (0, [])


def test_a_gap_ends_the_check_with_five(without_weekends: Rotas) -> None:
    ended = without_weekends.makegood("oncall", "check", "--team", "legal", "--weeks", "1")
    answer = without_weekends.json("oncall", "check", "--team", "legal", "--weeks", "1")

    assert (ended.exit_code, isinstance(answer, dict)) == (Exit.REFUSED, True)
    said = "Nobody but legal.thao is on call from 2026-03-07 09:00 until 2026-03-07 18:00."
    assert said in ended.stdout
    assert isinstance(answer, dict)
    assert answer["gaps"] == 2


def test_a_withdrawal_that_leaves_a_gap_says_so(without_weekends: Rotas) -> None:
    weekend = ("--from", "2026-03-07", "--until", "2026-03-09")
    person = ("--team", "legal", "--person", "legal.vinh")
    without_weekends.makegood("oncall", "override", *person, *weekend, *BY)

    ended = without_weekends.makegood("oncall", "withdraw", "R-1", *BY)

    assert "warning: Nobody but legal.thao is on call from 2026-03-07 09:00" in ended.stdout


FEED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//Rota//EN
BEGIN:VEVENT
UID:1
SUMMARY:legal.vinh on call
DTSTART:20260304T090000
DTEND:20260304T120000
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Team lunch
DTSTART:20260304T120000
DTEND:20260304T130000
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:legal.thao
DTSTART:20260304T110000
DTEND:20260304T140000
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:legal.thao
DTSTART:20250304T110000
DTEND:20250304T140000
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def imported(world: World, content: str) -> tuple[int, list[tuple[str, str]]]:
    file = world.folder / "rota.ics"
    file.write_text(content)
    words = ("oncall", "import", str(file), "--team", "legal", "--by", "desk.ha")
    ended, answer = world.makegood(*words), world.json(*words)
    assert isinstance(answer, dict)
    events = answer["events"]
    assert isinstance(events, list)
    lines = [(str(e["result"]), str(e["detail"])) for e in events if isinstance(e, dict)]
    return ended.exit_code, lines


def test_every_event_of_an_imported_calendar_is_answered_for(world: Rotas) -> None:
    status, lines = imported(world, FEED)

    clash = (
        "legal.vinh is named already from 2026-03-04 09:00 until 2026-03-04 12:00, "
        "by desk.ha (imported). Withdraw R-1 first, or leave its time out."
    )
    assert status == Exit.REFUSED
    assert lines == [
        ("left out", "it is over, or begins after 2026-08-31 09:00"),
        ("already saved", "legal.vinh from 2026-03-04 09:00 until 2026-03-04 12:00."),
        ("refused", clash),
        ("refused", "it names nobody we know"),
    ]
    assert called(world, "legal", "--at", "2026-03-04T10:00")[0] == "legal.vinh"


def test_a_calendar_without_a_refusal_ends_well_and_a_later_one_replaces_it(world: Rotas) -> None:
    head, event, *_ = FEED.split("BEGIN:VEVENT")
    alone = f"{head}BEGIN:VEVENT{event}END:VCALENDAR\r\n"
    moved = alone.replace("20260304T090000", "20260304T080000").replace("vinh", "thao")

    assert imported(world, alone)[0] == Exit.OK
    assert imported(world, moved)[0] == Exit.OK
    assert called(world, "legal", "--at", "2026-03-04T10:00")[0] == "legal.thao"


def test_a_calendar_can_be_looked_at_first(world: Rotas) -> None:
    file = world.folder / "rota.ics"
    file.write_text(FEED)
    words = ("oncall", "import", str(file), "--team", "legal", "--by", "desk.ha", "--dry-run")

    ended = world.makegood(*words)

    assert ended.exit_code == Exit.REFUSED
    assert "would be saved" in ended.stdout
    assert called(world, "legal", "--at", "2026-03-04T10:00")[0] != "legal.vinh"


@pytest.mark.parametrize(("content", "said"), [(None, "No such file"), ("x", "not an iCalendar")])
def test_a_file_that_is_no_calendar_is_refused(
    world: Rotas, content: str | None, said: str
) -> None:
    file = world.folder / "rota.ics"
    if content:
        file.write_text(content)

    ended = world.makegood("oncall", "import", str(file), "--team", "legal", "--by", "desk.ha")

    assert (ended.exit_code, said in ended.stderr) == (Exit.USAGE, True)


def test_the_shifts_of_a_person_are_exported_as_a_calendar(world: Rotas) -> None:
    file = world.folder / "giang.ics"

    ended = world.makegood("oncall", "export", "--person", "desk.giang", str(file), "--weeks", "2")

    calendar = Calendar.from_ical(file.read_bytes())
    assert calendar.calendar_name == "On call: desk.giang"
    assert {event.summary for event in calendar.events} == {
        "desk.giang on call for service_desk (first)",
        "desk.giang on call for service_desk (backup 1)",
    }
    assert ended.stdout.startswith(f"{len(calendar.events)} shifts are in ")


def test_a_team_s_shifts_go_to_standard_output_where_no_file_is_named(world: Rotas) -> None:
    ended = world.makegood("oncall", "export", "--team", "pr")
    answer = world.json("oncall", "export", "--team", "pr")

    events = Calendar.from_ical(ended.stdout).events
    assert isinstance(answer, dict)
    assert isinstance(answer["shifts"], list)
    assert len(answer["shifts"]) == len(events) > 50
    assert all(event.uid.startswith("pr-") for event in events)


def test_a_second_export_has_the_same_events_as_the_first(world: Rotas) -> None:
    def uids() -> set[str]:
        text = world.makegood("oncall", "export", "--team", "management").stdout
        return {event.uid for event in Calendar.from_ical(text).events}

    first = uids()
    world.now = world.now.replace(day=8)  # the last day of a turn that began on the second

    assert first - uids() == set()


def test_an_export_that_cannot_be_made_says_why(world: Rotas) -> None:
    nowhere = world.makegood("oncall", "export", str(world.folder / "none" / "x.ics"))
    nobody = world.makegood("oncall", "export", "--person", "nobody")

    assert (nowhere.exit_code, "No such file" in nowhere.stderr) == (Exit.USAGE, True)
    assert (nobody.exit_code, "nobody is not in the directory" in nobody.stderr) == (
        Exit.USAGE,
        True,
    )


def test_a_database_that_was_never_migrated_is_named_with_the_cure(
    world: Rotas,
) -> None:
    (world.folder / "makegood.sqlite").unlink()

    ended = world.makegood("oncall", "who")

    assert (ended.exit_code, "makegood database migrate" in ended.stderr) == (Exit.FAILED, True)
