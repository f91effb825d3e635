"""What the database says of numbers and contacts, after the desks are done. Prints JSON."""

import json

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from collections import Counter

from digibank.guidance.models import Contact, Ticket
from digibank.ledger.models import Entry

if __name__ == "__main__":
    rows = Ticket.objects.order_by("number").values_list("on", "number")
    by = Contact.objects.counted().values_list("by__username", flat=True)
    called = Ticket.objects.filter(called_at__isnull=False)
    print(
        json.dumps(
            {
                "numbers": [number for _on, number in rows],
                "called": called.count(),
                "contacts": dict(Counter(by)),
                "verbs": dict(Counter(Entry.objects.values_list("verb", flat=True))),
            }
        )
    )
