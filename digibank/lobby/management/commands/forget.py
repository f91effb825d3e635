from dataclasses import asdict

from django.core.management.base import BaseCommand

from digibank.devices.forgetting import forget_donors
from digibank.guidance.expiring import expire


class Command(BaseCommand):
    help = "Let names and stories go that are kept no longer, and say what went."

    def handle(self, **options: object) -> None:
        told = [
            (name, [f"{count} {kind}" for kind, count in asdict(gone).items() if count])
            for name, gone in expire().items()
        ]
        told += [(name, [f"{count} donors"]) for name, count in forget_donors().items()]
        for name, counts in told:
            self.stdout.write(f"{name}: {', '.join(counts)}")
        if not told:
            self.stdout.write("Nothing to forget.")
