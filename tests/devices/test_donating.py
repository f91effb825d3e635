from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from digibank.devices import donating
from digibank.devices.donation_queries import tally, unproven_devices
from digibank.devices.erasing import record_erasure
from digibank.devices.labelling import print_roll
from digibank.devices.models import Device, Donation, Donor, Piece, WorkshopPolicy
from digibank.devices.registering import register
from digibank.ledger.models import Entry
from tests.conftest import refused

COMPANY = {"kind": "company", "name": "Staalbouw nv", "street": "Kaai 1", "postcode": "2800"}


@pytest.fixture
def donation(mechelen, library, wim):
    return donating.announce(
        mechelen,
        donor_facts=COMPANY,
        promises={"laptop": 30, "screen": 0},
        way="drop_off",
        access_point=library,
        by=wim,
    )


@pytest.fixture
def fetched(mechelen, wim):
    return donating.announce(
        mechelen, donor_facts=COMPANY, promises={"laptop": 5}, way="pick_up", by=wim
    )


@pytest.fixture
def labels(mechelen, wim):
    roll = print_roll(mechelen, count=5, by=wim)
    return [one.label for one in roll.labels.order_by("code")]


def test_announce_writes_down_who_gives_what(donation, mechelen, wim):
    donor = donation.donor
    assert (donor.digibank, donor.name, donor.kind) == (mechelen, "Staalbouw nv", "company")
    assert list(donation.promises.values_list("kind", "count")) == [("laptop", 30)]
    assert (donation.state, donation.number[-6:]) == ("announced", f"{donation.pk:06d}")
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts, entry.by) == (
        "donation_announced",
        {"way": "drop_off", "promised": 30},
        wim,
    )


def test_announce_knows_a_donor_again_and_a_pick_up_goes_to_their_door(donation, fetched):
    assert (fetched.donor, Donor.objects.count()) == (donation.donor, 1)
    assert (fetched.street, fetched.postcode) == ("Kaai 1", "2800")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"donor_facts": {"name": " "}}, ["no_donor"]),
        ({"promises": {"laptop": 0}}, ["nothing_promised"]),
        ({"way": "pick_up"}, ["too_few"]),
        (
            {"way": "pick_up", "promises": {"laptop": 20}, "donor_facts": {"name": "X"}},
            ["no_address"],
        ),
        ({"from_on": localdate(), "until_on": localdate() - timedelta(days=1)}, ["days_turned"]),
        ({"what": "wachtwoord: geheim"}, ["secret"]),
        ({"donor_facts": {"kind": "person", "name": "Jan 85.07.30-033.28"}}, ["national_number"]),
    ],
)
def test_announce_refuses(mechelen, wim, facts, code):
    WorkshopPolicy.objects.create(digibank=mechelen, minimum_lot=20)
    given = {"donor_facts": COMPANY, "promises": {"laptop": 3}, "way": "drop_off", **facts}
    given["donor_facts"] = {"kind": "company", **given["donor_facts"]}

    assert refused(donating.announce, mechelen, by=wim, **given) == code
    assert (Donation.objects.count(), Donor.objects.count()) == (0, 0)


def test_announce_refuses_a_donor_of_another_digibank(elsewhere, donation, zoe):
    code = refused(
        donating.announce,
        elsewhere,
        donor=donation.donor,
        promises={"laptop": 3},
        way="drop_off",
        by=zoe,
    )

    assert code == ["other_digibank"]


def test_put_on_round_plans_what_is_fetched(mechelen, fetched, wim):
    day = localdate() + timedelta(days=3)
    row = donating.plan_round(mechelen, on=day, driver=wim, by=wim)

    assert donating.put_on_round(fetched, round_=row, by=wim).state == "planned"
    assert donating.put_on_round(fetched, round_=None, by=wim).state == "announced"


def test_put_on_round_refuses(mechelen, elsewhere, donation, fetched, wim, zoe):
    yesterday = localdate() - timedelta(days=1)
    there = donating.plan_round(elsewhere, on=localdate(), by=zoe)
    here = donating.plan_round(mechelen, on=localdate(), by=wim)

    assert refused(donating.plan_round, mechelen, on=yesterday, by=wim) == ["in_past"]
    assert refused(donating.put_on_round, fetched, round_=there, by=wim) == ["other_digibank"]
    assert refused(donating.put_on_round, donation, round_=here, by=wim) == ["dropped_off"]
    register(mechelen, kind="laptop", donation=fetched, by=wim)
    assert refused(donating.put_on_round, fetched, round_=here, by=wim) == ["arrived"]
    assert refused(donating.call_off, fetched, cancelled_for="x", by=wim) == ["arrived"]


