"""A table that takes no new row of a case, until somebody has seen to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine


@contextmanager
def shut(engine: Engine, table: str, row: str, key: str) -> Iterator[None]:
    """The database refuses a new row of that key in that table."""
    guard = (
        f"CREATE TRIGGER shut BEFORE INSERT ON {table} "
        f"WHEN NEW.{row} = '{key}' BEGIN SELECT RAISE(ABORT, 'the books are shut'); END"
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(guard)
    yield
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER shut")
