from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from digibank.lobby.archives import RefusalError
from digibank.lobby.backing_up import back_up


class Command(BaseCommand):
    help = "Write the database and the attachments to one file, also while people work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            manifest = back_up(file.absolute())
        except RefusalError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{file}: {file.stat().st_size:,} bytes, {len(manifest.members) - 1} attachments."
        )
