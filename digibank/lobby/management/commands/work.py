from signal import SIGHUP, SIGINT, SIGTERM, signal
from threading import Event

from django.core.management.base import BaseCommand

from digibank.lobby import working


class Command(BaseCommand):
    help = "Do what waits: seal the ledger, and the chores of every room. SIGTERM ends it."

    def handle(self, *args: object, **options: object) -> None:
        stop = Event()
        for number in (SIGINT, SIGTERM, SIGHUP):
            signal(number, lambda *_: stop.set())
        working.work(stop)
