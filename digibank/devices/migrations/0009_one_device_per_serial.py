import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0008_device_tokens"),
        ("network", "0003_invitations"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(
                models.F("digibank"),
                django.db.models.functions.text.Lower("maker"),
                django.db.models.functions.text.Lower("serial"),
                condition=models.Q(("serial", ""), _negated=True),
                name="one_device_per_serial",
                violation_error_code="serial_known",
                violation_error_message="Another device has this serial number already.",
            ),
        ),
    ]
