"""The guards of the ledger: a transaction is sealed only when it balances, and nothing follows."""

from alembic import op

from makegood.store.migrations.append_only import on_postgresql

_UNBALANCED = "a ledger transaction has two sides or more that sum to zero"
_SEALED = "a sealed ledger transaction takes no more entries"

_SQLITE = (
    f"""
    CREATE TRIGGER ledger_seal_balances BEFORE INSERT ON ledger_seal
    WHEN (
        SELECT count(*) < 2 OR sum(minor) <> 0 FROM ledger_entry WHERE key = NEW.key
    )
    BEGIN SELECT RAISE(ABORT, '{_UNBALANCED}'); END
    """,
    f"""
    CREATE TRIGGER ledger_entry_before_seal BEFORE INSERT ON ledger_entry
    WHEN EXISTS (SELECT 1 FROM ledger_seal WHERE key = NEW.key)
    BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END
    """,
)

_POSTGRESQL = (
    f"""
    CREATE FUNCTION ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT count(*) < 2 OR sum(minor) <> 0 FROM ledger_entry WHERE key = NEW.key) THEN
            RAISE EXCEPTION '{_UNBALANCED}: %', NEW.key USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE FUNCTION ledger_takes_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM ledger_seal WHERE key = NEW.key) THEN
            RAISE EXCEPTION '{_SEALED}: %', NEW.key USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_seal_balances BEFORE INSERT ON ledger_seal
    FOR EACH ROW EXECUTE FUNCTION ledger_balances()
    """,
    """
    CREATE TRIGGER ledger_entry_before_seal BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_takes_entry()
    """,
    """
    CREATE CONSTRAINT TRIGGER ledger_transaction_balances AFTER INSERT ON ledger_transaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances()
    """,
    """
    CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances()
    """,
)


def add() -> None:
    """Add the guards; a transaction without a seal is refused at commit, by a deferred key."""
    for statement in _POSTGRESQL if on_postgresql() else _SQLITE:
        op.execute(statement)


def drop_functions() -> None:
    """Take away what is left of the guards once their tables are gone."""
    if on_postgresql():
        op.execute("DROP FUNCTION ledger_balances()")
        op.execute("DROP FUNCTION ledger_takes_entry()")
