import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import zipfile

import pytest

from digibank.lobby import archives
from digibank.lobby.archives import Manifest, RefusalError

WRITE = """
import sys, time
from django.db import transaction
from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.paper.keeping import keep
from digibank.people.models import Person
lut, bank = Account.objects.get(), Digibank.objects.get()
print("ready", flush=True)
ends = time.monotonic() + 60
number = 0
while time.monotonic() < ends:
    number += 1
    with transaction.atomic():
        person = Person.objects.create(digibank=bank, given_name="Bo", family_name=str(number))
        record("registered", person, words={"name": "Bo"}, by=lut)
        keep(b"%d of %s" % (number, sys.argv[0].encode()), name="b.txt", by=lut)
"""


def backed_up(installation, file):
    done = installation.run("backup", file)
    assert (done.returncode, done.stderr) == (0, "")
    return file


def restored(installation, file, *words):
    done = installation.run("restore", file, *words)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_a_backup_brings_everything_back(filled, install, tmp_path):
    file = backed_up(filled, tmp_path / "backup.zip")
    other = install("other", like=None)
    told = restored(other, file)

    assert "10 attachments. Everybody logs in again, and no message goes out" in told
    assert other.counts() == filled.counts()
    assert other.counts()["people_person"] == 10
    assert other.files() == filled.files()
    verified = other.run("verify")
    assert (verified.returncode, verified.stdout) == (0, filled.run("verify").stdout)


def test_nothing_goes_out_of_a_backup_that_was_put_back(filled, install, tmp_path):
    file = backed_up(filled, tmp_path / "backup.zip")
    other = install("other", like=None)
    restored(other, file)

    paused = "SELECT digibank_id, reason FROM post_pause WHERE ended_at IS NULL"
    digibanken = other.sql("SELECT id FROM network_digibank")
    assert sorted(map(tuple, other.sql(paused))) == [(row[0], "restored") for row in digibanken]
    assert filled.sql(paused) == []
    restored(other, file, "--replace")  # again: one pause each
    assert len(other.sql(paused)) == len(digibanken)


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside_it(filled, tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    backed_up(filled, folder / "backup.zip")

    assert [path.name for path in folder.iterdir()] == ["backup.zip"]
    assert (folder / "backup.zip").stat().st_mode & 0o777 == 0o600


def test_a_backup_says_what_is_in_it(filled, tmp_path):
    file = backed_up(filled, tmp_path / "backup.zip")
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        found = {
            name: hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if name != "manifest.json"
        }

    assert manifest["members"] == found
    assert len(found) == 11
    assert manifest["vendor"] == ("postgresql" if filled.database_url else "sqlite")
    assert "ledger.0001_initial" in manifest["migrations"]
    whole = file.read_bytes()
    assert whole[-64:].decode() == hashlib.sha256(whole[:-64]).hexdigest()


def test_a_backup_does_not_overwrite(filled, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear An")
    done = filled.run("backup", file)

    assert (done.returncode, file.read_text()) == (1, "Dear An")
    assert done.stderr == f"CommandError: {file} exists already: choose another name.\n"


def test_a_backup_into_a_missing_folder_is_refused_in_a_sentence(filled, tmp_path):
    done = filled.run("backup", tmp_path / "missing/backup.zip")

    assert (done.returncode, done.stderr) == (
        1,
        f"CommandError: No backup in {tmp_path}/missing: No such file or directory.\n",
    )


def test_a_backup_without_room_is_refused_in_a_sentence_and_leaves_nothing(filled, tmp_path):
    """The kernel refuses files of more than 40 kB, as a full disk would."""
    folder = tmp_path / "full"
    folder.mkdir()
    done = filled.run(
        "backup",
        folder / "backup.zip",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )

    assert done.returncode == 1
    assert done.stderr.startswith(
        "CommandError: pg_dump did not" if filled.database_url else "CommandError: No backup in"
    )
    assert list(folder.iterdir()) == []


@pytest.mark.load
def test_a_backup_while_people_work_is_of_one_moment(filled, install, tmp_path):
    writers = [filled.start("shell", "--no-imports", "-c", WRITE) for _ in range(3)]
    try:
        for writer in writers:
            assert writer.stdout.readline() == "ready\n"
        files = [backed_up(filled, tmp_path / f"{number}.zip") for number in range(3)]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    other, sizes = install("other", like=None), []
    for file in files:
        restored(other, file, "--replace")
        counts = other.counts()
        sizes.append(counts["people_person"])
        assert counts["people_person"] == counts["ledger_entry"] == counts["paper_attachment"]
        assert other.run("verify").returncode == 0
    assert 10 < sizes[0] < sizes[1] < sizes[2]


def test_restore_does_not_replace_a_filled_installation_unless_told(filled, tmp_path):
    file = backed_up(filled, tmp_path / "backup.zip")
    filled.sql("UPDATE people_person SET given_name = 'Bo'")
    done = filled.run("restore", file)

    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: Somebody works here already: --replace puts the backup in its place.\n",
    )
    assert filled.sql("SELECT DISTINCT given_name FROM people_person") == [("Bo",)]
    restored(filled, file, "--replace")
    assert filled.sql("SELECT DISTINCT given_name FROM people_person") == [("An",)]


def test_restore_is_refused_while_the_house_is_open(filled, tmp_path):
    file = backed_up(filled, tmp_path / "backup.zip")
    filled.python("from digibank.lobby.working import live; live('tests')")
    done = filled.run("restore", file, "--replace")

    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: Digibank is running here: stop it first.\n",
    )


