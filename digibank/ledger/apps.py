from django.apps import AppConfig

from digibank.ui import tasks


class LedgerConfig(AppConfig):
    name = "digibank.ledger"

    def ready(self) -> None:
        # Models exist only from here on, so this import cannot stand on top.
        from digibank.ledger.tasks import seal_some  # noqa: PLC0415

        tasks.add(tasks.Chore("seal", seal_some, seconds=60))
