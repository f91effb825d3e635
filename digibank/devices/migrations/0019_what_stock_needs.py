"""The stage knows the stock; what is published of a repair is written when somebody says it."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

OLD = import_module("digibank.devices.migrations.0013_stage_knows_the_bench")


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0018_origin_of_parts"),
        ("network", "0007_trainees"),
    ]

    operations = [
        # The triggers of the stage rest while the tables that they read change; 0020 wakes them.
        migrations.RunPython(OLD.rest, OLD.follow),
        migrations.AddField(
            model_name="stage",
            name="access_point",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.accesspoint",
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="stock_kind",
            field=models.CharField(
                choices=[
                    ("laptop", "Laptop"),
                    ("desktop", "Desktop"),
                    ("tablet", "Tablet"),
                    ("smartphone", "Smartphone"),
                    ("screen", "Screen"),
                    ("accessory", "Accessory"),
                    ("connectivity", "Internet stick"),
                ],
                max_length=15,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="public_problem",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="repairrecord",
            name="data_provider",
            field=models.CharField(max_length=250),
        ),
        migrations.AlterField(
            model_name="repairrecord",
            name="product_age",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AlterField(
            model_name="repairrecord",
            name="product_category",
            field=models.CharField(max_length=250),
        ),
        migrations.AlterField(
            model_name="repairrecord",
            name="repair_barrier",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AlterField(
            model_name="repairrecord",
            name="repair_status",
            field=models.CharField(max_length=250),
        ),
        migrations.AlterField(
            model_name="repairrecord",
            name="year_of_manufacture",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddIndex(
            model_name="stage",
            index=models.Index(
                condition=models.Q(stock_kind__isnull=False),
                fields=["digibank", "access_point", "stock_kind", "step"],
                name="devices_in_stock",
            ),
        ),
    ]
