from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from digibank.lobby.archives import RefusalError
from digibank.lobby.restoring import restore


class Command(BaseCommand):
    help = "Put a backup back. Stop Digibank first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="also where somebody works already"
        )

    def handle(self, *args: object, file: Path, replace: bool, **options: object) -> None:
        try:
            manifest = restore(file.absolute(), replace=replace)
        except RefusalError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Restored: version {manifest.version}, {manifest.made_at:.16}, "
            f"{len(manifest.members) - 1} attachments. Everybody logs in again, "
            "and no message goes out until a coordinator lets it."
        )
