"""The API at hand, one application for all tests, on a database that each finds as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from tests.http.at_hand import ApiAtHand, an_api
from tests.store.builders import a_claim, a_record


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the API of this session keeps its database and documents."""
    return tmp_path_factory.mktemp("http")


@pytest.fixture(scope="session")
def template(folder: Path) -> bytes:
    """A migrated SQLite file that holds claim C-1 of Lan's shop."""
    path = folder / "template.sqlite"
    migrate(f"sqlite:///{path}")
    engine = make_engine(f"sqlite:///{path}")
    records = ClaimRecords(engine)
    records.open_claim(a_claim(), "hash-1")
    records.record(a_record())
    engine.dispose()
    return path.read_bytes()


@pytest.fixture(scope="session")
def shared(folder: Path) -> Iterator[ApiAtHand]:
    """The application, made once: that takes a second."""
    engine = make_engine(f"sqlite:///{folder / 'makegood.sqlite'}")
    yield an_api(folder, engine)
    engine.dispose()


@pytest.fixture
def engine(shared: ApiAtHand, folder: Path, template: bytes) -> Engine:
    """The database as every test finds it: with claim C-1."""
    shared.house.engine.dispose()
    for old in folder.glob("makegood.sqlite*"):
        old.unlink()
    (folder / "makegood.sqlite").write_bytes(template)
    return shared.house.engine


@pytest.fixture
def api(shared: ApiAtHand, engine: Engine) -> ApiAtHand:
    """The API with claim C-1 behind it, and nothing said yet."""
    shared.forget()
    return shared
