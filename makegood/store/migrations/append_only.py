"""Tables that are only ever added to: the database itself refuses to change or remove a row."""

from alembic import op

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def on_postgresql() -> bool:
    """Whether the migration runs on PostgreSQL; it runs on SQLite otherwise."""
    return op.get_bind().dialect.name == "postgresql"


def add_refusal() -> None:
    """Add the function that the guards of PostgreSQL share."""
    if on_postgresql():
        op.execute(_REFUSE)


def drop_refusal() -> None:
    """Take the shared function away, once no guard uses it."""
    if on_postgresql():
        op.execute("DROP FUNCTION refuse_change()")


def protect(table: str) -> None:
    """Refuse to update, delete or truncate rows of the table; the guards go when the table goes."""
    if on_postgresql():
        _protect_postgresql(table)
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
        )


def _protect_postgresql(table: str) -> None:
    for events, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_kept_by_{each.lower()} BEFORE {events} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )
