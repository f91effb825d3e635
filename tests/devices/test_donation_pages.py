from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from digibank.devices import donating, importing
from digibank.devices.labelling import print_roll
from digibank.devices.models import Device, Donation, LotList, Piece, Round
from digibank.ui import codes
from tests.devices.test_donating import COMPANY

LIST = "/toestellen/schenkingen/"


@pytest.fixture
def donation(mechelen, library, wim):
    return donating.announce(
        mechelen,
        donor_facts=COMPANY | {"contact": "Fien", "phone": "+3215112233"},
        promises={"laptop": 30},
        way="pick_up",
        from_on=localdate(),
        access_point=library,
        by=wim,
    )


def test_a_donation_is_announced_on_one_page(visit, bea, mechelen):
    visitor = visit(bea)
    assert "Nog geen" not in visitor.get(LIST).text
    typed = {"count_laptop": "12", "count_screen": "", "way": "drop_off", "name": "School De Brug"}

    answer = visitor.post(f"{LIST}nieuw/", typed | {"donor_kind": "public"})

    made = Donation.objects.get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert (made.donor.name, made.donor.kind) == ("School De Brug", "public")
    assert [str(one) for one in made.promises.all()] == ["12 Laptop"]


def test_what_is_wrong_is_said_and_nothing_is_lost(visit, wim):
    answer = visit(wim).post(f"{LIST}nieuw/", {"way": "drop_off", "name": "School De Brug"})

    assert answer.status_code == 422
    assert answer.page.find("input", {"name": "name"})["value"] == "School De Brug"


def test_the_list_shows_each_state(visit, wim, donation):
    visitor = visit(wim)
    assert "Staalbouw nv" in visitor.get(LIST).text
    assert "Staalbouw nv" in visitor.get(f"{LIST}?staat=announced").text
    assert "Staalbouw nv" not in visitor.get(f"{LIST}?staat=closed").text
    assert "Staalbouw nv" in visitor.get(f"{LIST}?staat=onzin").text


def test_a_donation_goes_on_a_round_and_the_driver_gets_a_list(visit, wim, donation):
    visitor = visit(wim)
    day = localdate() + timedelta(days=2)
    visitor.post(
        f"{LIST}rondes/", {"on": f"{day:%d/%m/%Y}", "driver": wim.pk, "remark": "Kar mee."}
    )
    row = Round.objects.get()
    assert visitor.get(f"{LIST}rondes/").status_code == 200
    visitor.post(row.get_absolute_url(), {"donation": donation.pk})

    donation.refresh_from_db()
    assert (row.driver, donation.round) == (wim, row)
    assert "Staalbouw nv" in visitor.get(row.get_absolute_url()).text
    paper = visitor.get(f"{row.get_absolute_url()}lijst.pdf")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    visitor.post(f"{donation.get_absolute_url()}ronde/", {"round_": ""})
    donation.refresh_from_db()
    assert donation.round is None


def test_pieces_are_claimed_with_a_scanner(visit, wim, mechelen, donation):
    roll = print_roll(mechelen, count=3, by=wim)
    labels = [one.label for one in roll.labels.order_by("code")]
    visitor = visit(wim)
    address = f"{donation.get_absolute_url()}stukken/"
    typed = {"labels": "\r\n".join(labels), "kind": "laptop", "maker": "HP", "model": "ProBook"}

    answer = visitor.post(address, typed)

    assert answer.url == f"{address}?kind=laptop&maker=HP&model=ProBook"
    assert visitor.get(answer.url).page.find("input", {"name": "maker"})["value"] == "HP"
    assert Piece.objects.count() == 3
    again = visitor.post(address, typed)
    assert again.status_code == 422
    assert labels[0] in again.page.find("textarea", {"name": "labels"}).text


