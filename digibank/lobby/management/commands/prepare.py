from django.core.management.base import BaseCommand, CommandError

from digibank.lobby import preparing
from digibank.lobby.archives import RefusalError


class Command(BaseCommand):
    help = "Make ready to serve: static files, database, the demo when the database is empty."

    def handle(self, *args: object, **options: object) -> None:
        try:
            preparing.prepare(self.stdout.write)
        except RefusalError as refusal:
            raise CommandError(
                f"{refusal}\nNothing was changed. With BACKUP=0 it goes on without a backup."
            ) from refusal
