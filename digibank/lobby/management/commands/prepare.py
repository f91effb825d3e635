from django.core.management.base import BaseCommand

from digibank.lobby import preparing


class Command(BaseCommand):
    help = "Make ready to serve: static files, database, the demo when the database is empty."

    def handle(self, *args: object, **options: object) -> None:
        preparing.prepare(self.stdout.write)
