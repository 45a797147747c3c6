"""Each edition of the policy is kept once, as it was first seen, and found by its hash."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from makegood.messages.problems import NotFound
from makegood.policy.loader import SHIPPED
from makegood.store.engine import make_engine
from makegood.store.policy_shelf import Edition, PolicyShelf
from starters.editions import keep_edition

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
OLD = Edition("aa" + 62 * "0", "2026.1.1", FIRST)
NEW = Edition("ab" + 62 * "0", "2026.2.1", FIRST + timedelta(days=31))


@pytest.fixture
def shelf(engine: Engine) -> PolicyShelf:
    """A shelf with two editions."""
    made = PolicyShelf(engine)
    made.keep(OLD, {"rates.yaml": "rate: 1\n"})
    made.keep(NEW, {"rates.yaml": "rate: 2\n"})
    return made


def test_the_newest_edition_stands_first(shelf: PolicyShelf) -> None:
    assert shelf.editions() == (NEW, OLD)
    assert shelf.files(OLD.sha256) == {"rates.yaml": "rate: 1\n"}


def test_an_edition_that_is_seen_again_stays_as_it_was_first_seen(shelf: PolicyShelf) -> None:
    shelf.keep(Edition(OLD.sha256, OLD.version, FIRST + timedelta(days=99)), {})

    assert shelf.editions() == (NEW, OLD)
    assert shelf.files(OLD.sha256) == {"rates.yaml": "rate: 1\n"}


def test_an_edition_is_named_by_the_beginning_of_its_hash(shelf: PolicyShelf) -> None:
    assert shelf.named("ab") == NEW


@pytest.mark.parametrize(
    ("beginning", "said"),
    [("a", "2 editions begin with a"), ("", "2 editions"), ("ff", "No edition begins with ff")],
)
def test_a_name_that_fits_none_or_several_is_refused(
    shelf: PolicyShelf, beginning: str, said: str
) -> None:
    with pytest.raises(NotFound, match=said):
        shelf.named(beginning)


def test_the_files_of_an_edition_that_is_none_are_not_found(shelf: PolicyShelf) -> None:
    with pytest.raises(NotFound, match="no edition 0000"):
        shelf.files("0000")


def test_a_process_keeps_the_policy_it_starts_with_once(engine: Engine) -> None:
    keep_edition(engine, SHIPPED)
    keep_edition(engine, SHIPPED)

    (kept,) = PolicyShelf(engine).editions()
    assert "policy.yaml" in PolicyShelf(engine).files(kept.sha256)
    assert kept.version


def test_a_database_that_is_not_ready_does_not_stop_a_process(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    keep_edition(engine, SHIPPED)

    with engine.connect() as connection:
        assert connection.scalars(text("SELECT name FROM sqlite_master")).all() == []
    engine.dispose()
