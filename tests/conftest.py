"""Standing people: Lut coordinates and works at the desk here, Bea works at the desk, Vera is a
volunteer, Wim a technician, Tom a trainer, Rik reads figures, Zoë coordinates elsewhere."""

import os
from datetime import date

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.signals import connection_created
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices import checks
from digibank.devices.models import Device, Erasure, Placement, Release
from digibank.network.models import AccessPoint, Digibank, Membership, Role
from digibank.ui import codes as printed
from tests import migrated
from tests.people.factories import make_person
from tests.visitor import Visitor


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The test database begins as a copy of a migrated one."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template(os.environ["DATABASE_URL"])
    else:
        connection_created.connect(filled, weak=False)


def filled(connection, **signal):
    """A first connection to a database in memory finds it migrated."""
    if connection.is_in_memory_db():
        migrated.fill_memory(connection.connection)


def failed_when_skipped(report):
    """Under CI a test that is skipped has failed: nothing is left out in silence."""
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, and CI=true: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return failed_when_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return failed_when_skipped((yield))


def codes(refusal):
    """The codes of a refusal, which speaks of fields or of the whole."""
    return [
        error.code for errors in refusal.value.update_error_dict({}).values() for error in errors
    ]


def refused(verb, *given, **facts):
    """The codes with which `verb` refuses what is given."""
    with pytest.raises(ValidationError) as refusal:
        verb(*given, **facts)
    return codes(refusal)


def account(name, digibank, *roles):
    made = Account.objects.create_user(name.lower(), name=name)
    membership = Membership.objects.create(account=made, digibank=digibank)
    for role in roles:
        membership.grants.create(role=role)
    return made


def make_device(digibank, by, *, ready=True, **facts):
    """A device: erased, released and on the shelf when `ready`, else in the workshop."""
    facts = {
        "code": printed.new_code(printed.DEVICE),
        "maker": "HP",
        "model": "ProBook 440",
        **facts,
    }
    made = Device.objects.create(digibank=digibank, **facts)
    if ready:
        Erasure.objects.create(device=made, technique=Erasure.Technique.OVERWRITE, erased_by=by)
        benched(made, by)
        Release.objects.create(device=made, released_by=by)
    place = Placement.Place.SHELF if ready else Placement.Place.WORKSHOP
    Placement.objects.create(device=made, place=place)
    return made


def benched(device, by, **facts):
    """`device` was looked at on the bench: everything works, a system that gets updates, room."""
    device.memory_bytes = device.memory_bytes or 8 * 1024**3
    device.storage_bytes = device.storage_bytes or 256 * 10**9
    device.save(update_fields=["memory_bytes", "storage_bytes"])
    device.installations.filter(outdated_at=None).update(outdated_at=timezone.now())
    device.inspections.filter(outdated_at=None).update(outdated_at=timezone.now())
    device.installations.create(
        system="Linux Mint", version="22", supported_until=date(2099, 1, 1), installed_by=by
    )
    fine = {one.code: checks.FINE for one in checks.of(device.kind)}
    seen = {"results": fine, "appearance": "B", "function": "A", **facts}
    return device.inspections.create(inspected_by=by, **seen)


@pytest.fixture(autouse=True)
def forgotten_tries():
    """Rate limits count in the cache, which the tests of one process share."""
    cache.clear()


@pytest.fixture
def mechelen(db):
    return Digibank.objects.create(
        name="Digibank Mechelen", phone="+3215123456", began_on=date(2025, 1, 1)
    )


@pytest.fixture
def elsewhere(db):
    return Digibank.objects.create(name="Digibank Elders", began_on=date(2025, 1, 1))


@pytest.fixture
def library(mechelen):
    """Open from Tuesday to Saturday, 9 to 17."""
    point = AccessPoint.objects.create(
        digibank=mechelen,
        name="Bibliotheek Het Predikheren",
        street="Goswin de Stassartstraat 88",
        postcode="2800",
        refnis="12025",
    )
    for weekday in range(2, 7):
        point.openings.create(weekday=weekday, opens_at="09:00", closes_at="17:00")
    return point


@pytest.fixture
def lut(mechelen):
    return account("Lut", mechelen, Role.COORDINATOR, Role.DESK)


@pytest.fixture
def bea(mechelen):
    return account("Bea", mechelen, Role.DESK)


@pytest.fixture
def vera(mechelen):
    return account("Vera", mechelen, Role.VOLUNTEER)


@pytest.fixture
def wim(mechelen):
    return account("Wim", mechelen, Role.TECHNICIAN)


@pytest.fixture
def tom(mechelen):
    return account("Tom", mechelen, Role.TRAINER)


@pytest.fixture
def rik(mechelen):
    return account("Rik", mechelen, Role.READER)


@pytest.fixture
def zoe(elsewhere):
    return account("Zoë", elsewhere, Role.COORDINATOR)


@pytest.fixture
def an(mechelen):
    return make_person(mechelen, "An", "Peeters")


@pytest.fixture
def device(mechelen, lut):
    """A laptop that may be handed out."""
    return make_device(mechelen, lut)


@pytest.fixture
def visit(db):
    """A visitor, signed in as the account you name; nobody when you name none."""

    def signed_in(who=None):
        visitor = Visitor()
        if who:
            visitor.force_login(who)
        return visitor

    return signed_in
