import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0021_waivers_know_their_digibank")]

    operations = [
        migrations.AlterField(
            model_name="waiver",
            name="digibank",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.digibank",
            ),
        ),
        migrations.AddIndex(
            model_name="waiver",
            index=models.Index(
                condition=models.Q(("agreed_at", None), ("ended_at", None)),
                fields=["digibank", "asked_at"],
                name="waivers_to_agree_with",
            ),
        ),
    ]
