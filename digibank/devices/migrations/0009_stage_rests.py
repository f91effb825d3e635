"""The triggers of the stage rest while the tables that they read change; 0013 wakes them."""

from importlib import import_module

from django.db import migrations

OLD = import_module("digibank.devices.migrations.0002_stage_follows")


class Migration(migrations.Migration):
    dependencies = [("devices", "0008_device_tokens")]

    operations = [migrations.RunPython(OLD.stay, OLD.follow)]
