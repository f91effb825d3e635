"""Real reports are read from ../shared/data; nothing of them stands in the project."""

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digibank.devices.reports import WARNINGS, Battery, Disk, Facts, Report, junk, read
from tests.devices.reports.real import DATA, real, rows

EXPECTED = {row["file"]: row for row in rows("lshw/EXPECTED.csv")}
# What the reference readings give raw and we call unknown, value by value.
UNKNOWN = {
    "INVALID",
    "Base Board Product Name",
    "System manufacturer",
    "System Product Name",
    "System Serial Number",
    "MB-1234567890",
}
NO_SERIAL = {"C", "0"}  # of two USB sticks


def disks(text):
    parts = [disk.split("#") for disk in text.split(" / ") if disk]
    return tuple(
        (product, "" if serial in NO_SERIAL else serial, int(size))
        for product, serial, size in parts
    )


def expected(row):
    told = {key: "" if value in UNKNOWN else value for key, value in row.items()}
    return Facts(
        maker=told["raw_vendor"],
        model=told["suggested_model"],
        serial=told["raw_serial"],
        uuid=told["uuid"],
        chassis=told["chassis"],
        board_maker=told["board_vendor"],
        board_model=told["board_product"],
        board_serial=told["board_serial"],
        cpu=told["cpu_product"],
        memory_bytes=int(told["ram_bytes_memory_node"] or told["ram_bytes_sum_of_banks"]),
        macs=tuple(told["macs"].split()),
    )


@real
def test_read_understands_every_real_report():
    assert len(EXPECTED) == 14
    for name, row in EXPECTED.items():
        report = read((DATA / "lshw" / name).read_bytes())
        told = report.facts
        bare = replace(told, disks=(), sticks=(), batteries=(), outside_macs=())

        assert (report.format, bare) == ("lshw", expected(row)), name
        assert plain(told.disks) == disks(row["internal_disks(product#serial#bytes)"]), name
        assert plain(told.sticks) == disks(row["usb_disks_to_ignore"]), name
        assert len(told.batteries) == int(row["n_battery_nodes"]), name


def plain(disks):
    return tuple((disk.model, disk.serial, disk.byte_count) for disk in disks)


@real
def test_what_is_plugged_in_is_no_part_of_the_computer():
    report = read((DATA / "lshw/wblite2022.03_lenovo-x1-carbon5_nvme.lshw.json").read_bytes())

    assert report.facts.outside_macs == ("48:65:ee:17:57:1a",)  # of its docking station
    assert report.facts.built_in_macs == ("00:28:f8:a6:d5:7e", "54:e1:ad:11:fb:b7")


@real
def test_every_placeholder_of_the_list_is_junk():
    values = rows("identity/fgdb_generic_identifiers.csv")
    kept = [row["value"] for row in values if junk.known_serial(row["value"])]
    named = [row["value"] for row in values if row["only_serial"] == "f"]

    assert len(values) == 66
    assert kept == []
    assert [value for value in named if junk.known(value)] == []


@real
def test_no_real_value_is_taken_for_junk():
    for row in EXPECTED.values():
        for key in ("raw_vendor", "suggested_model"):
            assert row[key] in UNKNOWN or junk.known(row[key]) == row[key]
        assert (
            row["raw_serial"] in UNKNOWN
            or junk.known_serial(row["raw_serial"]) == (row["raw_serial"])
        )


