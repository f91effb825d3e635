"""Work orders, parts, photos, and the statement of a trainee."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import localdate
from PIL import Image

from digibank.devices import harvesting, papers, repair_queries, repairing
from digibank.devices.models import (
    Device,
    Erasure,
    PartUse,
    Placement,
    RepairRecord,
    SparePart,
    WriteOff,
)
from digibank.devices.placing import put
from digibank.network.models import Role
from tests.conftest import account, make_device, refused
from tests.devices.test_certificates import words


@pytest.fixture
def tuur(mechelen):
    return account("Tuur", mechelen, Role.TRAINEE)


@pytest.fixture
def order(device, wim):
    return repairing.open_order(device, fault="screen", problem="Barst in het scherm.", by=wim)


@pytest.fixture
def task(order, wim):
    return repairing.add_task(order, words="Scherm vervangen", skill="practised", by=wim)


def step(device):
    return Device.objects.get(pk=device.pk).stage.step


def test_a_repair_brings_the_device_to_the_workshop(device, order, wim):
    assert step(device) == "repair"
    assert not Device.objects.get(pk=device.pk).is_released()
    assert device.placements.open().get().place == "workshop"
    assert refused(repairing.open_order, device, fault="boot", by=wim) == ["taken"]
    assert refused(repairing.open_order, device, fault="ghost", by=wim) != []


def test_what_a_trainee_does_a_coach_signs_and_then_it_can_be_closed(
    device, order, task, tuur, wim, lut
):
    repairing.work(task, minutes=40, remark="Losgeschroefd.", by=tuur)
    assert refused(repairing.close_order, order, result="fixed", by=wim) == ["not_signed"]
    assert refused(repairing.sign_off, task, by=tuur) == ["own_work"]
    signed = repairing.sign_off(task, by=wim)
    assert signed.signed_by == wim
    assert refused(repairing.sign_off, task, by=wim) == ["taken"]

    closed = repairing.close_order(order, result="fixed", by=wim)

    assert (closed.result, closed.closed_by, step(device)) == ("fixed", wim, "check")
    assert refused(repairing.work, task, minutes=5, by=wim) == ["taken"]


def test_the_sign_off_falls_when_somebody_else_works_on_it(order, task, tuur, wim, lut):
    repairing.work(task, minutes=40, by=tuur)
    signed = repairing.sign_off(task, by=wim)
    repairing.work(task, minutes=5, by=tuur)
    signed.refresh_from_db()
    assert signed.fell_at is None
    repairing.work(task, minutes=5, by=lut)
    signed.refresh_from_db()
    assert signed.fell_at is not None
    assert refused(repairing.close_order, order, result="fixed", by=wim) == ["not_signed"]


def test_a_technician_needs_no_signature(order, task, wim):
    repairing.work(task, minutes=10, by=wim)

    assert repairing.close_order(order, result="fixed", by=wim).closed_at is not None


def test_a_repair_ends_with_what_ords_asks(order, task, wim):
    assert refused(repairing.close_order, order, result="fixed", by=wim) == ["not_done"]
    assert refused(repairing.close_order, order, result="end_of_life", by=wim) == ["no_barrier"]
    made = repairing.close_order(order, result="end_of_life", barrier="dear_parts", by=wim)
    assert (made.result, made.barrier) == ("end_of_life", "dear_parts")


def test_a_task_wants_words_and_minutes(order, task, wim):
    assert refused(repairing.add_task, order, words=" ", by=wim) == ["no_words"]
    assert refused(repairing.work, task, minutes=0, by=wim) == ["min_value"]
    assert refused(repairing.sign_off, task, by=wim) == ["not_done"]
    for number in range(39):
        repairing.add_task(order, words=f"Stap {number}", by=wim)
    assert refused(repairing.add_task, order, words="Nog een", by=wim) == ["too_many"]


# Photos


def photo(kind="JPEG", exif=True):
    picture = Image.new("RGB", (3_000, 1_000), "orange")
    file = BytesIO()
    data = Image.Exif()
    data[0x010F] = "Fairphone"  # the maker
    data.get_ifd(0x8825)[1] = "N"  # where it was taken
    picture.save(file, kind, **({"exif": data} if exif else {}))
    return ContentFile(file.getvalue(), name="IMG_2026.jpg")


def test_a_photo_loses_its_place_and_shrinks(device, wim):
    made = repairing.take_photo(device, upload=photo(), words="Barst", by=wim)

    with made.file.file.open() as kept, Image.open(kept) as picture:
        assert (picture.size, dict(picture.getexif())) == ((2_000, 667), {})
    assert made.file.name.endswith(".jpg")


@pytest.mark.parametrize(
    "raw", [b"", b"GIF89a", b"%PDF-1.7", photo().read()[:200], b"\x89PNG\r\n\x1a\n" + b"\0" * 40]
)
def test_what_is_no_picture_is_refused(device, wim, raw):
    code = refused(repairing.take_photo, device, upload=ContentFile(raw, name="x.jpg"), by=wim)

    assert code == ["no_picture"]
    assert device.photos.count() == 0


def test_a_photo_belongs_to_a_task_of_that_device(device, task, mechelen, wim):
    other = make_device(mechelen, wim)

    code = refused(repairing.take_photo, other, upload=photo(), task=task, by=wim)
    assert code == ["other_device"]
    assert repairing.take_photo(device, upload=photo(), task=task, by=wim).task == task


# Parts


@pytest.fixture
def donor(mechelen, wim):
    device = make_device(mechelen, wim, ready=False, grams=2_000, weighed=True)
    Erasure.objects.create(device=device, technique="overwrite", erased_by=wim)
    return device


def test_a_part_out_of_a_device_makes_it_a_donor(donor, wim):
    part = harvesting.harvest(donor, kind="screen", name="14 inch", grams=300, by=wim)

    assert (part.from_device, part.tested_fine) == (donor, None)
    assert step(donor) == "gone"
    assert donor.write_offs.get().reason == WriteOff.Reason.PARTS
    assert harvesting.left_of(donor) == (1_700, True)
    assert refused(harvesting.harvest, donor, kind="fan", grams=1_701, by=wim) == ["too_heavy"]
    harvesting.harvest(donor, kind="keyboard", grams=1_700, by=wim)
    assert harvesting.left_of(donor) == (0, True)


def test_harvest_refuses_what_must_not_leave(mechelen, wim, device, an):
    raw = make_device(mechelen, wim, ready=False)
    assert refused(harvesting.harvest, raw, kind="drive", by=wim) == ["not_erased"]
    raw.locks.create(kind="firmware", found_by=wim)
    assert refused(harvesting.harvest, raw, kind="board", by=wim) == ["locked"]
    put(device, place=Placement.Place.OUT, person=an)
    assert refused(harvesting.harvest, device, kind="fan", by=wim) == ["out"]
    put(device, place=Placement.Place.TRANSIT)
    assert refused(harvesting.harvest, device, kind="fan", by=wim) == ["in_transit"]
    put(device, place=Placement.Place.GONE)
    assert refused(harvesting.harvest, device, kind="fan", by=wim) == ["gone_otherwise"]


def test_a_harvested_part_is_tested_before_it_is_used(donor, device, order, wim):
    part = harvesting.harvest(donor, kind="screen", by=wim)
    given = {"device": device, "order": order, "by": wim}
    assert refused(harvesting.use_part, part, **given) == ["not_tested"]
    harvesting.test_part(part, fine=False, by=wim)
    assert refused(harvesting.use_part, part, **given) == ["broken"]
    harvesting.test_part(part, fine=True, by=wim)

    use = harvesting.use_part(part, **given)

    assert (use.part, use.order, use.count) == (part, order, 1)
    assert refused(harvesting.use_part, part, **given) == ["not_enough"]
    assert list(SparePart.objects.in_stock()) == []


def test_a_stock_of_parts_is_counted_from_what_was_used(mechelen, device, wim):
    part = harvesting.take_in_part(mechelen, kind="memory", name="8 GB", count=3, by=wim)
    harvesting.use_part(part, device=device, count=2, by=wim)

    assert refused(harvesting.use_part, part, device=device, count=2, by=wim) == ["not_enough"]
    assert SparePart.objects.in_stock().get().left == 1
    assert PartUse.objects.get().count == 2


def test_parts_of_another_digibank_and_devices_that_are_gone_are_refused(
    mechelen, elsewhere, device, zoe, wim, order
):
    theirs = harvesting.take_in_part(elsewhere, kind="fan", by=zoe)
    assert refused(harvesting.use_part, theirs, device=device, by=wim) == ["other_digibank"]
    mine = harvesting.take_in_part(mechelen, kind="fan", by=wim)
    other = make_device(mechelen, wim)
    given = {"device": other, "order": order, "by": wim}
    assert refused(harvesting.use_part, mine, **given) == ["other_device"]
    put(other, place=Placement.Place.GONE)
    assert refused(harvesting.use_part, mine, device=other, by=wim) == ["written_off"]


def test_a_swollen_battery_is_set_apart(mechelen, device, wim):
    part = harvesting.take_in_part(mechelen, kind="battery", by=wim)
    harvesting.set_apart(part, by=wim)

    assert refused(harvesting.set_apart, part, by=wim) == ["taken"]
    assert refused(harvesting.use_part, part, device=device, by=wim) == ["set_apart"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"volts": 19.5, "watts": 65, "connector": "4,5 mm"}, []),
        ({"volts": 19.8, "watts": 90, "connector": "4,5 MM"}, []),
        ({"volts": 20.5, "watts": 65, "connector": "4,5 mm"}, ["does_not_fit"]),
        ({"volts": 19.5, "watts": 45, "connector": "4,5 mm"}, ["does_not_fit"]),
        ({"volts": 19.5, "watts": 65, "connector": "USB-C"}, ["does_not_fit"]),
        ({"watts": 65, "connector": "4,5 mm"}, ["does_not_fit"]),
    ],
)
def test_a_charger_fits_by_volts_watts_and_plug(mechelen, device, wim, facts, code):
    part = harvesting.take_in_part(mechelen, kind="charger", by=wim, **facts)
    assert refused(harvesting.use_part, part, device=device, by=wim) == ["no_need"]
    harvesting.need_charger(device, volts=19.5, watts=65, connector="4,5 mm", by=wim)

    if code:
        assert refused(harvesting.use_part, part, device=device, by=wim) == code
    else:
        assert harvesting.use_part(part, device=device, by=wim).part == part


def test_take_in_part_refuses(mechelen, wim):
    take_in = harvesting.take_in_part
    assert refused(take_in, mechelen, kind="fan", serial="S", count=2, by=wim) == ["serial_is_one"]
    assert refused(take_in, mechelen, kind="charger", volts=230, by=wim) == ["volts"]
    assert refused(take_in, mechelen, kind="flux", by=wim) == ["invalid_choice"]
    assert refused(take_in, mechelen, kind="drive", origin="given", by=wim) == ["used_drive"]
    assert take_in(mechelen, kind="drive", origin="new", by=wim).is_bought


def test_a_part_that_nobody_weighed_makes_the_rest_an_estimate(donor, wim):
    harvesting.harvest(donor, kind="fan", by=wim)

    assert harvesting.left_of(donor) == (1_900, False)


def test_a_phone_makes_two_pictures_in_one_file(device, wim):
    file = BytesIO()
    pictures = [Image.new("RGB", (60, 40), colour) for colour in ("orange", "purple")]
    pictures[0].save(file, "MPO", save_all=True, append_images=pictures[1:])
    upload = ContentFile(file.getvalue(), name="x.jpg")

    assert repairing.take_photo(device, upload=upload, by=wim).file.media_type == "image/jpeg"


# What history says


def test_odds_come_from_what_others_and_we_repaired(
    mechelen, elsewhere, device, order, task, wim, zoe
):
    assert repair_queries.odds(mechelen, "laptop", "screen") is None
    RepairRecord.objects.bulk_create(
        RepairRecord(
            ords_id=f"test_{number}",
            product_category_id=16,
            repair_status="Fixed" if number < 3 else "End of life",
            fault="screen",
        )
        for number in range(9)
    )
    RepairRecord.objects.create(
        ords_id="digibank-1", product_category_id=16, repair_status="Fixed", fault="screen"
    )
    theirs = repairing.open_order(make_device(elsewhere, zoe), fault="screen", by=zoe)
    repairing.close_order(theirs, result="repairable", by=zoe)
    repairing.work(task, minutes=10, by=wim)
    repairing.close_order(order, result="fixed", by=wim)

    found = repair_queries.odds(mechelen, "laptop", "screen")
    assert (found.percent, found.count, found.ours) == (40, 10, 1)
    assert repair_queries.odds(mechelen, "tablet", "screen") is None


def test_a_trainee_takes_hours_and_skills_along(order, task, tuur, wim, mechelen):
    repairing.work(task, minutes=40, by=tuur)
    repairing.work(task, minutes=35, by=tuur)
    other = repairing.add_task(order, words="Testen", by=wim)
    repairing.work(other, minutes=10, by=tuur)
    repairing.sign_off(task, by=wim)
    today = localdate()

    made = repair_queries.learnt(tuur, mechelen, today, today)

    assert (made.minutes, made.signed, made.by_fault) == (85, 1, [("Scherm", 2)])
    assert [(count, minutes) for _skill, count, minutes in made.by_skill] == [(1, 75), (1, 10)]
    text = words(papers.work_statement(tuur, mechelen, today, today, wim))
    assert "1 u 25" in text
    assert "Tuur" in text
    before = today - timedelta(days=9)
    assert repair_queries.learnt(tuur, mechelen, before, before).minutes == 0
