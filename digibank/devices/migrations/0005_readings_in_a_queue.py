from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0004_fill_hash_of_a_reading"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reading",
            name="report_uuid",
            field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AlterField(
            model_name="reading",
            name="sha256",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="reading",
            name="told_at",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="reading",
            name="tool",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["read_version", "id"], name="readings_to_read"),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["digibank", "device", "-id"], name="readings_newest_first"),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(
                condition=models.Q(("report_uuid", ""), _negated=True),
                fields=["digibank", "report_uuid"],
                name="readings_by_uuid",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                fields=("digibank", "sha256"),
                name="one_reading_per_file",
                violation_error_code="taken",
                violation_error_message="This file is here already.",
            ),
        ),
    ]