SYSTEM = {
    "id": "pc",
    "class": "system",
    "vendor": "LENOVO",
    "product": "20XX (LENOVO_MT_20XX)",
    "version": "ThinkPad T14",
    "serial": "PF3MADE1",
    "configuration": {"chassis": "notebook", "uuid": "11f04a2b-9c3d-4e5f-8a6b-7c8d9e0f1a2b"},
    "children": [
        {
            "id": "core",
            "class": "bus",
            "vendor": "LENOVO",
            "product": "20XX",
            "serial": "L1HF0MADEUP",
            "children": [
                {
                    "id": "memory",
                    "class": "memory",
                    "size": 8 * 1024**3,
                    "children": [
                        {"id": "bank:0", "class": "memory", "size": 8 * 1024**3},
                        {"id": "bank:1", "class": "memory"},
                    ],
                },
                {"id": "cpu", "class": "processor", "product": "Made Up i5"},
                {
                    "id": "nvme",
                    "class": "storage",
                    "product": "MADEUP 256",
                    "serial": "S0MADE",
                    "children": [
                        {"id": "namespace:0", "class": "disk"},
                        {"id": "namespace:1", "class": "disk", "size": 256060514304},
                    ],
                },
                {
                    "id": "usb",
                    "class": "bus",
                    "children": [
                        {"id": "disk", "class": "disk", "product": "Stick", "size": 15500574720}
                    ],
                },
                {"id": "network", "class": "network", "serial": "02:00:00:00:00:01"},
            ],
        },
        {"id": "battery", "class": "power", "product": "Cell", "capacity": 57000},
    ],
}
UNDERSTOOD = Facts(
    maker="LENOVO",
    model="ThinkPad T14",
    serial="PF3MADE1",
    uuid="11f04a2b-9c3d-4e5f-8a6b-7c8d9e0f1a2b",
    chassis="notebook",
    board_maker="LENOVO",
    board_model="20XX",
    board_serial="L1HF0MADEUP",
    cpu="Made Up i5",
    memory_bytes=8 * 1024**3,
    disks=(Disk("MADEUP 256", "S0MADE", 256060514304, "nvme"),),
    sticks=(Disk("Stick", "", 15500574720),),
    batteries=(Battery(model="Cell", design_mwh=57000),),
    macs=("02:00:00:00:00:01",),
)


def written(tree=SYSTEM):
    """As lshw writes it: one key on a line."""
    return json.dumps(tree, indent=2).encode()


def test_read_understands_an_object_and_a_list_with_one():
    assert read(written()) == Report("lshw", UNDERSTOOD, ("stick",))
    assert read(written([SYSTEM])) == read(written())


def test_facts_tell_type_and_storage():
    assert (UNDERSTOOD.kind, UNDERSTOOD.storage_bytes) == ("laptop", 256060514304)
    assert UNDERSTOOD.as_json()["batteries"] == [
        {
            "maker": "",
            "model": "Cell",
            "serial": "",
            "design_mwh": 57000,
            "health_percent": None,
            "cycles": None,
        }
    ]


@pytest.mark.parametrize(
    ("chassis", "batteries", "kind"),
    [
        ("laptop", 0, "laptop"),
        ("low-profile", 0, "desktop"),
        ("detachable", 1, "tablet"),
        ("", 1, "laptop"),
        ("", 0, ""),
        ("rackmount", 0, ""),
    ],
)
def test_the_type_follows_from_the_chassis(chassis, batteries, kind):
    assert Facts(chassis=chassis, batteries=(Battery(),) * batteries).kind == kind


def test_storage_that_nobody_saw_is_unknown():
    assert Facts().storage_bytes is None


def test_read_takes_a_list_of_one_class_as_a_part_of_the_report():
    banks = [{"id": "bank:0", "class": "memory", "size": 1024}]
    disk = [{"id": "disk", "class": "disk", "size": 5, "product": "X1", "businfo": "scsi@0:0.0.0"}]
    stick = [{"id": "disk", "class": "disk", "size": 5, "product": "X1", "businfo": "usb@1:2"}]

    report = read(written(banks + disk))

    assert (report.facts.memory_bytes, report.facts.disks) == (1024, (Disk("X1", "", 5),))
    assert report.warnings == ("partial",)
    assert read(written(stick)).facts.disks == ()


def test_read_adds_up_the_banks_when_the_board_is_silent():
    tree = copy.deepcopy(SYSTEM)
    del tree["children"][0]["children"][0]["size"]

    assert read(written(tree)).facts.memory_bytes == 8 * 1024**3


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_read_understands_other_encodings_with_a_mark(mark):
    assert read(written().decode().encode(mark)).facts == UNDERSTOOD


def test_read_mends_letters_in_the_wrong_encoding():
    tree = copy.deepcopy(SYSTEM)
    tree["children"][1]["product"] = "Batterie \N{LATIN SMALL LETTER E WITH ACUTE}"
    raw = json.dumps(tree, ensure_ascii=False).encode("latin-1")

    cell = Battery(model="Batterie \N{REPLACEMENT CHARACTER}", design_mwh=57000)
    facts = replace(UNDERSTOOD, batteries=(cell,))
    assert read(raw) == Report("lshw", facts, ("encoding", "stick"))


def test_read_mends_missing_and_loose_commas():
    text = written().decode()

    for broken in (
        text.replace("},", "}"),
        text.replace('",\n', '"\n'),
        text.replace("}\n", "},\n"),
        "WARNING: you should run this program as super-user.\n" + text.replace("},", "}"),
    ):
        assert read(broken.encode()) == Report("lshw", UNDERSTOOD, ("repaired", "stick"))


