"""Preparing: from code that lies there to a house that can open, again and again."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from digibank import VERSION
from digibank.accounts.models import Account
from digibank.environment import LOOPBACK, switch
from digibank.lobby.backing_up import back_up
from digibank.lobby.demo import making
from digibank.network.founding import setup_code
from digibank.network.models import Digibank

Say = Callable[[str], object]


def prepare(say: Say) -> None:
    """Collect static files, migrate, and load the demo into an empty database (not with DEMO=0)."""
    folder = Path(settings.VAR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(folder / "prepare.lock"):
        collect_static()
        migrate(say)
        welcome(say)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """One process at a time; who comes second waits, and then finds everything done."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def collect_static() -> None:
    """Static files with hashed names, when one of them changed since the last time."""
    note = Path(settings.STATIC_ROOT) / "collected"
    now = print_of_static()
    if not note.exists() or note.read_text() != now:
        call_command("collectstatic", interactive=False, verbosity=0)
        note.write_text(now)


def print_of_static() -> str:
    seen = sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            seen.update(f"{storage.path(name)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def migrate(say: Say) -> None:
    """Bring the database up to this code; what holds something is backed up first.

    Raises ImproperlyConfigured when newer code has been here.
    """
    executor = MigrationExecutor(connection)
    if unknown := sorted(
        set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
    ):
        names = ", ".join(".".join(name) for name in unknown)
        raise ImproperlyConfigured(f"This database was made by newer code ({names}): use that.")
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if is_filled() and switch("BACKUP", default=True):
            say(f"Newer code: a backup goes to {back_up_before()} first.")
        call_command("migrate", verbosity=0)
        say("The database is up to date.")


def back_up_before() -> Path:
    """A backup of what stands here now; returns its place."""
    folder = Path(settings.VAR) / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{timezone.now():%Y%m%d-%H%M%S}-before-{VERSION}.zip"
    back_up(place)
    return place


def is_filled() -> bool:
    """Whether somebody works in this database already."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return Account._meta.db_table in tables and Account.objects.exists()


def welcome(say: Say) -> None:
    """Say how to come in: by the demo, made now when everything is empty, or by the setup code."""
    if not is_filled() and switch("DEMO", default=True):
        say("Making the demo: two fictitious digibanken and a year of life.")
        making.make()
    if Digibank.objects.exclude(demo_since=None).exists():
        tell_log_ins(say)
    if code := setup_code():
        say(
            f"Nobody has an account yet. Begin at {reverse('network:begin')} with this code: {code}"
        )


def tell_log_ins(say: Say) -> None:
    """Say with which names and passwords one looks around in the demo."""
    say("\nThis is a demo. Log in as:")
    for user, password, roles in making.log_ins():
        say(f"  {user:<8}{password:<14}{roles}")
    if not LOOPBACK:
        say("Others can reach this computer: here the demo accounts do not come in. See DEMO=0.")
