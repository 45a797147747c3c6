"""The application database brought to the shape that this version needs, or back."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from makegood.messages.problems import NeedsPerson
from makegood.store.engine import make_engine, reading, serialise, writing

_ONE_AT_A_TIME = 73012


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at the URL up to a revision; one that is there already stays as it is.

    All of it happens in one transaction, and of many processes that start at once one migrates.
    """
    engine = make_engine(url)
    with writing(engine) as connection:
        serialise(connection, _ONE_AT_A_TIME)
        command.upgrade(_config(connection), revision)
    engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Take the database back to an older revision, `base` for none, with what newer ones held."""
    engine = make_engine(url)
    with writing(engine) as connection:
        serialise(connection, _ONE_AT_A_TIME)
        command.downgrade(_config(connection), revision)
    engine.dispose()


def require_migrated(engine: Engine) -> None:
    """Raise NeedsPerson unless the database has the shape that this version needs."""
    with reading(engine) as connection:
        held = MigrationContext.configure(connection).get_current_revision()
    needed = ScriptDirectory.from_config(_config()).get_current_head()
    if held != needed:
        raise NeedsPerson(
            f"The application database is at revision {held or 'none'} and this version needs "
            f"{needed}: run `makegood database migrate`"
        )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "makegood.store:migrations")
    config.attributes["connection"] = connection
    return config
