"""The database takes the shape that this version needs, and gives it up again."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from makegood.messages.problems import NeedsPerson
from makegood.store import (
    access_tables,
    crisis_tables,
    hook_tables,
    money_tables,
    outbox_tables,
    page_tables,
    policy_table,
    publication_table,
    request_tables,
    rota_tables,
    seal_table,
    sign_table,
    tables,
    watch_tables,
)
from makegood.store.columns import METADATA
from makegood.store.engine import make_engine
from makegood.store.migrate import downgrade, migrate, require_migrated

OUR_TABLES = {
    tables.CLAIM.name,
    access_tables.WEB_SESSION.name,
    money_tables.PAYMENT.name,
    outbox_tables.NOTICE.name,
    crisis_tables.CRISIS.name,
    hook_tables.HOOK.name,
    page_tables.PAGE.name,
    policy_table.POLICY_EDITION.name,
    publication_table.PUBLICATION.name,
    rota_tables.ROTA_OVERRIDE.name,
    seal_table.SEAL.name,
    sign_table.SIGN_OF_LIFE.name,
    watch_tables.WATCH.name,
    request_tables.COMMAND_OUTBOX.name,
}


def schema(url: str) -> dict[str, list[str]]:
    """All that a database has: tables with their columns, triggers and functions."""
    engine = make_engine(url)
    with engine.connect() as connection:
        look = inspect(connection)
        found = {
            name: sorted(f"{column['name']} {column['type']}" for column in look.get_columns(name))
            for name in look.get_table_names()
            if name != "alembic_version"
        }
        found["triggers"] = sorted(connection.scalars(text(TRIGGERS[engine.dialect.name])))
    engine.dispose()
    return found


TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
    "UNION SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE nspname = 'public'",
}


def test_up_down_and_up_again_ends_in_the_same_schema(empty_url: str) -> None:
    before = schema(empty_url)
    migrate(empty_url)
    first = schema(empty_url)

    downgrade(empty_url, "base")
    emptied = schema(empty_url)
    migrate(empty_url)

    assert set(first) > OUR_TABLES
    assert emptied == before
    assert schema(empty_url) == first


def test_every_revision_can_be_taken_back_by_itself(empty_url: str) -> None:
    migrate(empty_url, "0002")
    half_way = schema(empty_url)
    migrate(empty_url)

    downgrade(empty_url, "0002")

    assert schema(empty_url) == half_way


def test_the_migrated_schema_is_the_one_the_code_was_written_for(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, METADATA)

    assert differences == []


def test_migrating_twice_keeps_what_is_there(url: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO document VALUES ('a', 1, 'text/plain', '2026-01-01')"))

    migrate(url)

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM document")) == 1
    engine.dispose()


def test_a_database_that_was_never_migrated_is_named_with_the_cure(empty_url: str) -> None:
    engine = make_engine(empty_url)

    with pytest.raises(NeedsPerson, match=r"at revision none .* run `makegood database migrate`"):
        require_migrated(engine)
    engine.dispose()


def test_a_migrated_database_is_accepted(engine: Engine) -> None:
    require_migrated(engine)

    with engine.connect() as connection:
        assert inspect(connection).has_table("claim")
