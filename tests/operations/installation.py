"""A whole installation in a folder of its own, reached by its command alone."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = str(Path.cwd())


class Installation:
    def __init__(self, folder, name, like=None):
        """An empty one, or one with all that `like` has."""
        self.var, self.name = folder / name, name
        self.database_url = ""
        if like and like.var.exists():
            shutil.copytree(like.var, self.var)
        if server := os.environ.get("DATABASE_URL"):
            template = f'TEMPLATE "{like.name}"' if like else ""
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                connection.execute(f'CREATE DATABASE "{name}" {template}')
            self.database_url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

    @property
    def environment(self):
        return {
            "VAR": str(self.var),
            "DATABASE_URL": self.database_url,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": ROOT,
            "DEMO": "0",
        }

    def run(self, *words, **options):
        """What `digibank …` gives: returncode, stdout, stderr."""
        return subprocess.run(
            [sys.executable, "-m", "digibank", *map(str, words)],
            env=self.environment | options.pop("env", {}),
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    def start(self, *words, **options):
        return subprocess.Popen(
            [sys.executable, "-m", "digibank", *map(str, words)],
            env=self.environment | options.pop("env", {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )

    def python(self, code):
        """What `code` prints, run inside the installation."""
        done = self.run("shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def sql(self, *statements):
        """Do all statements on one connection; the rows that the last one gives."""
        if self.database_url:
            with psycopg.connect(self.database_url, autocommit=True) as connection:
                for statement in statements:
                    cursor = connection.execute(statement)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.var / "digibank.sqlite3")) as connection:
            for statement in statements:
                rows = connection.execute(statement).fetchall()
            connection.commit()
            return rows

    def counts(self):
        """How many rows each table holds that matters to people."""
        tables = ["accounts_account", "network_digibank", "people_person", "ledger_entry"]
        tables += ["ledger_detail", "ledger_seal", "paper_attachment"]
        return {table: self.sql(f"SELECT count(*) FROM {table}")[0][0] for table in tables}

    def files(self):
        root = self.var / "files"
        return {path.relative_to(root): path.read_bytes() for path in root.glob("??/*")}

    def remove(self):
        if self.database_url:
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')
