import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from digibank.devices import reports
from digibank.devices.reports.telling import as_object


class Command(BaseCommand):
    help = "Say what hardware reports and erasure logs tell; a folder means all its files."
    requires_system_checks: list[str] = []  # noqa: RUF012 Django's; no database is needed

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON object on each line")

    def handle(  # the signature is Django's
        self, *args: object, files: list[Path], json: bool, **options: object
    ) -> None:
        lost = 0
        for file in files_in(files):
            try:
                raw = file.read_bytes()
            except OSError as error:
                print(f"{file}: {error.strerror}", file=sys.stderr)
                lost += 1
                continue
            self.stdout.write(in_json(file, raw) if json else in_words(file, raw))
        if lost:
            raise CommandError(f"{lost} could not be opened.")


def files_in(given: list[Path]) -> list[Path]:
    """Each file, and the files of each folder."""
    found: list[Path] = []
    for path in given:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inside if one.is_file() or not path.is_dir()]
    return found


def in_json(file: Path, raw: bytes) -> str:
    return json.dumps(as_object(file.name, raw), ensure_ascii=False)


def in_words(file: Path, raw: bytes) -> str:
    """A few lines for a person: what it is, its drives, what was erased, what is doubtful."""
    report = reports.read(raw)
    facts = report.facts
    named = " ".join(filter(None, [facts.maker, facts.model, facts.serial]))
    lines = [f"{file.name}: {report.format or '?'} {named}".rstrip()]
    for disk in facts.disks:
        lines.append(f"  disk {disk.model} {disk.serial} {disk.health}".rstrip())
    for one in facts.erasures:
        verdict = "erased" if one.erased else f"not proven: {reports.REASONS[one.reason]}"
        lines.append(f"  {one.serial}: {verdict}")
    lines += [f"  {reports.WARNINGS[code]}" for code in report.warnings]
    return "\n".join(lines)
