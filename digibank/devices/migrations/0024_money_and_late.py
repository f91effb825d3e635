"""Money, late decisions, and devices that become somebody's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0023_donors_are_forgotten"),
    ]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="was_lent",
            field=models.BooleanField(default=False),
        ),
    ]
