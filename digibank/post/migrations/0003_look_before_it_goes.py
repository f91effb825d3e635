from django.db import migrations


def pause(apps, schema_editor):
    """Who worked here before there were messages looks first at what would go out."""
    Digibank = apps.get_model("network", "Digibank")
    Pause = apps.get_model("post", "Pause")
    Pause.objects.bulk_create(
        Pause(digibank=digibank, reason="beginning") for digibank in Digibank.objects.all()
    )


class Migration(migrations.Migration):
    dependencies = [("post", "0002_calls_faults_and_texts")]
    operations = [migrations.RunPython(pause, migrations.RunPython.noop)]
