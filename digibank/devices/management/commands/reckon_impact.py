from django.core.management.base import BaseCommand

from digibank.devices.reckoning import reckon
from digibank.network.models import Digibank


class Command(BaseCommand):
    help = "Compute what each device saved by the newest factors; figures of older ones stay."

    def handle(self, **options: object) -> None:
        for digibank in Digibank.objects.order_by("pk"):
            self.stdout.write(f"{digibank}: {reckon(digibank)}")