def test_pieces_are_refused_with_a_reason(visit, wim, donation):
    visitor = visit(wim)
    address = f"{donation.get_absolute_url()}weigering/"
    assert visitor.post(address, {"kind": "screen", "count": "2"}).status_code == 422
    typed = {"kind": "screen", "count": "2", "refused_for": "crt", "left_with": "donor"}
    assert visitor.post(address, typed).url == donation.get_absolute_url()

    page = visitor.get(donation.get_absolute_url())
    assert Piece.objects.refused().count() == 2
    assert page.status_code == 200
    receipt = visitor.get(f"{donation.get_absolute_url()}ontvangst.pdf")
    assert receipt.content[:5] == b"%PDF-"


def test_a_list_is_tried_and_taken_in_and_taken_back(visit, wim, donation):
    visitor = visit(wim)
    file = SimpleUploadedFile("lot.csv", b"type;merk;serienummer\nlaptop;HP;A1\nbroodrooster;;\n")
    answer = visitor.post(f"{donation.get_absolute_url()}lijst/", {"upload": file})
    row = LotList.objects.get()
    assert answer.url == row.get_absolute_url()
    cells = [line.text for line in visitor.get(answer.url).page.select("tbody tr")]
    assert len(cells) == 2

    visitor.post(row.get_absolute_url(), {})
    device = Device.objects.get()
    assert device.serial == "A1"
    assert device.label in visitor.get(row.get_absolute_url()).text
    visitor.post(f"{row.get_absolute_url()}einde/")
    assert Device.objects.count() == 0
    assert visitor.get(row.get_absolute_url()).status_code == 200
    assert visitor.get(donation.get_absolute_url()).status_code == 200


def test_a_file_that_is_no_list_is_refused(visit, wim, donation):
    file = SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n\0\0\0")
    answer = visit(wim).post(f"{donation.get_absolute_url()}lijst/", {"upload": file})

    assert (answer.status_code, LotList.objects.count()) == (422, 0)


def test_a_donation_closes_when_nothing_can_be_on_it(visit, lut, donation):
    visitor = visit(lut)
    visitor.post(f"{donation.get_absolute_url()}slot/")
    donation.refresh_from_db()
    assert donation.state == "announced"
    donating.turn_down(donation, kind="laptop", refused_for="damaged", left_with="donor", by=lut)
    visitor.post(f"{donation.get_absolute_url()}slot/")
    donation.refresh_from_db()
    assert donation.state == "closed"


def test_a_donation_is_called_off(visit, bea, donation):
    visitor = visit(bea)
    address = f"{donation.get_absolute_url()}afzegging/"
    assert visitor.post(address, {"cancelled_for": ""}).status_code == 422
    visitor.post(address, {"cancelled_for": "Toch niet."})
    donation.refresh_from_db()
    assert donation.state == "cancelled"
    assert "Toch niet." in visitor.get(donation.get_absolute_url()).text


def test_donations_of_another_digibank_do_not_exist(visit, zoe, wim, donation):
    upload = ContentFile(b"type\nlaptop\n", name="lot.csv")
    row = importing.try_list(donation, upload=upload, by=wim)
    round_ = donating.plan_round(donation.digibank, on=localdate(), by=wim)
    visitor = visit(zoe)

    for address in (donation, row, round_):
        assert visitor.get(address.get_absolute_url()).status_code == 404
    visitor.post(
        f"{LIST}nieuw/", {"count_laptop": "1", "way": "drop_off", "donor": donation.donor_id}
    )
    assert Donation.objects.count() == 1


def test_the_number_of_questions_stays_the_same(
    visit, wim, mechelen, donation, django_assert_num_queries
):
    visitor = visit(wim)

    def claimed(count):
        roll = print_roll(mechelen, count=count, by=wim)
        labels = [codes.written(codes.DEVICE, one.code) for one in roll.labels.all()]
        donating.claim(donation, labels=labels, kind="laptop", by=wim)
        visitor.get(donation.get_absolute_url())

    claimed(1)
    with django_assert_num_queries(12):
        visitor.get(donation.get_absolute_url())
    claimed(3)
    with django_assert_num_queries(12):
        visitor.get(donation.get_absolute_url())
