"""Looks at every loan of the house. Prints the loans, the entries about them, and what is half."""

import json
from collections import Counter

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from digibank.devices.models import Device, Placement, Release
from digibank.ledger import sealing
from digibank.ledger.models import Entry
from digibank.lending.kits import kit_of
from digibank.lending.models import Agreement, Loan


def main() -> None:
    facts = {"loans": loans(), "entries": entries(), "halves": halves()}
    print(json.dumps(facts))


def loans() -> list[dict[str, object]]:
    rows = Loan.objects.select_related("device").order_by("pk")
    return [{"pk": row.pk, "code": row.device.code, "end": row.end} for row in rows]


def entries() -> dict[str, dict[str, int]]:
    """verb -> number of the loan -> how many entries say so."""
    counts: dict[str, Counter[str]] = {"handed_out": Counter(), "taken_back": Counter()}
    for entry in Entry.objects.filter(verb__in=counts):
        counts[entry.verb][str(entry.facts["loan"])] += 1
    return {verb: dict(found) for verb, found in counts.items()}


def halves() -> list[str]:
    """What a loan lacks that the act which made or ended it must have written."""
    said = entries()
    agreed = Counter(Agreement.objects.filter(replaced_at=None).values_list("loan_id", flat=True))
    released = set(Release.objects.filter(withdrawn_at=None).values_list("device_id", flat=True))
    rows = Loan.objects.select_related("device").prefetch_related("parts").order_by("pk")
    found = [fault for loan in rows for fault in faults(loan, said, agreed, released)]
    out = set(Loan.objects.open().values_list("device_id", flat=True))
    for device in Device.objects.prefetch_related("placements"):
        here = [row.place for row in device.placements.all() if not row.left_at]
        if len(here) != 1 or (here == [Placement.Place.OUT]) != (device.pk in out):
            found.append(f"{device}: placed {here}, on loan: {device.pk in out}")
    return found + [f"seal {number} is broken" for number in sealing.verify()]


def faults(
    loan: Loan, said: dict[str, dict[str, int]], agreed: Counter[int], released: set[int]
) -> list[str]:
    number, ended = str(loan.pk), bool(loan.ended_at)
    parts = {part.kind: part for part in loan.parts.all()}
    checks = {
        "entry of the hand-out": said["handed_out"].get(number, 0) == 1,
        "entry of the return": said["taken_back"].get(number, 0) == int(ended),
        "parts": set(parts) == set(kit_of(loan.device)),
        "state of the parts": all(
            bool(part.back) == ended for part in parts.values() if part.given != "not_given"
        ),
        "agreement": agreed[loan.pk] == 1,
        "release": (loan.device_id in released) != ended,
    }
    return [f"loan {number}: {what}" for what, whole in checks.items() if not whole]


if __name__ == "__main__":
    main()
