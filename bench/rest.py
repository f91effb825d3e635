"""Memory at rest: the server and the worker after ten requests and ten quiet seconds.

python -m bench.rest        writes var/bench/rest-VENDOR.json
"""

import time
from pathlib import Path

from bench.measuring import pss_bytes, report
from tests.house import built

QUIET_SECONDS = 10


def main() -> None:
    with built() as house:
        house.start()
        for _ in range(10):
            house.answer("/")
        time.sleep(QUIET_SECONDS)
        each = {f"{pid} {words(pid)}": pss_bytes(pid) for pid in house.pids()}
        report(
            "rest",
            house,
            rows=0,
            seed=None,
            pss_megabytes=round(sum(each.values()) / 1_000_000, 1),
            processes={name: round(size / 1_000_000, 1) for name, size in each.items()},
        )


def words(pid: int) -> str:
    """How the process was started, short."""
    line = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return " ".join(line[1:4])


if __name__ == "__main__":
    main()
