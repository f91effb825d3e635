"""`digibank work` with other lengths of time: those of the program are longer than a test.

python -m tests.load.post_worker LEASE BEGIN_WITHIN PATIENCE

Seconds: how long a batch is held, how long of that a hand-over may begin, and how long a writer
waits for SQLite.
"""

import sys
from datetime import timedelta

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import connections

from digibank import cli
from digibank.post import delivering


def main(lease: float, begin_within: float, patience: float) -> None:
    delivering.LEASE = timedelta(seconds=lease)
    delivering.BEGIN_WITHIN = timedelta(seconds=begin_within)
    database = connections.settings["default"]
    if "sqlite" in database["ENGINE"]:
        database["OPTIONS"]["timeout"] = patience
    sys.argv = ["digibank", "work"]
    cli.main()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
