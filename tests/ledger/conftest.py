import pytest
from django.db import connection

TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master"
    " WHERE type = 'trigger' AND name LIKE 'ledger%'",
    "postgresql": "SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE tgname LIKE 'ledger%'",
}


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    """A place of its own for the last seal."""
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def unguarded(db):
    """The database without the triggers that refuse to change the ledger."""
    drop_guards()


def drop_guards():
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        for name, table in cursor.fetchall():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
