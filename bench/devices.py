"""Device list, passport and board with many devices: queries, and CPU of one request.

python -m bench.devices [DEVICES]     prints one line of JSON a page; needs an empty database

The requests run in this process, so with SQLite the database's work is counted too.
Of a hundred devices sixty are out, twenty-five ready, ten to erase, three to check, two gone.
"""

import json
import sys
import time
from datetime import date
from random import Random

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from digibank.devices.models import Device, Erasure, Placement, Release
from digibank.network.models import AccessPoint, Digibank, Role
from digibank.people.models import Person
from digibank.ui import codes
from tests.conftest import account

SEED, BATCH, REQUESTS = 2026, 2000, 60
MODELS = [("HP", "ProBook 440 G6"), ("Lenovo", "ThinkPad X1"), ("Dell", "Latitude E7240")]
KINDS = ["laptop"] * 17 + ["tablet", "smartphone", "desktop"]
PLACES = ["out"] * 60 + ["shelf"] * 25 + ["workshop"] * 13 + ["gone"] * 2


def main(count: int) -> None:
    client, device = filled(count)
    list_ = reverse("devices:device_list")
    pages = {
        "list": list_,
        "list, page 300": f"{list_}?blz=300",
        "list, tablets": f"{list_}?soort=tablet",
        "list, to erase": f"{list_}?stap=erase",
        "list, ready tablets": f"{list_}?stap=ready&soort=tablet",
        "list, on the shelf": f"{list_}?plek=shelf",
        "list, one access point": f"{list_}?punt={AccessPoint.objects.earliest('pk').pk}",
        "list, a common word": f"{list_}?q=probook",
        "list, one serial number": f"{list_}?q={device.serial}",
        "passport": device.get_absolute_url(),
        "workshop": reverse("devices:workshop"),
    }
    for name, path in pages.items():
        print(json.dumps({"page": name, "devices": count, **measured(client, path)}))


def filled(count: int) -> tuple[Client, Device]:
    chance = Random(SEED)
    codes.choice = chance.choice  # type: ignore[attr-defined]  # labels follow the seed too
    digibank = Digibank.objects.create(name="Digibank Groot", began_on=date(2020, 1, 1))
    digibank.demo_since = "2020-01-01T00:00Z"  # so that the log-in here needs no second step
    digibank.save()
    points = [
        AccessPoint.objects.create(
            digibank=digibank, name=f"Bib {n}", street="Markt 1", postcode="2800", refnis="12025"
        )
        for n in range(3)
    ]
    lut = account("Lut", digibank, Role.COORDINATOR, Role.TECHNICIAN)
    an = Person.objects.create(digibank=digibank, given_name="An", family_name="Peeters")
    taken: set[str] = set()
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        made = [described(digibank, number, chance, taken) for number in numbers]
        settle(Device.objects.bulk_create(made), points, an, lut)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself after a while
    client = Client()
    client.force_login(lut)
    return client, Device.objects.filter(stage__step="ready").latest("pk")


def described(digibank: Digibank, number: int, chance: Random, taken: set[str]) -> Device:
    code = codes.new_code(codes.DEVICE)
    while code in taken:
        code = codes.new_code(codes.DEVICE)
    taken.add(code)
    maker, model = MODELS[number % 3]
    return Device(
        digibank=digibank,
        code=code,
        kind=chance.choice(KINDS),
        maker=maker,
        model=model,
        serial=f"SN{chance.randrange(10**9):09}",
    )


def settle(devices: list[Device], points: list[AccessPoint], an: Person, lut: object) -> None:
    placed = [(one, PLACES[one.pk % 100]) for one in devices]
    Placement.objects.bulk_create(
        Placement(
            device=one,
            place=place,
            access_point=None if place == "gone" else points[one.pk % 3],
            person=an if place == "out" else None,
        )
        for one, place in placed
    )
    erased = [one for one, place in placed if place != "workshop" or one.pk % 4 == 0]
    free = [one for one, place in placed if place in {"out", "shelf"}]
    Erasure.objects.bulk_create(
        Erasure(device=one, technique="overwrite", erased_by=lut) for one in erased
    )
    Release.objects.bulk_create(Release(device=one, released_by=lut) for one in free)


def measured(client: Client, path: str) -> dict[str, object]:
    """Queries of one request; median and least CPU milliseconds of REQUESTS, after a warm-up.

    On a busy machine the least says more: cores that share a cache inflate the rest.
    """
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
        count = len(queries)
    times = []
    for _ in range(REQUESTS):
        begin = time.process_time()
        client.get(path)
        times.append(1000 * (time.process_time() - begin))
    times.sort()
    middle, least = round(times[len(times) // 2], 1), round(times[0], 1)
    return {"queries": count, "cpu_ms": middle, "least_cpu_ms": least}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
