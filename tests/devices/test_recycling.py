"""Pallets, handovers, and the papers that follow: to the piece and the gram."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.devices import (
    donating,
    erasing,
    harvesting,
    impact,
    paper_queries,
    papers,
    reckoning,
    recycling,
    writing_off,
)
from digibank.devices.models import (
    Device,
    ImpactFactor,
    ImpactFigure,
    Placement,
    ShipmentLine,
    WorkshopPolicy,
    WriteOff,
)
from digibank.devices.placing import put
from digibank.devices.registering import register
from digibank.devices.releasing import release
from tests.conftest import benched, make_device, refused
from tests.devices.test_certificates import words
from tests.devices.test_donating import COMPANY


@pytest.fixture
def donation(mechelen, wim):
    return donating.announce(
        mechelen, donor_facts=COMPANY, promises={"laptop": 3}, way="drop_off", by=wim
    )


@pytest.fixture
def pallet(mechelen, wim):
    return recycling.begin_shipment(mechelen, carrier="Recupel", by=wim)


def erased(mechelen, donation, by, serial, **facts):
    device = register(mechelen, kind="laptop", donation=donation, serial=serial, by=by, **facts)
    erasing.record_erasure(device, technique="overwrite", by=by)
    return device


def test_what_goes_on_a_pallet_is_written_off_with_its_weight(mechelen, donation, pallet, wim):
    device = erased(mechelen, donation, wim, "A1")
    line = recycling.put_device(pallet, device=device, grams=1_812, by=wim)

    assert (line.category, line.grams, line.measured) == ("screens", 1_812, True)
    assert device.write_offs.get().reason == WriteOff.Reason.RECYCLED
    assert Device.objects.get(pk=device.pk).stage.step == "gone"
    assert refused(recycling.put_device, pallet, device=device, by=wim) == ["gone"]
    assert refused(writing_off.bring_back, device, by=wim) == ["gone_for_good"]


def test_a_weight_that_nobody_measured_is_an_estimate(mechelen, donation, pallet, wim):
    usual = erased(mechelen, donation, wim, "A1")
    known = erased(mechelen, donation, wim, "A2", grams=2_000, weighed=True)
    harvesting.harvest(known, kind="screen", grams=300, by=wim)

    lines = [recycling.put_device(pallet, device=one, by=wim) for one in (usual, known)]

    assert [(one.grams, one.measured) for one in lines] == [(1_650, False), (1_700, True)]


def test_put_device_refuses(mechelen, elsewhere, donation, pallet, device, an, wim, zoe):
    raw = register(mechelen, kind="laptop", donation=donation, by=wim)
    put_on = recycling.put_device
    assert refused(put_on, pallet, device=raw, by=wim) == ["not_erased"]
    assert refused(put_on, pallet, device=make_device(elsewhere, zoe), by=wim) == ["other_digibank"]
    put(device, place=Placement.Place.OUT, person=an)
    assert refused(put_on, pallet, device=device, by=wim) == ["out"]
    put(device, place=Placement.Place.TRANSIT)
    assert refused(put_on, pallet, device=device, by=wim) == ["in_transit"]
    put(device, place=Placement.Place.SHELF)
    writing_off.write_off(device, reason="stolen", by=wim)
    assert refused(put_on, pallet, device=device, by=wim) == ["gone"]
    empty = erased(mechelen, donation, wim, "A9", grams=500, weighed=True)
    harvesting.harvest(empty, kind="board", grams=500, by=wim)
    assert refused(put_on, pallet, device=empty, by=wim) == ["no_weight"]


def test_a_pallet_that_left_is_frozen(mechelen, donation, pallet, wim):
    assert refused(recycling.leave, pallet, proof_number="1", by=wim) == ["empty_pallet"]
    device = erased(mechelen, donation, wim, "A1")
    recycling.put_device(pallet, device=device, by=wim)
    assert refused(recycling.leave, pallet, by=wim) == ["no_proof"]
    lie = ContentFile(b"MZ\x90", name="bewijs.pdf")
    assert refused(recycling.leave, pallet, proof=lie, by=wim) == ["wrong_kind"]
    proof = ContentFile(b"%PDF-1.7 x", name="bewijs.pdf")
    row = recycling.leave(pallet, proof=proof, proof_number="R-77", by=wim)

    assert (row.proof.name, row.proof_number) == ("bewijs.pdf", "R-77")
    other = erased(mechelen, donation, wim, "A2")
    assert refused(recycling.put_device, pallet, device=other, by=wim) == ["frozen"]
    assert refused(recycling.leave, pallet, proof_number="1", by=wim) == ["frozen"]


def test_parts_and_refused_pieces_go_along(mechelen, donation, pallet, wim):
    donating.turn_down(
        donation, kind="screen", refused_for="crt", left_with="recycler", grams=14_000, by=wim
    )
    donating.turn_down(donation, kind="laptop", refused_for="locked", left_with="donor", by=wim)
    ours, theirs = donation.pieces.order_by("pk")
    part = harvesting.take_in_part(mechelen, kind="battery", count=3, grams=250, by=wim)

    line = recycling.put_piece(pallet, piece=ours, by=wim)
    batteries = recycling.put_part(pallet, part=part, by=wim)

    assert (line.grams, line.measured, line.category) == (14_000, True, "screens")
    told = (batteries.count, batteries.grams, batteries.measured, batteries.category)
    assert told == (3, 750, True, "batteries")
    assert refused(recycling.put_piece, pallet, piece=theirs, by=wim) == ["not_ours"]
    assert refused(recycling.put_piece, pallet, piece=ours, by=wim) == ["taken"]
    assert refused(recycling.put_part, pallet, part=part, by=wim) == ["gone"]
    used = harvesting.take_in_part(mechelen, kind="fan", by=wim)
    harvesting.use_part(used, device=make_device(mechelen, wim), by=wim)
    assert refused(recycling.put_part, pallet, part=used, by=wim) == ["none_left"]


def test_a_lot_of_parts_may_weigh_more_than_one_piece(mechelen, pallet, wim):
    lot = harvesting.take_in_part(mechelen, kind="battery", count=3_000, by=wim)
    line = recycling.put_part(pallet, part=lot, by=wim)

    assert (line.grams, line.measured) == (300_000, False)


def test_what_was_used_before_costs_the_climate_nothing_more(mechelen, device, wim):
    given = harvesting.take_in_part(mechelen, kind="charger", origin="given", by=wim)
    device.part_uses.create(part=given, used_by=wim)

    assert impact.new_parts(device) == 0
    assert "Gekregen" in words(papers.reuse_record(device))


def test_a_device_becomes_somebodys_own(device, lut):
    hand_over = recycling.hand_over
    assert refused(hand_over, device, to_name=" ", by=lut) == ["no_name"]
    row = hand_over(device, to_name="Mevrouw Peeters", cents=4_500, by=lut)

    assert device.write_offs.get().reason == WriteOff.Reason.SOLD
    text = words(papers.handover_paper(row))
    assert "45,00 euro" in text
    assert "Mevrouw Peeters" in text
    assert refused(hand_over, device, to_name="x", by=lut) == ["written_off"]


def test_only_what_is_ready_is_given_away(mechelen, lut):
    raw = make_device(mechelen, lut, ready=False)

    assert refused(recycling.hand_over, raw, to_name="An", by=lut) == ["not_erased"]


def test_write_off_is_for_what_has_no_act_of_its_own(device, wim):
    given = {"reason": "recycled", "by": wim}
    assert refused(writing_off.write_off, device, **given) == ["not_chosen"]


# What it saved


def test_what_a_loan_saved_is_a_range_and_shows_how(device, an, wim, mechelen):
    put(device, place=Placement.Place.OUT, person=an)
    stay = device.placements.get(place="out")
    stay.put_at = timezone.now() - timedelta(days=365, hours=1)
    stay.save()
    part = harvesting.take_in_part(mechelen, kind="charger", volts=19.5, watts=65, by=wim)
    device.part_uses.create(part=part, used_by=wim)
    saved = paper_queries.saved(mechelen, Device.objects.filter(pk=device.pk))

    assert (saved.displacement, saved.years) == (50, 4)
    [(_device, made)] = saved.lines
    assert (made.loan_days, made.new_parts, made.share) == (365, 4_200, 0.25)
    assert (saved.low, saved.central, saved.high) == (
        round(170_000 * 0.5 * 0.25) - 4_200,
        round(185_000 * 0.5 * 0.25) - 4_200,
        round(265_000 * 0.5 * 0.25) - 4_200,
    )


def test_a_device_on_the_shelf_earns_nothing(device, mechelen):
    saved = paper_queries.saved(mechelen, Device.objects.filter(pk=device.pk))

    assert (saved.low, saved.central, saved.high) == (0, 0, 0)


def test_reckon_keeps_the_figures_of_earlier_editions(device, mechelen, an):
    old = ImpactFactor.objects.create(
        kind="laptop",
        edition="2015",
        source="x",
        boundary="y",
        low=1,
        central=2,
        high=3,
        grams=1,
    )
    ImpactFigure.objects.create(
        device=device,
        factor=old,
        displacement=50,
        years=4,
        loan_days=1,
        new_parts=0,
        low=1,
        central=1,
        high=1,
    )
    assert reckoning.reckon(mechelen) == 1
    put(device, place=Placement.Place.OUT, person=an)
    device.placements.filter(place="out").update(put_at=timezone.now() - timedelta(days=2_000))
    assert reckoning.reckon(mechelen) == 1

    figures = device.impact_figures.order_by("factor__edition")
    assert [one.factor.edition for one in figures] == ["2015", impact.EDITION]
    assert figures[1].central == round(185_000 * 0.5)
    assert ImpactFactor.objects.filter(edition=impact.EDITION).count() == len(Device.Kind)


# Papers


def test_every_paper_agrees_to_the_piece_and_the_gram(mechelen, donation, pallet, wim, lut):
    WorkshopPolicy.objects.create(digibank=mechelen, centre="Kringwinkel De Kade")
    kept = erased(mechelen, donation, wim, "A1", grams=1_700, weighed=True)
    gone = erased(mechelen, donation, wim, "A2", grams=2_000, weighed=True)
    donating.turn_down(
        donation, kind="laptop", refused_for="outdated", left_with="recycler", grams=2_900, by=wim
    )
    donating.turn_down(donation, kind="laptop", refused_for="damaged", left_with="donor", by=wim)
    part = harvesting.harvest(gone, kind="memory", grams=40, by=wim)
    harvesting.test_part(part, fine=True, by=wim)
    harvesting.use_part(part, device=kept, by=wim)
    benched(kept, wim)
    release(kept, by=lut)
    recycling.put_device(pallet, device=gone, by=wim)
    recycling.put_piece(pallet, piece=donation.pieces.get(left_with="recycler"), by=wim)
    before = paper_queries.balance_of(donation)
    recycling.leave(pallet, proof_number="R-1", by=wim)

    of_donation = paper_queries.balance_of(donation)
    of_year = paper_queries.balance_of_year(mechelen, localdate().year)

    assert before.recycled_all.pieces == 0
    assert of_donation.pieces_in == 4
    assert dict(of_donation.fates) == {"ready": 1, "recycled": 1}
    for made in (of_donation, of_year):
        told = (made.accepted.pieces, made.accepted.measured, made.accepted.estimated)
        assert told == (2, 3_700, 0)
        assert (made.prepared.pieces, made.prepared.grams) == (1, 1_700)
        assert (made.parts_used.pieces, made.parts_used.grams) == (1, 40)
        assert (made.recycled_all.pieces, made.recycled_all.grams) == (2, 1_960 + 2_900)
        assert (made.refused_to_donor.pieces, made.refused_to_donor.estimated) == (1, 1_650)
    rows = list(paper_queries.register(mechelen, localdate().year))
    assert [(row[2], row[5], row[9]) for row in rows[1:]] == [
        ("Laptop", 1_960, gone.label),
        ("Laptop", 2_900, ""),
    ]
    assert ShipmentLine.objects.count() == 2
    statement = words(papers.statement(mechelen, localdate().year))
    report = words(papers.donor_report(donation))
    for text in (statement, report):
        assert "4,86 kg" in text
        assert "1,7 kg" in text
    assert "Kringwinkel De Kade" in statement
    record = words(papers.reuse_record(kept))
    for known in (kept.label, "Kringwinkel De Kade", donation.number, "Energieverbruik"):
        assert known in record
    assert "niet ingevuld" in record


def test_the_report_for_a_donor_says_nothing_of_a_borrower(mechelen, donation, an, wim, lut):
    device = erased(mechelen, donation, wim, "A1")
    benched(device, wim)
    release(device, by=lut)
    put(device, place=Placement.Place.OUT, person=an)

    text = words(papers.donor_report(donation))
    assert an.family_name not in text
    assert an.given_name not in text.split()


def test_the_names_of_the_tests_are_data(mechelen, device, wim):
    WorkshopPolicy.objects.create(
        digibank=mechelen, tests="Isolatieweerstand = safe\nVerbruik in stand-by\n"
    )

    told = [(one.name, one.words) for one in paper_queries.tested(device)]
    assert told == [("Isolatieweerstand", "Werkt"), ("Verbruik in stand-by", "niet ingevuld")]


def test_a_device_without_a_donation_has_a_record_too(device):
    text = words(papers.reuse_record(device))

    assert device.label in text
