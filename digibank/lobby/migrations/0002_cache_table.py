"""The table of the cache, as `createcachetable` makes it: so `migrate` alone makes a whole house."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS cache")


class Migration(migrations.Migration):
    dependencies = [("lobby", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
