"""Prints which database this house has, with its version."""

import json

import django

django.setup()

from django.db import connection  # noqa: E402 settings exist only from here on


def main() -> None:
    question = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version"}
    with connection.cursor() as cursor:
        cursor.execute(question[connection.vendor])
        version = cursor.fetchone()[0]
    print(json.dumps(f"{connection.vendor} {version.split()[0]}"))


if __name__ == "__main__":
    main()
