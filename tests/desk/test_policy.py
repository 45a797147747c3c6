"""The policy page shows what is in force, what was, and what has changed between the two."""

from datetime import UTC, datetime

import pytest

from makegood.policy.difference import ChangedLine, differences
from makegood.policy.edition import written_policy
from makegood.store.policy_shelf import Edition, PolicyShelf
from starters.editions import keep_edition
from tests.desk.world import CHI, LAN, World

OLD = "0" * 64
TARGETS, RATES = "targets.yaml", "rates.yaml"


@pytest.fixture
def shelf(world: World) -> World:
    """The edition in force, and an older one: a line other, one file more and one less."""
    keep_edition(world.engine, world.settings.policy_dir)
    files = dict(written_policy(world.settings.policy_dir).files)
    files[TARGETS] = "an_older: line\n" + files[TARGETS]
    files["gone.yaml"] = "gone: true\n"
    del files[RATES]
    edition = Edition(OLD, "2026.1.1", datetime(2026, 1, 1, tzinfo=UTC))
    PolicyShelf(world.engine).keep(edition, files)
    return world


async def page(world: World, path: str) -> str:
    """What the desk's executive reads there."""
    async with world.browser(CHI) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200
    return answer.text


async def test_the_policy_in_force_is_named_among_its_editions(shelf: World) -> None:
    shown = await page(shelf, "/policy")

    now = written_policy(shelf.settings.policy_dir)
    assert f"In force: version {now.version}" in shown
    assert shown.index(f'edition={now.sha256}">') < shown.index(f'edition={OLD}">2026.1.1')
    assert shown.count("in force</span>") == 1


async def test_a_file_is_shown_as_it_is_written(shelf: World) -> None:
    now, then = [
        await page(shelf, f"/policy?edition={edition}&file={TARGETS}") for edition in ("", OLD)
    ]

    assert '<li id="L1">an_older: line</li>' in then
    assert "an_older: line" not in now


async def test_what_has_changed_is_shown_file_by_file(shelf: World) -> None:
    shown = await page(shelf, f"/policy?against={OLD}")

    states = [
        shown.partition(f'<span class="code">{name}</span>')[2].partition("</h3>")[0]
        for name in (TARGETS, RATES, "gone.yaml")
    ]
    assert ["changed" in states[0], "added" in states[1], "removed" in states[2]] == [True] * 3
    assert "<del>-an_older: line</del>" in shown
    assert "<del>-gone: true</del>" in shown


async def test_an_edition_against_itself_has_not_changed(shelf: World) -> None:
    assert "the two are the same" in await page(shelf, f"/policy?edition={OLD}&against={OLD}")


@pytest.mark.parametrize(
    "asked", ["edition=abc", "against=abc", "file=nothing.yaml", "file=../../pyproject.toml"]
)
async def test_what_is_not_on_the_shelf_is_not_found(shelf: World, asked: str) -> None:
    async with shelf.browser(CHI) as browser:
        answer = await browser.get(f"/policy?{asked}")

    assert answer.status_code == 404


async def test_a_merchant_does_not_read_the_policy(shelf: World) -> None:
    async with shelf.browser(LAN) as browser:
        answer = await browser.get("/policy")

    assert answer.status_code == 403
    assert "2026.1.1" not in answer.text


def test_lines_are_held_side_by_side_with_what_stands_around_them() -> None:
    (changed,) = differences(
        {"a": "one\ntwo\nthree", "b": "as it was"}, {"a": "one\n2\nthree", "b": "as it was"}
    )

    assert (changed.name, changed.state) == ("a", "changed")
    assert changed.lines == (
        ChangedLine("place", "@@ -1,3 +1,3 @@"),
        ChangedLine("same", " one"),
        ChangedLine("old", "-two"),
        ChangedLine("new", "+2"),
        ChangedLine("same", " three"),
    )
