"""A house of its own: folder, database, server and worker, all gone when the block ends.

For whoever needs the real thing: browser journeys, races, kills, measurements.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg

from tests import migrated

ROOT = Path(__file__).parent.parent
NUMBER = count(1)


class House:
    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "house.log"
        self.running: list[subprocess.Popen[bytes]] = []
        self.first_path = ""  # a folder whose modules win in every process of this house
        self.more: dict[str, str] = {}  # variables for the processes that start from now on

    @property
    def vendor(self) -> str:
        return "postgresql" if self.database_url else "sqlite"

    @property
    def environ(self) -> dict[str, str]:
        ours = {
            "DJANGO_SETTINGS_MODULE": "digibank.settings",
            "PYTHONPATH": os.pathsep.join(filter(None, [self.first_path, str(ROOT)])),
            "SECRET_KEY": "house",
            "VAR": str(self.folder),
            "PORT": str(self.port),
        }
        clean = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        database = {"DATABASE_URL": self.database_url} if self.database_url else {}
        return clean | ours | database | self.more

    def python(self, *words: str) -> str:
        """What `python words…` prints in this house."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stderr[-4000:]}"
        return done.stdout

    def manage(self, *words: str) -> str:
        return self.python("manage.py", *words)

    def asked(self, module: str, *words: str):
        """What the module `module` says as JSON, run in this house."""
        return json.loads(self.python("-m", module, *words))

    def start(self, *, worker: bool = True) -> None:
        """Server, and worker; returns when the server answers."""
        self._run("-m", "digibank", "serve")
        if worker:
            self._run("-m", "digibank", "work")
        self._wait()

    def work(self, *words: str) -> subprocess.Popen[bytes]:
        """One worker more, as `python words…` when it is not the usual one."""
        return self._run(*(words or ("-m", "digibank", "work")))

    def _run(self, *words: str) -> subprocess.Popen[bytes]:
        # A session of its own: one signal reaches the process and all its children, nobody else.
        with self.log.open("ab") as log:
            self.running.append(
                subprocess.Popen(
                    [sys.executable, *words],
                    cwd=ROOT,
                    env=self.environ,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
        return self.running[-1]

    def _wait(self) -> None:
        for _ in range(300):
            if any(one.poll() is not None for one in self.running):
                break
            try:
                if self.answer("/") == 200:
                    return
            except (OSError, HTTPException):
                pass
            time.sleep(0.1)
        raise RuntimeError(f"The house does not open: {self.log.read_text()[-3000:]}")

    def answer(self, path: str) -> int:
        """The status that a GET of `path` gets."""
        wire = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            wire.request("GET", path)
            return wire.getresponse().status
        finally:
            wire.close()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End server and worker with the signal `how`, and wait until they are gone."""
        end(self.running, how)
        self.running.clear()

    @contextmanager
    def without_worker(self) -> Iterator[None]:
        """The worker is away while the block runs; what waits then waits for sure."""
        end([self.running.pop()], signal.SIGTERM)
        yield
        self._run("-m", "digibank", "work")

    def pids(self) -> list[int]:
        """Every process of this house: what we started, and its children."""
        groups = {one.pid for one in self.running}
        alive = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        return [pid for pid in alive if group_of(pid) in groups]


def end(processes: list[subprocess.Popen[bytes]], how: signal.Signals) -> None:
    for one in processes:
        if one.poll() is None:
            os.killpg(one.pid, how)
    for one in processes:
        try:
            one.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()


def group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def own_database() -> Iterator[str]:
    """The URL of a new, migrated database beside the one in DATABASE_URL; "" for SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    name, like = f"house_{os.getpid()}_{next(NUMBER)}", migrated.template(server)
    with psycopg.connect(server, autocommit=True) as wire:
        wire.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as wire:
            wire.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def built() -> Iterator[House]:
    """A house with an empty, migrated database; nothing runs yet."""
    with TemporaryDirectory(prefix="digibank-house-") as folder, own_database() as database_url:
        house = House(Path(folder), database_url)
        house.python("scripts/catalogue.py", "--compile")
        if not database_url:
            migrated.fill(house.folder)
        house.manage("migrate", "--verbosity=0")
        house.manage("collectstatic", "--noinput", "--verbosity=0")
        try:
            yield house
        finally:
            house.stop()
