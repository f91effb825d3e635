"""Prints how many queries each PATH asks, for who has the session SESSION.

python -m bench.queries SESSION PATH…
"""

import json
import sys

import django

django.setup()

# ruff: noqa: E402 settings exist only from here on
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment


def main(session: str, paths: list[str]) -> None:
    setup_test_environment()
    visitor = Client()
    visitor.cookies["sessionid"] = session
    print(json.dumps({path: count(visitor, path) for path in paths}))


def count(visitor: Client, path: str) -> int:
    visitor.get(path)  # the first answer fills caches of the process
    with CaptureQueriesContext(connection) as captured:
        answer = visitor.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(captured)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
