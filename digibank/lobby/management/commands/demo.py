from django.core.management.base import BaseCommand, CommandError

from digibank.lobby.archives import RefusalError
from digibank.lobby.demo import making
from digibank.lobby.preparing import tell_log_ins


class Command(BaseCommand):
    help = "Fill an empty database with two fictitious digibanken and a year of life."

    def handle(self, *args: object, **options: object) -> None:
        try:
            making.make()
        except RefusalError as refusal:
            raise CommandError(str(refusal)) from refusal
        tell_log_ins(self.stdout.write)
