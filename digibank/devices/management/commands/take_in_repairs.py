from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from digibank.devices import ords
from digibank.devices.sharing import store


class Command(BaseCommand):
    help = "Take in files of open repair data (ORDS), and say which lines are no repair."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: object, files: list[Path], **options: object) -> None:
        for file in files:
            try:
                found = ords.read(file.read_bytes())
            except (OSError, ords.NotOrdsError) as broken:
                raise CommandError(f"{file}: {broken}") from broken
            store(found.rows)
            self.stdout.write(f"{file.name}: {len(found.rows)}")
            for one in found.rejects:
                self.stdout.write(f"  line {one.line} {one.id}: {ords.REASONS[one.reason]}")
