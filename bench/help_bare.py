"""The same rows as one contact over HTTP, by bare SQL: one contact and its entry in a transaction.

python -m bench.help_bare COUNT     prints JSON
"""

import json
import os
import sys
import time

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import connection

from bench.bare import Row
from bench.measuring import cpu_seconds, milliseconds, percentile
from digibank.guidance.models import Contact
from digibank.ledger.models import Entry


def main(count: int) -> None:
    contact, entry = Row(Contact.objects.latest("pk")), Row(Entry.objects.latest("pk"))
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    before = cpu_seconds([os.getpid()])
    began, times = time.perf_counter(), []
    for _ in range(count):
        start = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
        number = contact.write(cursor, once=None)
        entry.write(cursor, subject=f"guidance.contact:{number}")
        cursor.execute("COMMIT")
        times.append(time.perf_counter() - start)
    seconds = time.perf_counter() - began
    print(
        json.dumps(
            {
                "transactions": count,
                "a_second": round(count / seconds, 1),
                "p50_ms": milliseconds(percentile(times, 0.5)),
                "p99_ms": milliseconds(percentile(times, 0.99)),
                "cpu_ms_each": milliseconds((cpu_seconds([os.getpid()]) - before) / count),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
