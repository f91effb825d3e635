"""Why a request is refused, for the figures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0015_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="loanrequest",
            name="refused_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_ground", "Has no ground to borrow"),
                    ("has_one", "Has a device already"),
                    ("elsewhere", "Lives elsewhere: another digibank helps"),
                    ("no_device", "We have nothing that suits them"),
                    ("other", "Something else"),
                ],
                max_length=10,
                verbose_name="Why not?",
            ),
        ),
    ]
