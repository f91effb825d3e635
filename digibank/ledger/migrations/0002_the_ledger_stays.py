"""The database itself refuses to change what was written: triggers, on both databases.

An entry gets its seal, once; nothing else of it changes and it never goes. Of its words nothing
changes, but they may go (erasing). A seal stays as it is. `digibank verify` looks whether the
triggers are there: whoever remakes one of these tables makes its triggers again in the same
migration.
"""

from django.db import migrations

ENTRY = ("id", "at", "by_id", "verb", "subject", "facts", "detail_hash")
SEALED_ONCE = "OLD.seal_id IS NULL AND NEW.seal_id IS NOT NULL"
SQLITE = """
CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {when}
BEGIN SELECT RAISE(ABORT, 'the ledger stays as it was written'); END
"""
FUNCTION = """
CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger stays as it was written'
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRESQL = """
CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {when}
EXECUTE FUNCTION ledger_stays()
"""


def triggers(vendor):
    same = "IS NOT DISTINCT FROM" if vendor == "postgresql" else "IS"
    unchanged = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in ENTRY)
    when = f"WHEN (NOT ({SEALED_ONCE} AND {unchanged}))"
    yield {"name": "ledger_entry_unchanged", "act": "UPDATE", "table": "ledger_entry", "when": when}
    yield {"name": "ledger_entry_kept", "act": "DELETE", "table": "ledger_entry", "when": ""}
    yield {"name": "ledger_detail_unchanged", "act": "UPDATE", "table": "ledger_detail", "when": ""}
    yield {"name": "ledger_seal_unchanged", "act": "UPDATE", "table": "ledger_seal", "when": ""}
    yield {"name": "ledger_seal_kept", "act": "DELETE", "table": "ledger_seal", "when": ""}
    yield {"name": "ledger_look_unchanged", "act": "UPDATE", "table": "ledger_look", "when": ""}


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(FUNCTION)
    for trigger in triggers(vendor):
        template = POSTGRESQL if vendor == "postgresql" else SQLITE
        schema_editor.execute(template.format(**trigger), params=None)


def drop(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for trigger in triggers(vendor):
        table = f" ON {trigger['table']}" if vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {trigger['name']}{table}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION ledger_stays()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
