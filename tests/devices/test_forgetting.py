"""Names of private donors go after the term of the digibank; what they gave stays."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from digibank.devices import donating, unlocking
from digibank.devices.donation_queries import donors
from digibank.devices.forgetting import forget_donors
from digibank.devices.models import Donation, Donor
from digibank.devices.registering import register
from digibank.ledger.models import Detail, Entry
from digibank.post.gathering import gather
from digibank.post.models import Dispatch

GREET = {"kind": "person", "name": "Greet Maes", "phone": "+32471112233", "street": "Kaai 3"}
FIRM = {"kind": "company", "name": "Staalbouw nv"}
SIX_YEARS = timedelta(days=6 * 366)


@pytest.fixture
def gift(mechelen, wim):
    return given(mechelen, GREET, wim)


def given(digibank, facts, by):
    return donating.announce(
        digibank,
        donor_facts=facts,
        promises={"laptop": 1},
        way="drop_off",
        what="Van mijn man",
        by=by,
    )


def over(gift):
    Donation.objects.filter(pk=gift.pk).update(arrived_at=timezone.now(), closed_at=timezone.now())


def test_a_private_donor_is_forgotten_after_five_years_and_a_firm_is_not(mechelen, gift, wim):
    firm = given(mechelen, FIRM, wim)
    device = register(mechelen, kind="laptop", donation=gift, by=wim)
    unlocking.find_lock(device, kind="mdm", by=wim)
    unlocking.ask_donor(gift, by=wim)
    gather()
    over(gift)
    over(firm)
    before_long = timezone.now() + timedelta(days=5 * 365 - 2)
    assert forget_donors(before_long) == {}

    assert forget_donors(timezone.now() + SIX_YEARS) == {mechelen.name: 1}

    donor = Donor.objects.get(pk=gift.donor_id)
    gift.refresh_from_db()
    assert (donor.name, donor.phone, donor.street, gift.what) == ("", "", "", "")
    assert [str(one) for one in donors(mechelen)] == ["Staalbouw nv"]
    assert gift.pieces.get().device == device
    told = Dispatch.objects.get()
    assert (told.name, told.address, told.body) == ("", "", "")
    assert not Detail.objects.filter(entry__subject=f"devices.donation:{gift.pk}").exists()
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.facts, entry.by_id) == ("donors_forgotten", {"count": 1}, None)
    assert forget_donors(timezone.now() + SIX_YEARS) == {}


def test_who_still_gives_is_kept_and_two_forgotten_ones_are_no_clash(mechelen, gift, wim):
    later = timezone.now() + SIX_YEARS
    assert forget_donors(later) == {}  # the gift is open
    over(gift)
    for name in ("An Baert", "Bo Claes"):
        over(given(mechelen, {**GREET, "name": name}, wim))

    assert forget_donors(later) == {mechelen.name: 3}
    again = given(mechelen, GREET, wim)
    assert again.donor_id != gift.donor_id


def test_the_command_says_what_went(mechelen, gift, wim, capsys):
    over(gift)
    six_years_ago = timezone.now() - SIX_YEARS
    Donation.objects.update(
        closed_at=six_years_ago, arrived_at=six_years_ago, announced_at=six_years_ago
    )
    Donor.objects.update(made_at=six_years_ago)
    call_command("forget")

    assert f"{mechelen.name}: 1 donors" in capsys.readouterr().out


def test_papers_of_a_forgotten_donor_still_come(visit, gift, wim):
    over(gift)
    forget_donors(timezone.now() + SIX_YEARS)

    page = visit(wim).get(gift.get_absolute_url()).page
    assert page.h1.get_text(strip=True) == "Iemand van wie wij de naam niet bewaren"
