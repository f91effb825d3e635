"""How long a PDF takes, and what it leaves in memory:  python -m bench.paper

It writes var/bench/paper.json.

Every document differs, so that nothing typst remembers of the last one helps it. The PSS is that
of this process alone: Django, the fonts and typst, no server.
"""

import json
import os
import platform
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from tempfile import mkdtemp
from time import perf_counter, process_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digibank.settings")
os.environ.setdefault("SECRET_KEY", "bench")
os.environ.setdefault("VAR", mkdtemp(prefix="digibank-bench-"))

import django

django.setup()

# ruff: noqa: E402 Django must be set up first
from pypdf import PdfReader

from digibank.paper import printing
from digibank.paper.sheets import (
    Bilingual,
    Card,
    Checklist,
    Document,
    Fact,
    Facts,
    Heading,
    Item,
    Label,
    Letter,
    Paragraph,
    Sender,
    Signature,
    Signatures,
    SmallPrint,
    Table,
)

ROOT = Path(__file__).parent.parent
SEED = 20260310
COUNT = 500
DAY = date(2026, 3, 10)
SENDER = Sender("Digibank Molenvelde", "+3215123456", ("Kerkplein 4", "9999 Molenvelde"))
PARTS = "de laptop lader tas muis kabel balie les vraag afspraak brief telefoon plaats week"
WORDS = "ноутбук допоможемо бібліотека зарядка сумка миша пристрій урок питання угода"


def sentence(dice: random.Random, words: str, length: int = 14) -> str:
    return " ".join(dice.choices(words.split(), k=length)).capitalize() + "."


def drawing(dice: random.Random) -> bytes:
    """A signature as a sign pad sends it: 1200 by 375, one wandering line."""
    rows = [bytearray(4 * 1200) for _ in range(375)]
    y = 187
    for x in range(100, 1100):
        y = min(360, max(10, y + dice.randint(-6, 6)))
        for row in rows[y : y + 5]:
            row[4 * x : 4 * x + 4] = b"\x14\x0e\x1a\xff"
    raw = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    header = struct.pack(">IIBBBBB", 1200, 375, 8, 6, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", raw), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def agreement(dice: random.Random) -> Document:
    """Three pages: facts, a kit, twenty-four agreed sentences in two languages, two signatures."""
    number = dice.randrange(10**6)
    return Document(
        "Afspraken over je laptop",
        SENDER,
        DAY,
        [
            Paragraph(sentence(dice, PARTS)),
            Heading("Wie en wat"),
            Facts([Fact(f"Regel {n}", sentence(dice, PARTS, 6)) for n in range(5)]),
            Heading("Dit krijg je mee"),
            Checklist([Item(part, True, "in orde") for part in dice.sample(PARTS.split(), 5)]),
            Heading("Dit spreken we af", "Про що ми домовляємося", "uk"),
            Bilingual(
                "uk",
                ("Nederlands (dit telt)", "Українська (пояснення)"),
                [(sentence(dice, PARTS), sentence(dice, WORDS)) for _ in range(24)],
            ),
            Table(["Onderdeel", "Aantal"], [[sentence(dice, PARTS, 3), "1"]] * 8, figures=[1]),
            SmallPrint(sentence(dice, PARTS, 30)),
            Signatures([Signature("Olena", on=DAY, drawing=drawing(dice)), Signature("Greet")]),
        ],
        code=f"L-{number:06}",
        code_words="Lening",
    )


def letter(dice: random.Random) -> Letter:
    paragraphs = [sentence(dice, PARTS, 40) for _ in range(4)]
    code = f"{dice.randrange(10**8):08}"
    return Letter("Je uitnodiging", SENDER, ["Wouter Peeters"], paragraphs, DAY, code=code)


def timed(make: Callable[[], bytes]) -> float:
    """Milliseconds."""
    start = perf_counter()
    make()
    return 1000 * (perf_counter() - start)


def spread(times: list[float]) -> dict[str, float]:
    p95 = quantiles(times, n=20)[-1]
    return {"p50": round(median(times), 1), "p95": round(p95, 1), "max": round(max(times), 1)}


def pss() -> float:
    """MB of this process, shared pages by their share."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024, 1)


def together(threads: int, sheets: list[Document]) -> dict[str, float]:
    """Documents a second, and the time of one, with `threads` at once."""
    start = perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        times = list(pool.map(lambda sheet: timed(lambda: printing.document(sheet)), sheets))
    return {"per_second": round(len(sheets) / (perf_counter() - start), 1), **spread(times)}


def measured() -> dict[str, object]:
    dice = random.Random(SEED)
    sheets = [agreement(dice) for _ in range(COUNT)]
    memory = {"before": pss()}
    first = timed(lambda: printing.document(sheets[0]))
    pages = len(PdfReader(BytesIO(printing.document(sheets[0]))).pages)
    times, work = [], []
    for number, sheet in enumerate(sheets, 1):
        before = process_time()
        times.append(timed(lambda sheet=sheet: printing.document(sheet)))  # type: ignore[misc]  # bound now
        work.append(1000 * (process_time() - before))
        if number in {20, 100, 300, COUNT}:
            memory[f"after_{number}"] = pss()
    stickers = [[Label(f"T-{n:03}-{k:03}", "Laptop") for k in range(24)] for n in range(40)]
    return {
        "agreement": {"pages": pages, "first": round(first, 1), **spread(times)},
        "agreement_cpu": spread(work),
        "letter": spread([timed(lambda: printing.letter(letter(dice))) for _ in range(60)]),
        "card": spread(
            [
                timed(lambda n=n: printing.card(Card("Kaart", f"Olena {n}", f"K-{n:05}", SENDER)))  # type: ignore[misc]  # bound now
                for n in range(60)
            ]
        ),
        "labels_24": spread([timed(lambda s=s: printing.labels(s)) for s in stickers]),  # type: ignore[misc]  # bound now
        "threads": {str(n): together(n, sheets[:120]) for n in (1, 2, 8)},
        "pss_mb": memory | {"end": pss()},
    }


def commit() -> str:
    words = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()


def main() -> None:
    facts = {
        "what": "paper",
        "commit": commit(),
        "seed": SEED,
        "documents": COUNT,
        "database": "none: nothing is read or written",
        "typst": version("typst"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "milliseconds": measured(),
    }
    target = ROOT / "var/bench/paper.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(facts, indent=2) + "\n")
    sys.stdout.write(json.dumps(facts["milliseconds"], indent=2) + "\n")


if __name__ == "__main__":
    main()
