"""What every measurement shares: the clock of the processor, percentiles, and the raw JSON."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tests.house import ROOT, House

TICK = os.sysconf("SC_CLK_TCK")
OUT = ROOT / "var/bench"


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that these processes, still alive, have used so far."""
    return sum(ticks(pid) for pid in pids) / TICK


def ticks(pid: int) -> int:
    # The name of the process, in brackets, may hold spaces: what counts comes after it.
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(words[11]) + int(words[12])


def pss_bytes(pid: int) -> int:
    """Memory of the process, what it shares divided among the sharers."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def percentile(values: list[float], share: float) -> float:
    """The value that `share` (0.99) of `values` does not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, round(share * len(ranked) + 0.5) - 1)]


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)


def report(name: str, house: House, *, rows: int, seed: int | None, **figures: object) -> None:
    """Write var/bench/NAME-VENDOR.json and print it."""
    facts = {
        "name": name,
        "database": database(house),
        "rows": rows,
        "seed": seed,
        "commit": commit(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}",
        "load_average": round(os.getloadavg()[0], 1),  # quiet is 2 to 3: server and clients alone
        **figures,
    }
    OUT.mkdir(parents=True, exist_ok=True)
    text = json.dumps(facts, indent=1)
    (OUT / f"{name}-{house.vendor}.json").write_text(text + "\n")
    print(text, flush=True)


def database(house: House) -> str:
    return house.asked("bench.database")


def commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    return git("rev-parse", "--short=10", "HEAD") + ("+" if git("status", "--porcelain") else "")
