from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.accounts.models import Account
from digibank.devices.models import Device, Placement
from digibank.guidance.models import Article, Contact
from digibank.ledger import sealing
from digibank.ledger.models import Entry
from digibank.lending.models import Loan
from digibank.lobby.archives import RefusalError
from digibank.lobby.demo import making
from digibank.lobby.demo.clock import staged
from digibank.network.models import AccessPoint, Digibank, Role
from digibank.people.models import Person


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path


def test_make_tells_a_year_of_a_digibank_and_a_bit_of_another(db):
    making.make()
    here = Digibank.objects.get(name="Digibank Rivierenland")

    assert here.demo_since
    assert (here.people.count(), here.devices.count(), here.memberships.count()) == (60, 85, 14)
    assert here.access_points.filter(kind=AccessPoint.Kind.MOBILE).get().openings.count() == 2
    roles = {grant.role for row in here.memberships.all() for grant in row.grants.all()}
    assert roles == set(Role.values)
    places = set(Placement.objects.open().values_list("place", flat=True))
    assert places == set(Placement.Place.values) - {"transit"}
    today = localdate()
    assert Loan.objects.exclude(ended_at=None).count() >= 10
    assert Loan.objects.open().filter(due_on__lt=today).count() >= 1
    assert Loan.objects.open().filter(due_on__gt=today).count() >= 10
    assert Contact.objects.filter(on__gte=today).count() == 0
    assert Contact.objects.counted().count() > 500
    assert (here.questions.count(), here.appointments.count()) == (3, 3)
    assert sorted(here.referrals.values_list("way", flat=True)) == ["in", "out"]
    assert sorted(one.state for one in here.donations.all()) == ["announced", "arrived"]
    assert Article.objects.filter(digibank=here).count() == 3
    assert sealing.verify() == []
    assert not Entry.objects.filter(seal=None).exists()
    assert timezone.now() - Entry.objects.earliest("at").at > timedelta(days=360)
    assert Entry.objects.latest("at").at <= timezone.now()

    zoe, lut = Account.objects.get(username="zoe"), Account.objects.get(username="lut")
    seen = set(Person.objects.visible_to(zoe)) & set(Person.objects.visible_to(lut))
    assert (Person.objects.visible_to(zoe).count(), seen) == (1, set())
    assert Device.objects.visible_to(zoe).count() == 0
    accounts = {account.username: account for account in Account.objects.all()}
    assert sorted(accounts) == sorted(user for user, _, _ in making.log_ins())
    assert all(accounts[user].check_password(word) for user, word, _ in making.log_ins())


@pytest.mark.load
def test_make_tells_the_same_year_each_time(db):
    told = []
    for _ in range(2):
        with transaction.atomic():
            making.make()
            told.append(
                (
                    list(Device.objects.values_list("code", "model", "serial").order_by("code")),
                    list(Person.objects.values_list("given_name", "phone").order_by("pk")),
                    list(Loan.objects.values_list("device__code", "due_on").order_by("pk")),
                    list(Contact.objects.values_list("on", "theme", "outcome").order_by("pk")),
                )
            )
            transaction.set_rollback(True)

    assert told[0] == told[1]


def test_make_refuses_a_database_in_use(lut):
    with pytest.raises(RefusalError, match="not empty"):
        making.make()
    assert Account.objects.get() == lut


def test_the_clock_moves_now_and_gives_it_back():
    before = timezone.now
    with staged(1) as clock:
        clock.at(localdate() - timedelta(days=9), 9)
        then = timezone.now()

    assert timedelta(days=8) < timezone.now() - then < timedelta(days=10)
    assert timezone.now is before
