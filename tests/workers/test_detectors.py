"""What decides for a watch: what is installed, or what somebody approved for it, by content."""

import pytest
from sqlalchemy import Engine

from makegood.detector.model_file import SHIPPED as MODEL
from makegood.messages.problems import NeedsPerson
from makegood.policy.crises import load_crises
from makegood.policy.loader import SHIPPED
from makegood.policy.triggers import load_detection
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from makegood.store.watch_detectors import DetectorBook
from starters.watch_detectors import DetectorRoom, Said
from tests.detector.builders import Ear
from tests.kit.watches import ACME, LATER, Reader
from workers.detectors import DetectorShelf

HA, AN = Said("desk.ha"), Said("desk.an", "two weeks, nothing missed")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A database for the whole file."""
    path = tmp_path_factory.mktemp("detectors") / "makegood.sqlite"
    migrate(f"sqlite:///{path}")
    return make_engine(f"sqlite:///{path}")


def a_shelf(engine: Engine) -> DetectorShelf:
    """The shelf of a worker on which nothing but a test's model is installed."""
    return DetectorShelf(DetectorBook(engine), Reader, load_detection)


def test_a_model_and_a_policy_run_in_shadow_then_rule_whatever_is_installed(
    engine: Engine,
) -> None:
    shelf = a_shelf(engine)
    room = DetectorRoom(engine, load_crises().directory, lambda: LATER)
    [before] = shelf.of(ACME)
    room.start(ACME, MODEL, SHIPPED, HA)
    ruling, shadow = shelf.of(ACME)
    room.approve(ACME, AN)
    [after] = shelf.of(ACME)

    assert (before.reader.version, ruling.reader.version) == ("test-1", "test-1")
    assert (ruling.key, shadow.key != "", after.key) == ("", True, "")
    assert shadow.reader.version == after.reader.version != "test-1"
    assert shadow.terms == after.terms == load_detection()
    [score] = after.reader.score_many([("you are liars and thieves", "en")])
    assert score is not None
    assert [one.reader.version for one in shelf.of("another")] == ["test-1"]


def test_what_is_installed_is_tried_in_shadow_to_go_back_to_it(engine: Engine) -> None:
    room = DetectorRoom(engine, load_crises().directory, lambda: LATER)
    room.start("back", MODEL, None, HA)
    room.approve("back", AN)
    room.start("back", None, None, HA)
    _, shadow = a_shelf(engine).of("back")
    room.approve("back", AN)

    assert shadow.reader.version == "test-1"
    assert [one.reader.version for one in a_shelf(engine).of("back")] == ["test-1"]


def test_an_approved_model_hears_whole_messages_where_an_encoder_is_installed(
    engine: Engine,
) -> None:
    room = DetectorRoom(engine, load_crises().directory, lambda: LATER)
    room.start("heard", MODEL, None, HA)
    shelves = [
        DetectorShelf(DetectorBook(engine), Reader, load_detection, encoder)
        for encoder in (Ear, lambda: None)
    ]
    versions = [shelf.of("heard")[1].reader.version for shelf in shelves]

    assert versions == [f"{versions[1]}+sentences", versions[1]]


def test_a_model_that_was_changed_in_the_database_is_refused(engine: Engine) -> None:
    room = DetectorRoom(engine, load_crises().directory, lambda: LATER)
    room.start("tampered", MODEL, None, HA)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE detector SET content = replace(content, '0.4', '0.5')")

    with pytest.raises(NeedsPerson, match="was changed"):
        a_shelf(engine).of("tampered")
