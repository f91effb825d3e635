"""The bench, the gate and what a device is fit for."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from digibank.devices import bench_queries, benching, checks, fitness, gates, systems
from digibank.devices.models import Device, Erasure, NeedProfile, Placement, Waiver, WorkOrder
from digibank.devices.placing import put
from digibank.devices.releasing import ask_waiver, release
from digibank.ledger.models import Entry
from tests.conftest import benched, make_device, refused

GB = 1024**3


def fine(device, **other):
    return {one.code: checks.FINE for one in checks.of(device.kind)} | other


@pytest.fixture
def raw(mechelen, wim):
    """A laptop that is erased, and nothing else."""
    facts = {"memory_bytes": 8 * GB, "storage_bytes": 256 * 10**9}
    device = make_device(mechelen, wim, ready=False, **facts)
    Erasure.objects.create(device=device, technique="overwrite", erased_by=wim)
    return device


def lacks(device):
    return [one.code for one in gates.obstacles(Device.objects.get(pk=device.pk))]


def test_inspect_writes_what_was_seen_and_the_grade_follows(raw, wim):
    seen = benching.inspect(
        raw,
        results=fine(raw, camera="absent", keyboard="fault"),
        appearance="C",
        battery_percent=71,
        grams=1_650,
        remark="De e klemt.",
        by=wim,
    )

    assert (str(seen), seen.battery_percent, seen.inspected_by) == ("CB", 71, wim)
    raw.refresh_from_db()
    assert (raw.grams, raw.weighed) == (1_650, True)
    entry = Entry.objects.get()
    told = ("inspected", {"appearance": "C", "function": "B"})
    assert ((entry.verb, entry.facts), entry.detail.words) == (told, {"remark": "De e klemt."})
    assert bench_queries.r2(seen) == "F3/C4"


@pytest.mark.parametrize(
    ("results", "grade"),
    [
        ({}, "A"),
        ({"camera": "absent"}, "A"),
        ({"camera": "fault"}, "B"),
        ({"camera": "fault", "sound": "fault"}, "C"),
        ({"camera": "fault", "sound": "fault", "ports": "fault"}, "C"),
        ({"charger": "fault", "label": "absent"}, "A"),
        ({"boots": "fault"}, "D"),
        ({"safe": "fault"}, "D"),
        ({"screen": "absent"}, "D"),
    ],
)
def test_how_it_works_follows_from_the_checks(raw, results, grade):
    assert checks.grade("laptop", fine(raw, **results)) == grade


def test_an_inspection_takes_the_place_of_the_one_before_and_ends_a_release(device, wim):
    benching.inspect(device, results=fine(device), appearance="A", by=wim)

    assert device.inspections.filter(outdated_at=None).count() == 1
    assert not Device.objects.get(pk=device.pk).is_released()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"results": {"boots": "fine"}}, ["not_all_checked"]),
        ({"appearance": "Z"}, ["invalid_choice"]),
        ({"battery_percent": 101}, ["max_value"]),
        ({"remark": "pin 1234"}, ["secret"]),
        ({"seen": "9"}, ["taken"]),
        ({"grams": 300_000}, ["max_value"]),
    ],
)
def test_inspect_refuses(raw, wim, facts, code):
    given = {"results": fine(raw), "appearance": "A", **facts}

    assert refused(benching.inspect, raw, by=wim, **given) == code
    assert (raw.inspections.count(), Entry.objects.count()) == (0, 0)


def test_inspect_refuses_a_result_that_does_not_exist(raw, wim):
    results = fine(raw, boots="perhaps")
    code = refused(benching.inspect, raw, results=results, appearance="A", by=wim)

    assert code == ["unknown_result"]


def test_inspect_refuses_what_is_out(device, an, wim):
    put(device, place=Placement.Place.OUT, person=an)
    given = {"results": fine(device), "appearance": "A", "by": wim}

    assert refused(benching.inspect, device, **given) == ["out"]


@pytest.mark.parametrize("kind", Device.Kind.values)
def test_every_type_has_checks_and_the_label_is_one(kind):
    codes = [one.code for one in checks.of(kind)]

    assert {"safe", "label"} <= set(codes)
    assert checks.grade(kind, dict.fromkeys(codes, "fine")) == "A"
    assert list(checks.lacking(kind, dict.fromkeys(codes, "fine"))) == []


# Systems


@pytest.mark.parametrize(
    ("system", "version", "until"),
    [
        ("Windows 11", "24H2", date(2026, 10, 13)),
        ("windows 11", "25h2", date(2027, 10, 12)),
        ("Linux Mint", "22.1", date(2029, 4, 30)),
        ("Ubuntu", "24.04.3", date(2029, 5, 31)),
        ("Linux Mint", "99", None),
        ("TempleOS", "5", None),
    ],
)
def test_we_know_until_when_a_system_gets_updates(system, version, until):
    assert systems.supported_until(system, version) == until


def test_install_takes_the_day_that_we_know_or_the_one_that_is_told(raw, wim):
    known = benching.install(raw, system="Linux Mint", version="22", language="nl", by=wim)
    told = benching.install(raw, system="Android", supported_until=date(2028, 1, 1), by=wim)

    assert (known.supported_until, told.supported_until) == (date(2029, 4, 30), date(2028, 1, 1))
    assert raw.installations.get(outdated_at=None) == told
    assert told.is_supported(date(2028, 1, 1))
    assert not told.is_supported(date(2028, 1, 2))
    told.firmware_until = date(2027, 1, 1)
    assert not told.is_supported(date(2028, 1, 1))


# The gate


def test_the_gate_names_everything_that_is_missing(mechelen, wim):
    device = make_device(mechelen, wim, ready=False)

    assert lacks(device) == ["not_erased", "not_tested"]
    Erasure.objects.create(device=device, technique="crypto", erased_by=wim)
    order = WorkOrder.objects.create(device=device, fault="screen", opened_by=wim)
    assert lacks(device) == ["under_repair", "not_tested"]
    order.delete()
    results = fine(device, safe="fault", charger="absent", label="fault", boots="fault")
    benching.inspect(device, results=results, appearance="A", by=wim)
    assert lacks(device) == [
        "unsafe",
        *("not_working", "no_charger", "no_label", "no_system", "not_fit"),
    ]


def test_a_system_without_updates_keeps_it_here(raw, wim):
    benched(raw, wim)
    assert lacks(raw) == []
    raw.installations.update(supported_until=localdate() - timedelta(days=1))
    assert lacks(raw) == ["not_supported"]


def test_release_refuses_with_every_code(raw, wim):
    assert refused(release, raw, by=wim) == ["not_tested"]
    benching.inspect(raw, results=fine(raw, charger="absent"), appearance="B", by=wim)
    assert refused(release, raw, by=wim) == ["no_charger", "no_system"]


def test_a_waiver_needs_a_reason_and_a_second_person(raw, wim, lut):
    benched(raw, wim, results=fine(raw, charger="absent"))
    assert refused(ask_waiver, raw, reason=" ", by=wim) == ["no_reason"]
    ask_waiver(raw, reason="De lader komt morgen.", by=wim)

    assert refused(release, raw, by=wim) == ["second_person"]
    made = release(raw, by=lut)

    assert (made.waiver.agreed_by, made.waiver.codes) == (lut, ["no_charger"])
    entry = Entry.objects.latest("pk")
    told = {"waived": ["no_charger"], "asked_by": wim.pk}
    assert (entry.verb, entry.facts, entry.by) == ("released", told, lut)


def test_a_waiver_covers_no_more_than_was_asked(raw, wim, lut):
    benched(raw, wim, results=fine(raw, charger="absent"))
    ask_waiver(raw, reason="De lader komt morgen.", by=wim)
    raw.installations.update(supported_until=date(2020, 1, 1))

    assert refused(release, raw, by=lut) == ["not_supported"]


def test_what_is_hard_is_waived_by_nobody(raw, wim, lut):
    assert refused(ask_waiver, raw, reason="Toch.", by=wim) == ["not_tested"]
    benched(raw, wim, results=fine(raw, safe="fault"))
    assert refused(ask_waiver, raw, reason="Toch.", by=wim) == ["unsafe"]
    benched(raw, wim)
    assert refused(ask_waiver, raw, reason="Toch.", by=wim) == ["nothing_to_waive"]


def test_who_asks_again_says_it_in_other_words_and_another_is_told(raw, wim, lut):
    benched(raw, wim, results=fine(raw, charger="absent"))
    ask_waiver(raw, reason="Een.", by=wim)
    ask_waiver(raw, reason="Twee.", by=wim)

    assert Waiver.objects.open().get().reason == "Twee."
    assert refused(ask_waiver, raw, reason="Drie.", by=lut) == ["taken"]


def test_the_database_wants_a_second_person(raw, wim):
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.create(
            digibank=raw.digibank,
            device=raw,
            reason="x",
            asked_by=wim,
            agreed_by=wim,
            agreed_at="2026-01-01T00:00Z",
        )


# What it is fit for


def told(device, profile, seen):
    return fitness.fits(device, [profile], seen)[0].reasons


@pytest.fixture
def profile(mechelen):
    return NeedProfile(
        digibank=mechelen,
        name="Cursus",
        kinds=["laptop"],
        memory_gb=8,
        storage_gb=120,
        battery_percent=50,
        grams=2_000,
        camera=True,
    )


def test_a_device_that_is_good_enough_fits(raw, profile, wim):
    seen = benched(raw, wim, battery_percent=50)
    raw.grams = 2_000

    assert told(raw, profile, seen) == []


def test_every_reason_is_a_sentence(raw, profile, wim):
    raw.memory_bytes, raw.storage_bytes, raw.grams = 4 * GB, None, 2_400
    results = fine(raw, camera="absent")
    seen = raw.inspections.create(
        results=results, appearance="A", function="A", battery_percent=30, inspected_by=wim
    )

    assert told(raw, profile, seen) == [
        "Te weinig geheugen: 4 GB, minstens 8 GB nodig.",
        "Opslag niet bekend.",
        "Batterij te zwak: 30 %, minstens 50 % nodig.",
        "Te zwaar: 2400 g, hoogstens 2000 g.",
        "Geen camera die werkt.",
    ]


def test_a_drive_sold_as_128_gb_is_120_gb_or_more(raw, profile, wim):
    raw.storage_bytes = 119 * 10**9
    seen = benched(raw, wim)

    assert told(raw, profile, seen) == []


def test_what_nobody_looked_at_fits_nothing(raw, profile):
    assert told(raw, profile, None) == [
        "De batterij blijft niet geladen.",
        "Geen camera die werkt.",
    ]


def test_the_usual_profiles_count_until_a_digibank_has_its_own(mechelen, lut):
    assert len(fitness.profiles(mechelen)) == 5
    row = benching.add_profile(mechelen, name="Cursus", kinds=["laptop"], memory_gb=8, by=lut)

    assert fitness.profiles(mechelen) == [row]
    given = {"kinds": ["laptop"], "by": lut}
    assert refused(benching.add_profile, mechelen, name="Cursus", **given) == ["taken"]
    assert refused(benching.add_profile, mechelen, name="X", kinds=[], by=lut) == ["no_kinds"]
    assert refused(benching.add_profile, mechelen, name="X", kinds=["fax"], by=lut) == ["no_kinds"]
    benching.end_profile(row, by=lut)
    assert len(fitness.profiles(mechelen)) == 5
    assert refused(benching.end_profile, row, by=lut) == ["taken"]
    for number in range(12):
        benching.add_profile(mechelen, name=f"P{number}", kinds=["laptop"], by=lut)
    assert refused(benching.add_profile, mechelen, name="X", **given) == ["too_many"]
