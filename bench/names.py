"""Look-up of persons by name: how fast, and how often the right one is among the first ten.

    python -m bench.names 200000 [1000000 ...]      writes var/bench/names-VENDOR-ROWS.json
    scripts/with_postgres python -m bench.names 200000

It fills a database of its own (SQLite: a temporary file; PostgreSQL: the one of DATABASE_URL).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import quantiles

SEED, QUERIES, DISTINCT = 20261123, 500, 180_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
VARIANTS = [
    ("ck", "k"),
    ("k", "ck"),
    ("ae", "aa"),
    ("gh", "g"),
    ("y", "ij"),
    ("ij", "y"),
    ("c", "k"),
]
VARIANTS += [
    ("th", "t"),
    ("ss", "s"),
    ("s", "ss"),
    ("ou", "oe"),
    ("x", "ks"),
    ("dt", "d"),
    ("ie", "y"),
]
Person = tuple[str, str, int]  # given name, family name, birth year


def set_up() -> None:
    folder = tempfile.mkdtemp(prefix="digibank-bench-")
    os.environ.update(VAR=folder, SECRET_KEY="bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digibank.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def spoiled(text: str, count: int, rnd: Random) -> str:
    """`text` with `count` errors, each a wrong, missing, extra or swapped letter."""
    places = [i for i, sign in enumerate(text) if sign.isalpha()]
    for place in sorted(rnd.sample(places, min(count, len(places))), reverse=True):
        kind, letter = rnd.randrange(4), rnd.choice(LETTERS)
        rest = text[place + 1 :]
        if kind == 0:
            text = text[:place] + letter + rest
        elif kind == 1:
            text = text[:place] + rest
        elif kind == 2:
            text = text[:place] + letter + text[place:]
        elif rest[:1].isalpha():
            text = text[:place] + rest[0] + text[place] + rest[1:]
        else:
            text = text[:place] + letter + rest
    return text


def variant(person: Person, rnd: Random) -> str:
    """Spelled as one hears it, or with the particles written otherwise."""
    given, family, _ = person
    family = family.lower()
    fitting = [(a, b) for a, b in VARIANTS if a in family]
    if " " in family and rnd.random() < 0.5:
        return f"{given} {family.replace(' ', '')}"
    if fitting:
        one, other = rnd.choice(fitting)
        family = family.replace(one, other, 1)
    return f"{given} {family}"


def part(person: Person, rnd: Random) -> str:
    """The beginning of the family name and of the first name: "pee mar"."""
    given, family, _ = person
    return f"{family[: max(4, len(family) // 2)]} {given[:3]}"


KINDS: dict[str, Callable[[Person, Random], str]] = {
    "as written": lambda p, rnd: f"{p[0]} {p[1]}",
    "other order, birth year": lambda p, rnd: f"{p[1]} {p[0]} {p[2]}",
    "one error": lambda p, rnd: spoiled(f"{p[0]} {p[1]}", 1, rnd),
    "two errors": lambda p, rnd: spoiled(f"{p[0]} {p[1]}", 2, rnd),
    "two errors, birth year": lambda p, rnd: f"{spoiled(f'{p[0]} {p[1]}', 2, rnd)} {p[2]}",
    "spelling variant": variant,
    "part of the names": part,
    "family name alone, one error": lambda p, rnd: spoiled(p[1], 1, rnd),
}


def measure(digibank: object, people: list[Person], kind: str) -> dict[str, object]:
    """Milliseconds and recall of one kind of query: one query for each of `people`."""
    from digibank.people import names, queries

    rnd, spent, busy, hits = Random(SEED), [], [], 0
    for person in people:
        text = KINDS[kind](person, rnd)
        began, at_work = time.perf_counter(), time.process_time()
        answer = queries.found(digibank, text)[:10]
        spent.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - at_work) * 1000)
        wanted = (names.words(person[0]), names.words(person[1]))
        alone = kind.startswith("family")
        hits += any(
            names.words(one.family_name) == wanted[1]
            and (alone or names.words(one.given_name) == wanted[0])
            for one in answer
        )
    cuts = quantiles(spent, n=100)
    return {
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
        "p99_ms": round(cuts[98], 2),
        "max_ms": round(max(spent), 2),
        "cpu_p50_ms": round(quantiles(busy, n=100)[49], 2),
        "cpu_p95_ms": round(quantiles(busy, n=100)[94], 2),
        "recall_at_10": hits / len(people),
    }


def fill(count: int) -> tuple[object, list[Person], dict[str, float]]:
    """A digibank with `count` persons, `QUERIES` of them, and how long filling took."""
    from django.db import transaction

    from bench.population import Population
    from digibank.network.models import Digibank
    from digibank.people import indexing
    from digibank.people.models import Person as Row

    digibank = Digibank.objects.create(name=f"Bench {count}", began_on="2025-01-01")
    rows = list(Population(SEED, DISTINCT).people(count))
    began = time.perf_counter()
    now = datetime.now(UTC).isoformat()
    columns = {f.column: f.get_default() for f in Row._meta.concrete_fields if f.column != "id"}
    columns |= {"digibank_id": digibank.pk, "registered_at": now, "changed_at": now}
    columns |= {"target_groups": "[]"}
    named = ("given_name", "family_name", "born_on")
    fixed = {key: value for key, value in columns.items() if key not in named}
    with transaction.atomic():
        indexing.fill(
            Row._meta.db_table,
            (*named, *fixed),
            ((g, f, str(b), *fixed.values()) for g, f, b in rows),
        )
    filled = time.perf_counter()
    keys = indexing.rebuild()
    done = time.perf_counter()
    indexing.write("ANALYZE")
    sample = Random(SEED).sample(rows, QUERIES)
    facts = {"fill_s": filled - began, "index_s": done - filled, "keys": keys}
    return digibank, [(g, f, b.year) for g, f, b in sample], facts


def commit() -> str:
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def size_of_index() -> int:
    """Bytes of the three tables of the index, with their own indexes."""
    from django.db import connection

    from digibank.people.models import Name, NameKey, Neighbour

    tables = [model._meta.db_table for model in (Name, NameKey, Neighbour)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) t",
                [tables],
            )
        else:
            marks = ", ".join("%s" for _ in tables)
            cursor.execute(
                "SELECT sum(d.pgsize) FROM dbstat d JOIN sqlite_schema s ON s.name = d.name"
                f" WHERE s.tbl_name IN ({marks}) AND d.aggregate",
                tables,
            )
        return int(cursor.fetchone()[0] or 0)


def main() -> None:
    set_up()
    from django.db import connection

    from digibank.people.models import Name
    from digibank.people.models import Person as Row

    for count in map(int, sys.argv[1:]):
        Row.objects.all().delete() if Row.objects.exists() else None
        digibank, sample, facts = fill(count)
        answer = {
            "bench": "names",
            "vendor": connection.vendor,
            "rows": count,
            "distinct_last": Name.objects.filter(kind="l").count(),
            "distinct_first": Name.objects.filter(kind="f").count(),
            "queries": QUERIES,
            "seed": SEED,
            "commit": commit(),
            "load_average": os.getloadavg()[0],
            "index_mb": None,
            **{key: round(value, 1) for key, value in facts.items()},
            "kinds": {kind: measure(digibank, sample, kind) for kind in KINDS},
        }
        try:
            answer["index_mb"] = round(size_of_index() / 2**20)
        except Exception as missing:  # noqa: BLE001 dbstat is not in every SQLite
            answer["index_mb"] = str(missing)
        file = Path("var/bench") / f"names-{connection.vendor}-{count}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(answer, indent=2) + "\n")
        print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
