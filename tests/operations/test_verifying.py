import tomllib
from pathlib import Path

import pytest
from django.db import connection

from digibank import VERSION
from digibank.ledger.models import Entry
from digibank.ledger.recording import record
from digibank.ledger.sealing import seal
from digibank.lobby.verifying import verify
from digibank.paper import keeping, shelves
from tests.ledger.conftest import drop_guards


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


def faults():
    return {finding.part: finding.faults for finding in verify()}


def test_verify_finds_nothing_in_a_sound_house(an, lut):
    record("met", an, by=lut)
    seal()
    keeping.keep(b"picture", name="a.txt", by=lut)

    assert faults() == {"Ledger": [], "Database": [], "Files": []}
    assert [finding.words for finding in verify()] == [
        "1 entries, 1 seals, 0 entries wait for a seal",
        connection.vendor,
        "1 attachments",
    ]


def test_verify_names_broken_seals_and_missing_triggers(an, lut):
    record("met", an, by=lut)
    seal()
    drop_guards()
    Entry.objects.update(verb="lost")

    found = faults()["Ledger"]
    assert found[0] == "seal 1 is broken"
    assert found[1] == "the trigger ledger_detail_unchanged is missing"
    assert len(found) == 7


def test_verify_names_damaged_and_missing_attachments(lut):
    gone = keeping.keep(b"gone", name="a.txt", by=lut)
    changed = keeping.keep(b"changed", name="b.txt", by=lut)
    (shelves.root() / gone.file.name).unlink()
    (shelves.root() / changed.file.name).write_bytes(b"other")

    assert faults()["Files"] == [
        f"attachment {gone.pk} is missing or damaged",
        f"attachment {changed.pk} is missing or damaged",
    ]


def test_verify_finds_a_row_that_points_nowhere(filled):
    if filled.database_url:
        filled.sql(
            "SET session_replication_role = replica",
            "UPDATE people_person SET digibank_id = 99 WHERE family_name = '3'",
        )
        fault = "people_person: 1 rows point to a row of network_digibank that is not there"
    else:
        filled.sql("UPDATE people_person SET digibank_id = 99 WHERE family_name = '3'")
        fault = "people_person, row 4: points to a row of network_digibank that is not there"
    done = filled.run("verify")

    assert done.returncode == 1
    assert f"  - {fault}\n" in done.stdout
    assert done.stderr == "CommandError: 1 faults. Keep this database, and restore a backup.\n"


def test_verify_finds_a_constraint_that_was_left_unchecked(filled):
    if filled.database_url:
        filled.sql(
            "ALTER TABLE people_person ADD CONSTRAINT short"
            " CHECK (length(given_name) < 2) NOT VALID"
        )
        fault = "people_person: short: not checked"
    else:
        filled.sql(
            "PRAGMA ignore_check_constraints = 1",
            "UPDATE network_digibank SET target_count = -1",
        )
        fault = "CHECK constraint failed in network_digibank"
    done = filled.run("verify")

    assert done.returncode == 1
    assert f"  - {fault}\n" in done.stdout


def test_verify_of_a_sound_installation_ends_with_0(filled):
    done = filled.run("verify")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == (
        "Ledger    sound   10 entries, 3 seals, 0 entries wait for a seal"
    )


def test_the_version_is_that_of_the_project():
    assert tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"] == VERSION
