from dataclasses import asdict

from django.core.management.base import BaseCommand

from digibank.guidance.expiring import expire


class Command(BaseCommand):
    help = "Let names and stories of the helpdesk go that are kept no longer, and say what went."

    def handle(self, **options: object) -> None:
        told = expire()
        for name, gone in told.items():
            counts = [f"{count} {kind}" for kind, count in asdict(gone).items() if count]
            self.stdout.write(f"{name}: {', '.join(counts)}")
        if not told:
            self.stdout.write("Nothing to forget.")