def test_restore_logs_everybody_out_and_takes_over_the_last_seal(filled, install, tmp_path):
    filled.python(
        "from django.contrib.sessions.backends.db import SessionStore; SessionStore().create()"
    )
    file = backed_up(filled, tmp_path / "backup.zip")
    other = install("other", like=None)
    other.var.mkdir()
    (other.var / "last_seal").write_text("9 nonsense\n")
    restored(other, file)

    assert other.sql("SELECT count(*) FROM django_session") == [(0,)]
    assert (other.var / "last_seal").read_text() == (filled.var / "last_seal").read_text()


def test_restore_removes_what_sqlite_left_beside_the_old_database(filled, tmp_path):
    if filled.database_url:
        assert filled.run("verify").returncode == 0  # nothing lies beside PostgreSQL
        return
    file = backed_up(filled, tmp_path / "backup.zip")
    for end in ("-wal", "-shm"):
        (filled.var / f"digibank.sqlite3{end}").write_bytes(os.urandom(9000))
    restored(filled, file, "--replace")

    assert filled.run("verify").returncode == 0
    assert filled.counts()["people_person"] == 10
    assert (filled.var / "digibank.sqlite3-replaced").exists()


def test_restore_mends_a_database_that_nobody_can_read(filled, tmp_path):
    file = backed_up(filled, tmp_path / "backup.zip")
    if filled.database_url:
        filled.sql("DROP TABLE people_person CASCADE")
        filled.sql("DROP TABLE lobby_heartbeat")
    else:
        (filled.var / "digibank.sqlite3").write_bytes(os.urandom(9000))
    restored(filled, file, "--replace")

    assert filled.counts()["people_person"] == 10


def test_restore_refuses_a_newer_backup(filled, tmp_path):
    file = backed_up(filled, tmp_path / "backup.zip")
    newer = forged(file, migrations=["people.0999_later"])
    done = filled.run("restore", newer, "--replace")

    assert done.returncode == 1
    assert "made by a newer Digibank (0.1.0; this is code without people.0999_later)" in done.stderr
    assert filled.counts()["people_person"] == 10


def test_restore_refuses_a_backup_of_the_other_database(filled, tmp_path):
    file = backed_up(filled, tmp_path / "backup.zip")
    other = forged(file, vendor="oracle")
    done = filled.run("restore", other, "--replace")

    assert done.stderr.startswith("CommandError: This is a backup of oracle, and here stands ")


def test_restore_refuses_files_that_are_no_backup(filled, tmp_path):
    file = tmp_path / "letter.txt"
    for content in (b"", b"x", b"x" * 64, b"x" * 100_000):
        file.write_bytes(content)
        done = filled.run("restore", file, "--replace")
        assert (done.returncode, done.stderr) == (
            1,
            f"CommandError: {file} is damaged, cut short, or no backup: its sum is wrong.\n",
        )
    assert filled.run("restore", tmp_path / "missing").stderr == (
        f"CommandError: {tmp_path}/missing cannot be read: No such file or directory.\n"
    )


def test_upgrading_backs_up_first(filled):
    """A database of older code: the last migration of the lobby still has to come."""
    assert filled.run("migrate", "lobby", "0001", "--verbosity=0").returncode == 0
    first, second = filled.run("prepare"), filled.run("prepare")

    (made,) = (filled.var / "backups").iterdir()
    assert first.stdout.startswith(f"Newer code: a backup goes to {made} first.\n")
    assert second.stdout == ""
    assert archives_are_whole(made)


def test_a_new_database_is_migrated_without_a_backup(install):
    made = install(like=None)
    done = made.run("prepare")

    assert (done.returncode, done.stderr) == (0, "")
    assert not (made.var / "backups").exists()


def test_older_code_leaves_a_newer_database_alone(filled):
    filled.sql(
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('people', '0999_later', '2030-01-01')"
    )
    done = filled.run("prepare")

    assert (done.returncode, done.stderr) == (
        1,
        "This database was made by newer code (people.0999_later): use that.\n",
    )


def archives_are_whole(file):
    with archives.opened(file) as archive:
        return archives.DATABASE in archive.manifest.members


# The file itself needs no database.