def test_call_off_ends_it_with_a_reason(donation, mechelen, wim):
    assert refused(donating.call_off, donation, cancelled_for=" ", by=wim) == ["no_reason"]
    row = donating.call_off(donation, cancelled_for="Ze houden ze zelf.", by=wim)

    assert (row.state, row.cancelled_for) == ("cancelled", "Ze houden ze zelf.")
    assert refused(donating.call_off, donation, cancelled_for="x", by=wim) == ["cancelled"]
    assert refused(register, mechelen, kind="laptop", donation=donation, by=wim) == ["cancelled"]


def test_claim_makes_a_device_of_each_label(donation, labels, library, wim):
    donating.claim(
        donation,
        labels=labels[:3],
        kind="laptop",
        maker="HP",
        model="ProBook",
        access_point=library,
        by=wim,
    )

    pieces = list(donation.pieces.select_related("device"))
    assert [one.device.label for one in pieces] == labels[:3]
    assert {(one.device.name, one.decided_by) for one in pieces} == {("HP ProBook", wim)}
    assert {one.device.stage.step for one in pieces} == {"erase"}
    donation.refresh_from_db()
    assert donation.state == "arrived"
    entry = Entry.objects.latest("pk")
    told = ("pieces_accepted", {"count": 3, "kind": "laptop"})
    assert (entry.verb, entry.facts) == told


def test_claim_takes_all_labels_or_none(donation, labels, wim):
    wrong = [*labels[:2], "T-222-222"]

    assert refused(donating.claim, donation, labels=wrong, kind="laptop", by=wim) != []
    assert Device.objects.count() == 0
    assert refused(donating.claim, donation, labels=[], kind="laptop", by=wim) == ["no_labels"]
    many = ["x"] * 201
    assert refused(donating.claim, donation, labels=many, kind="laptop", by=wim) == ["too_many"]


def test_turn_down_writes_each_refusal_with_its_reason(donation, wim):
    donating.turn_down(
        donation,
        kind="screen",
        refused_for="crt",
        left_with="recycler",
        count=2,
        grams=14_300,
        by=wim,
    )

    facts = {
        (one.refused_for, one.left_with, one.grams, one.measured) for one in Piece.objects.all()
    }
    assert (Piece.objects.refused().count(), facts) == (2, {("crt", "recycler", 14_300, True)})
    assert [(one.icon, one.promised, one.accepted, one.refused) for one in tally(donation)] == [
        ("laptop", 30, 0, 0),
        ("screen", 0, 0, 2),
    ]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"count": 0}, ["count"]),
        ({"count": 501}, ["count"]),
        ({"refused_for": ""}, ["no_reason"]),
        ({"refused_for": "ugly"}, ["invalid_choice"]),
        ({"grams": 0}, ["min_value"]),
    ],
)
def test_turn_down_refuses(donation, wim, facts, code):
    given = {"kind": "laptop", "refused_for": "outdated", "left_with": "donor", **facts}

    assert refused(donating.turn_down, donation, by=wim, **given) == code
    assert Piece.objects.count() == 0


def test_close_waits_until_nothing_can_be_on_it(donation, mechelen, wim):
    assert refused(donating.close, donation, by=wim) == ["not_arrived"]
    laptop = register(mechelen, kind="laptop", donation=donation, by=wim)
    register(mechelen, kind="screen", donation=donation, by=wim)

    assert list(unproven_devices(donation)) == [laptop]
    assert refused(donating.close, donation, by=wim) == ["not_erased"]
    record_erasure(laptop, technique="overwrite", by=wim)
    assert donating.close(donation, by=wim).state == "closed"
    assert refused(donating.close, donation, by=wim) == ["taken"]
    assert refused(register, mechelen, kind="laptop", donation=donation, by=wim) == ["closed"]


def test_a_piece_of_another_digibank_is_refused(donation, elsewhere, zoe):
    code = refused(register, elsewhere, kind="laptop", donation=donation, by=zoe)

    assert code == ["other_digibank"]
