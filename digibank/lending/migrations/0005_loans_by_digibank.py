import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lending", "0004_fill_digibank_of_a_loan")]

    operations = [
        migrations.AlterField(
            model_name="loan",
            name="digibank",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="network.digibank",
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["digibank", "due_on", "id"],
                name="open_loans_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["digibank", "-ended_at", "-id"],
                name="ended_loans_newest_first",
            ),
        ),
    ]
