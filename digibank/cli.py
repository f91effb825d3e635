"""The `digibank` command: run, serve and work here, everything else is Django's.

digibank run            prepare, then keep server and worker alive (what `make run` does)
digibank serve          the server alone
digibank work           the worker alone
digibank prepare        static files, database, demo: ready to serve
digibank demo           fill an empty database with a digibank to look at
digibank backup FILE    the whole installation in one file, while people work
digibank restore FILE   put a backup back
digibank forget         let names and stories of the helpdesk go that are kept no longer
digibank verify         is everything still as it was written?
digibank read-hardware FILE... [--json]    what hardware reports and erasure logs say
digibank take-in-repairs FILE...    what others repaired (ORDS), to learn from
digibank reckon-impact  compute what was saved by the newest factors; older figures stay

digibank help           Django's own commands; `digibank help migrate` explains one
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from threading import Event
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

SHORTEST, LONGEST = 1.0, 30.0  # seconds between two starts of something that keeps ending
PATIENCE = 10.0  # seconds that server and worker get to end by themselves
ACCESS_LOG = "[%(time)s] %(method)s %(path)s %(status)d %(dt_ms).1f ms"  # no query, no address


def main() -> None:
    os.umask(0o077)  # database, files and backups are for the owner alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digibank.settings")
    try:
        command(sys.argv[1:])
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))


def command(words: list[str]) -> None:
    if words == ["run"]:
        run()
    elif words == ["serve"]:
        serve()
    elif words in ([], ["--help"], ["-h"]):
        print(__doc__)
    else:
        # Only here: the process that watches the others stays small.
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        name = {"read-hardware": "read_hardware"}.get(words[0], words[0])  # a module has no dash
        execute_from_command_line(["digibank", name, *words[1:]])


def serve() -> None:
    """Become the server: granian, with as many processes as SERVERS says.

    The application is loaded here, once; the processes are forked from this one and share the
    memory of all that is loaded.
    """
    from granian import Granian  # noqa: PLC0415 only the server needs it
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    from digibank import environment as given  # noqa: PLC0415 read late, so that main() says why not

    refuse_busy(given.HOST, given.PORT)
    application("digibank.wsgi")
    gc.freeze()  # a collection in a child would touch, and so copy, what all of them share
    Granian(
        "digibank.wsgi",
        "127.0.0.1" if given.HOST == "localhost" else given.HOST,  # granian knows no names
        given.PORT,
        interface=Interfaces.WSGI,
        workers=given.SERVERS,
        blocking_threads=given.THREADS,
        blocking_threads_idle_timeout=600,
        websockets=False,
        log_level=LogLevels.error,  # it warns of more processes than cores; measured, they pay
        log_access=True,
        log_access_format=ACCESS_LOG,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve(target_loader=application)


def application(module: str) -> Callable[..., object]:
    """The WSGI application in `module`, with its pages, words and templates at hand."""
    from django.conf import settings  # noqa: PLC0415 only the server needs it
    from django.template.loader import get_template  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415
    from django.utils.translation import gettext, override  # noqa: PLC0415

    loaded: Callable[..., object] = import_module(module).application
    for language, _name in settings.LANGUAGES:
        with override(language):
            gettext("Sign in")
            get_resolver()._populate()
    get_template("lobby/desk.html")
    return loaded


def refuse_busy(host: str, port: int) -> None:
    """Exit with a sentence when nobody can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            sys.exit(
                f"Cannot listen on {host}:{port} ({error.strerror}). "
                f"Is Digibank running already? Else choose another one: PORT={port + 1} make run"
            )


@dataclass
class Child:
    """The server or the worker: a process that is started again when it ends."""

    name: str
    pause: float = SHORTEST
    started_at: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen([sys.executable, "-m", "digibank", self.name])

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def look_after(self) -> None:
        """Start it, or start it again; each time a bit later when it keeps ending."""
        if self.process and not self.ended():
            return
        lived = time.monotonic() - self.started_at
        if self.process and lived < self.pause:
            return
        if self.process:
            print(f"digibank {self.name} ended ({self.process.returncode}); again.", flush=True)
            self.pause = SHORTEST if lived > LONGEST else min(2 * self.pause, LONGEST)
        self.start()

    def end(self) -> None:
        if self.process and not self.ended():
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended; kill it when that takes too long."""
        if self.process:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def run() -> None:
    """Prepare, then keep a server and a worker alive until Ctrl-C or SIGTERM."""
    from digibank import environment as given  # noqa: PLC0415 read late, so that main() says why not

    stop = told_to_stop()
    refuse_busy(given.HOST, given.PORT)
    prepared = subprocess.run([sys.executable, "-m", "digibank", "prepare"], check=False)
    if prepared.returncode or stop.is_set():
        sys.exit(prepared.returncode)
    children = [Child("serve"), Child("work")]
    try:
        keep(children, stop, given.HOST, given.PORT)
    finally:
        for child in children:
            child.end()
        for child in children:
            child.wait(PATIENCE)


def told_to_stop() -> Event:
    """An event that Ctrl-C, SIGTERM or the end of the terminal sets."""
    stop = Event()

    def told(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, told)
    return stop


def keep(children: list[Child], stop: Event, host: str, port: int) -> None:
    announced = False
    while not stop.is_set():
        for child in children:
            child.look_after()
        if not announced and answers(host, port):
            announced = True
            name = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host
            print(f"\nDigibank is open: http://{name}:{port}/  (Ctrl-C ends it)\n", flush=True)
        stop.wait(0.5 if announced else 0.1)


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there by now."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with socket.create_connection((near, port), timeout=1):
            return True
    except OSError:
        return False
