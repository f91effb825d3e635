"""Any truncation, any key gone, any value of another kind: never an exception, never a wrong
"erased"."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digibank.devices.reports import HEALTH_REASONS, REASONS, WARNINGS, read
from digibank.devices.reports.nwipe import WRITING
from tests.devices.reports import made_up, real
from tests.devices.reports.test_lshw import ANYTHING, SYSTEM, spots

TREES = {**made_up.TREES, "lshw": SYSTEM}
RAW = {name: json.dumps(tree, indent=1).encode() for name, tree in TREES.items()}
RAW |= {name: text.encode() for name, text in made_up.TEXTS.items()}
SERIALS = {"D0MADE1", "N0MADE2"}


def sound(report):
    """Every code has its sentence, everything can be kept, and a proof names a drive we know."""
    assert set(report.warnings) <= set(WARNINGS)
    json.dumps(report.facts.as_json()).encode()
    assert {one.reason for one in report.facts.erasures} <= {"", *REASONS}
    assert all(one.erased == (not one.reason) for one in report.facts.erasures)
    assert {one.serial for one in report.facts.erasures if one.erased} <= SERIALS
    for disk in report.facts.disks:
        assert {code for _, code in disk.health_reasons} <= set(HEALTH_REASONS)
    return report


@pytest.mark.parametrize("name", sorted(RAW))
def test_any_truncation_at_any_byte(name):
    whole = {one.serial for one in read(RAW[name]).facts.erasures if one.erased}

    for length in range(0, len(RAW[name]), 1 if len(RAW[name]) < 4000 else 3):
        report = sound(read(RAW[name][:length]))
        assert {one.serial for one in report.facts.erasures if one.erased} <= whole


@pytest.mark.parametrize("name", sorted(TREES))
def test_any_key_removed(name):
    for path in spots(TREES[name]):
        sound(read(changed(TREES[name], path, lambda box, key: box.pop(key))))


@given(st.data(), ANYTHING)
@settings(max_examples=400, deadline=None)
def test_any_value_of_another_type(data, value):
    tree = TREES[data.draw(st.sampled_from(sorted(TREES)))]
    path = data.draw(st.sampled_from(list(spots(tree))))

    sound(read(changed(tree, path, lambda box, key: box.__setitem__(key, value))))


@pytest.mark.parametrize("path", list(spots(made_up.COMPONENTS[-1]["actions"][1])), ids=str)
@pytest.mark.parametrize("value", [None, 7, "", "Error", [], {}, "2022-01-12T00:00:00+00:00"])
def test_a_damaged_erasure_of_workbench_proves_nothing(path, value):
    """Each of its parts carries the proof, so that each change but one of equal worth ends it."""
    erasure = made_up.COMPONENTS[-1]["actions"][1]
    if path[-1] == "startTime" and isinstance(value, str) and value.startswith("2022"):
        return  # an earlier start is as good
    tree = copy.deepcopy(made_up.FIRST)
    box = tree["components"][-1]["actions"][1]
    for key in path[:-1]:
        box = box[key]
    box[path[-1]] = value

    report = read(json.dumps(tree).encode())

    assert erasure["severity"] == "Info"
    assert [one for one in report.facts.erasures if one.erased] == []


LINES = made_up.NWIPE.splitlines()


@pytest.mark.parametrize("at", range(len(LINES)))
def test_a_log_of_nwipe_without_one_line_proves_no_more(at):
    report = sound(read("\n".join(LINES[:at] + LINES[at + 1 :]).encode()))
    needed = ("Found", "Verified", " | Erased", "|           0", "100.00%", "Summary", "Status **")

    if any(word in LINES[at] for word in needed) and "successfully" not in LINES[at]:
        assert sum(one.erased for one in report.facts.erasures) < 2


@given(st.sampled_from(range(len(made_up.NWIPE))), st.text(max_size=3))
@settings(max_examples=600, deadline=None)
def test_a_log_of_nwipe_with_any_sign_changed(at, signs):
    report = sound(read((made_up.NWIPE[:at] + signs + made_up.NWIPE[at + 1 :]).encode()))

    for one in report.facts.erasures:
        if one.erased:
            assert one.method.split(" (")[0] in WRITING


@given(st.binary(max_size=400))
def test_any_bytes(raw):
    sound(read(raw))


@given(st.sampled_from(sorted(RAW)), st.integers(0, 10**6), st.binary(max_size=8))
@settings(max_examples=400, deadline=None)
def test_any_bytes_anywhere(name, at, noise):
    raw = RAW[name]
    at %= len(raw)

    assert set(read(raw[:at] + noise + raw[at + len(noise) :]).warnings) <= set(WARNINGS)


def changed(tree, path, act):
    tree = copy.deepcopy(tree)
    box = tree
    for key in path[:-1]:
        box = box[key]
    act(box, path[-1])
    return json.dumps(tree).encode()


@real.real
@pytest.mark.parametrize("path", real.files(), ids=lambda path: path.name[:60])
def test_real_reports_are_read_and_survive_truncation(path):
    raw = path.read_bytes()
    report = read(raw)

    assert set(report.warnings) <= set(WARNINGS)
    for length in range(0, len(raw), max(1, len(raw) // 12)):
        assert set(read(raw[:length]).warnings) <= set(WARNINGS)
