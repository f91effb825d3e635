import os
from types import SimpleNamespace

import pytest

from tests import migrated as copies
from tests.operations.installation import Installation

FILL = """
from datetime import date
from django.db import transaction
from digibank.accounts.models import Account
from digibank.ledger import sealing
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.paper.keeping import keep
from digibank.people.models import Person
lut = Account.objects.create_user("lut", name="Lut")
bank = Digibank.objects.create(name="Digibank", began_on=date(2025, 1, 1))
for number in range(10):
    with transaction.atomic():
        person = Person.objects.create(digibank=bank, given_name="An", family_name=str(number))
        record("registered", person, words={"name": "An"}, by=lut)
        keep(b"file %d" % number, name="a.txt", by=lut)
while sealing.seal(size=4):
    pass
"""


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """The installation that the others are copied from."""
    like = once_migrated(tmp_path_factory.mktemp("like"))
    made = Installation(tmp_path_factory.mktemp("migrated"), named("migrated"), like=like)
    done = made.run("migrate", "--verbosity=0")
    assert done.returncode == 0, done.stderr
    yield made
    made.remove()


@pytest.fixture(scope="session")
def filled_once(migrated, tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("filled"), named("filled_once"), like=migrated)
    made.python(FILL)
    yield made
    made.remove()


def once_migrated(folder):
    """What an installation copies to be migrated."""
    if server := os.environ.get("DATABASE_URL"):
        return SimpleNamespace(var=folder / "none", name=copies.template(server))
    copies.fill(folder / "var")
    return SimpleNamespace(var=folder / "var")


def named(name):
    return f"operations_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{name}"


@pytest.fixture
def install(tmp_path, migrated):
    """Makes installations; what it made is removed afterwards."""
    made = []

    def new(name="one", *, like=migrated):
        made.append(Installation(tmp_path, named(name), like=like))
        return made[-1]

    yield new
    for installation in made:
        installation.remove()


@pytest.fixture
def filled(install, filled_once):
    """An installation where ten persons were met and ten files were kept."""
    return install("filled", like=filled_once)
