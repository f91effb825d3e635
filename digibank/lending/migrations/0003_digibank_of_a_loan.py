import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0002_ten_years_at_most"),
        ("network", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="loan", name="open_loans_by_due"),
        migrations.AddField(
            model_name="loan",
            name="digibank",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="network.digibank",
            ),
        ),
    ]
