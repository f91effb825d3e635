from django.apps import AppConfig

from digibank.ui import tasks


class PaperConfig(AppConfig):
    name = "digibank.paper"

    def ready(self) -> None:
        # Models exist only from here on, so this import cannot stand on top.
        from digibank.paper.tasks import drop_some_orphans  # noqa: PLC0415

        tasks.add(tasks.Chore("orphans", drop_some_orphans, seconds=6 * 3600))
