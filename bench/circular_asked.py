"""What takes no HTTP: the report of a donation of 500 as PDF, and a file of open repair data.

python -m bench.circular_asked DONATION FILE     prints JSON
"""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from digibank.devices import ords, papers, printing, sharing
from digibank.devices.models import Donation


def main(pk: int, file: Path) -> None:
    donation = Donation.objects.select_related("digibank", "donor").get(pk=pk)
    told: dict[str, object] = {"pieces": donation.pieces.count()}
    for name, paper in (
        ("donor_report", papers.donor_report),
        ("certificates", printing.certificates),
    ):
        began = time.perf_counter()
        made = paper(donation)
        told[f"{name}_s"] = round(time.perf_counter() - began, 2)
        told[f"{name}_bytes"] = len(made)
    began = time.perf_counter()
    found = ords.read(file.read_bytes())
    sharing.store(found.rows)
    told["ords_rows"], told["ords_s"] = len(found.rows), round(time.perf_counter() - began, 2)
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
