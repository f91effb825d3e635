"""The reference readings of the real reports, value by value."""

import pytest

from digibank.devices.reports import read
from tests.devices.reports.real import DATA, files, must_be_here, real, rows

EXPECTED = {row["file"]: row for row in rows("smartctl/EXPECTED.csv")}
COLUMNS = {
    "model": "model",
    "byte_count": "bytes",
    "rotation_rate": "rotation_rate",
    "smart_passed": "smart_passed",
    "power_on_hours": "power_on_hours",
    "percentage_used": "nvme_percentage_used",
    "media_errors": "nvme_media_errors",
    "critical_warning": "nvme_critical_warning",
    "reallocated": "ata5_reallocated",
    "pending": "ata197_pending",
    "uncorrectable": "ata198_offline_uncorr",
}


def test_the_real_reports_are_here_under_ci():
    assert must_be_here(), f"{DATA} is missing"


@real
def test_there_are_as_many_real_reports_as_we_think():
    assert (len(files()), len(EXPECTED)) == (106, 44)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_smartctl_equals_the_reference(name):
    row = EXPECTED[name]
    report = read((DATA / "smartctl" / name).read_bytes())
    if not row["protocol"]:
        assert report.facts.disks == ()
        return
    (disk,) = report.facts.disks

    found = {column: getattr(disk, name) for name, column in COLUMNS.items()}
    assert found == {column: typed(column, row[column]) for column in found}
    assert disk.serial == ("" if row["serial"] == "REDACTED" else row["serial"])


def typed(column, text):
    if column == "model":
        return text
    if column == "smart_passed":
        return {"True": True, "False": False}.get(text)
    return int(text) if text else None


@real
def test_every_real_report_is_understood_but_the_empty_one():
    lost = [path.name for path in files() if not read(path.read_bytes()).format]

    assert lost == ["ereuse_wbscript-2025_vc-envelope_DeviceSnapshotV1_0.json"]