@pytest.fixture
def small(tmp_path):
    """A backup with a database of a few bytes and one attachment."""
    database, attachment = tmp_path / "database", tmp_path / "attachment"
    database.write_bytes(b"rows" * 100)
    attachment.write_bytes(b"picture" * 100)
    file = tmp_path / "small.zip"
    manifest = Manifest("0.1.0", "sqlite", "2026-03-01T12:00", ["ledger.0001_initial"])
    name = f"files/ab/ab{'0' * 62}"
    archives.write(file, manifest, iter([("database", database), (name, attachment)]))
    return file


def forged(file, *, add=None, drop=None, **facts):
    """`file` with other facts or members, and with a sum that is right again."""
    made = file.with_name("forged.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(content) | facts
                manifest["members"] |= {n: hashlib.sha256(b"x").hexdigest() for n in add or []}
                content = json.dumps(manifest)
            if name != drop:
                new.writestr(name, content)
        for name in add or []:
            new.writestr(name, b"x")
        new.comment = b"0" * 64
    with made.open("r+b") as handle:
        archives.seal(handle)
    return made


def refusal(file):
    """The sentence that refuses `file`, also when only unpacking finds what is wrong."""
    folder = file.parent / "unpacked"
    with pytest.raises(RefusalError) as refused, archives.opened(file) as archive:
        archive.unpack(folder)
    return str(refused.value)


def test_a_whole_backup_is_unpacked(small, tmp_path):
    with archives.opened(small) as archive:
        archive.unpack(tmp_path / "unpacked")

    unpacked = sorted((tmp_path / "unpacked").rglob("*"))
    assert [path.read_bytes() for path in unpacked if path.is_file()] == [
        b"rows" * 100,
        b"picture" * 100,
    ]


def test_every_flipped_byte_is_refused(small, tmp_path):
    whole = small.read_bytes()
    for place in range(len(whole)):
        flipped = tmp_path / "flipped.zip"
        byte = bytes([whole[place] ^ (1 << random.Random(place).randrange(8))])
        flipped.write_bytes(whole[:place] + byte + whole[place + 1 :])
        assert "its sum is wrong" in refusal(flipped)


def test_every_cut_is_refused(small, tmp_path):
    whole = small.read_bytes()
    for length in range(0, len(whole), 7):
        cut = tmp_path / "cut.zip"
        cut.write_bytes(whole[:length])
        assert "its sum is wrong" in refusal(cut)
    cut.write_bytes(whole + b"x")
    assert "its sum is wrong" in refusal(cut)


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/outside",
        "files/../../outside",
        "files/ab/../../../outside",
        f"files/cd/ab{'0' * 62}",
        f"files/ab/AB{'0' * 62}",
        "files/ab/short",
        "secret_key",
        "files\\ab\\x",
        "database/",
    ],
)
def test_a_member_with_a_strange_name_is_refused(small, tmp_path, name):
    before = sorted(tmp_path.rglob("*"))
    sentence = refusal(forged(small, add=[name]))

    assert sentence == "This backup is not what its list says it is: it is not restored."
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "forged.zip"])


def test_a_missing_or_unlisted_member_is_refused(small):
    assert "not what its list says" in refusal(forged(small, drop="database"))
    assert "not what its list says" in refusal(forged(small, members={}))
    assert "its list cannot be read" in refusal(forged(small, drop="manifest.json"))
    assert "its list cannot be read" in refusal(forged(small, colour="red"))


def test_a_changed_member_is_refused(small):
    made = forged(small)
    with archives.opened(made) as archive:
        members = dict.fromkeys(archive.manifest.members, "0" * 64)

    assert refusal(forged(small, members=members)) == (
        "This backup is damaged: database is not what it was."
    )


def test_a_newer_kind_of_backup_is_refused(small):
    assert "made by a newer Digibank" in refusal(forged(small, format=2))


def test_a_sum_over_something_else_is_no_backup(tmp_path):
    file = tmp_path / "letter"
    file.write_bytes(b"Dear An" + b"0" * 64)
    with file.open("r+b") as handle:
        archives.seal(handle)

    assert refusal(file) == f"{file} is no backup of Digibank."


def test_an_attachment_that_is_removed_meanwhile_is_left_out(tmp_path):
    database = tmp_path / "database"
    database.write_bytes(b"rows")
    manifest = Manifest("0.1.0", "sqlite", "2026-03-01T12:00", [])
    file = tmp_path / "made.zip"
    gone = (f"files/ab/ab{'0' * 62}", tmp_path / "gone")
    archives.write(file, manifest, iter([("database", database), gone]))

    with archives.opened(file) as archive:
        assert list(archive.manifest.members) == ["database"]


def test_the_sum_is_what_other_programs_find(small):
    assert shutil.which("sha256sum")
    done = subprocess.run(
        f"head -c -64 {small} | sha256sum", shell=True, capture_output=True, text=True, check=True
    )

    assert done.stdout.split()[0] == small.read_bytes()[-64:].decode()