def test_read_mends_a_loose_quote():
    broken = written().decode().replace('"Cell"', '"Cell "3" of 4"')

    assert read(broken.encode()).facts == UNDERSTOOD


def test_read_understands_raw_control_signs():
    raw = written().replace(b"S0MADE", b"S0\x01MADE")

    assert read(raw).facts.disks[0].serial == "S0 MADE"


def test_read_says_that_the_end_is_missing():
    report = read(written()[:400])

    assert (report.facts.maker, report.facts.serial) == ("LENOVO", "PF3MADE1")
    assert report.warnings == ("cut_off", "no_memory", "no_disk")


@pytest.mark.parametrize(
    ("raw", "warnings"),
    [
        (b"", ("empty",)),
        (b" \n", ("empty",)),
        (b"\x89PNG\r\n\x1a\n\0\0", ("not_text",)),
        (b"PK\x03\x04\0\0\0", ("not_text",)),
        (b"Vendor: Lenovo", ("not_report",)),
        (b"<node id='pc'/>", ("not_report",)),
        (b"[" * 200_000, ("not_report",)),
        (b'{"a":' * 200_000, ("not_report",)),
        (b'{"name": "something else"}', ("not_report",)),
        (b"7", ("not_report",)),
        (b"[]", ("not_report",)),
        (b'{"name": "half', ("not_report",)),
        (b'{"size": ' + b"9" * 5000 + b"}", ("not_report",)),
    ],
)
def test_read_says_what_is_wrong_with_what_it_cannot_read(raw, warnings):
    report = read(raw)

    assert (report.format, report.facts, report.warnings) == ("", Facts(), warnings)
    assert set(report.warnings) <= set(WARNINGS)


def test_read_counts_no_more_disks_than_a_computer_has():
    tree = [{"id": "disk", "class": "disk", "size": 1}] * 1000

    assert len(read(written(tree)).facts.disks) == 32


@pytest.mark.parametrize(
    ("size", "bytes_"),
    [("1024", 1024), (-1, None), (True, None), (2**70, None), (1.5, None), ("veel", None)],
)
def test_read_believes_only_sensible_sizes(size, bytes_):
    assert read(
        written([{"id": "memory", "class": "memory", "size": size}])
    ).facts.memory_bytes == (bytes_)


def test_read_says_that_a_machine_is_virtual():
    tree = {"id": "vm", "class": "system", "vendor": "QEMU", "children": []}

    assert read(written(tree)).warnings == (
        "no_model",
        "no_serial",
        "virtual",
        "no_memory",
        "no_disk",
    )


@given(st.integers(0, len(written())))
def test_read_survives_any_truncation(length):
    report = read(written()[:length])

    assert set(report.warnings) <= set(WARNINGS)
    assert report.facts.maker in ("", "LENOVO")


def spots(tree, path=()):
    """The path to every value in `tree`."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in pairs:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from spots(value, (*path, key))


def changed(path, act):
    tree = copy.deepcopy(SYSTEM)
    box = tree
    for key in path[:-1]:
        box = box[key]
    act(box, path[-1])
    return tree


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("path", list(spots(SYSTEM)), ids=str)
def test_read_survives_the_loss_of_any_key(path):
    report = read(written(changed(path, lambda box, key: box.pop(key))))

    assert report.format == "lshw"
    assert set(report.warnings) <= set(WARNINGS)


@given(st.sampled_from(list(spots(SYSTEM))), ANYTHING)
@settings(max_examples=300)
def test_read_survives_any_value_anywhere(path, value):
    report = read(written(changed(path, lambda box, key: box.__setitem__(key, value))))

    assert set(report.warnings) <= set(WARNINGS)
    json.dumps(report.facts.as_json()).encode()


@given(st.binary())
def test_read_survives_any_bytes(raw):
    assert set(read(raw).warnings) <= set(WARNINGS)


@given(st.text(alphabet='{}[]:,"\\\n abclshw0', max_size=60))
def test_read_survives_anything_that_looks_like_json(text):
    assert set(read(text.encode()).warnings) <= set(WARNINGS)


@real
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_read_survives_the_truncation_of_real_reports(name):
    raw = (DATA / "lshw" / name).read_bytes()

    for length in range(0, len(raw), max(1, len(raw) // 40)):
        assert set(read(raw[:length]).warnings) <= set(WARNINGS)
