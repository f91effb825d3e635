"""The triggers that keep the ledger as it was written (migration 0002)."""

from django.db import connection

GUARDS = frozenset(
    {
        "ledger_entry_unchanged",
        "ledger_entry_kept",
        "ledger_detail_unchanged",
        "ledger_seal_unchanged",
        "ledger_seal_kept",
        "ledger_look_unchanged",
    }
)
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # 'O': the trigger is on. Whoever disables one leaves it in the table with another letter.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
}


def missing() -> list[str]:
    """The names of the triggers that do not stand in this database, or stand there disabled."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return sorted(GUARDS - {name for (name,) in cursor.fetchall()})
