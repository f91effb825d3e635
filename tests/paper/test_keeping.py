import os
import stat
import subprocess
import sys
import time
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from digibank.paper import keeping, tasks
from digibank.paper.keeping import keep
from digibank.paper.models import Attachment
from tests.conftest import codes

MIB = 1024 * 1024


def paths(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")


def old(path):
    day_ago = time.time() - 25 * 3600
    os.utime(path, (day_ago, day_ago))


def test_keep_stores_the_bytes_under_their_hash(files, lut):
    upload = SimpleUploadedFile("lshw.json", b'{"id": "laptop"}', content_type="text/html")

    made = keep(upload, name="lshw.json", by=lut)

    digest = sha256(b'{"id": "laptop"}').hexdigest()
    assert (made.name, made.media_type, made.byte_count) == ("lshw.json", "application/json", 16)
    assert (made.sha256, made.kept_by) == (digest, lut)
    assert paths(files) == [files / digest[:2] / digest]
    with made.file.open() as file:
        assert file.read() == b'{"id": "laptop"}'
    assert Attachment.objects.get() == made


def test_keep_lets_only_the_owner_read(files, lut):
    keep(b"secret", name="a.txt", by=lut)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in files.rglob("*")}
    assert modes == {0o600, 0o700}


def test_keep_stores_the_same_bytes_once(files, lut, bea):
    first = keep(b"the same", name="a.txt", by=lut)
    second = keep(b"the same", name="b.txt", by=bea)

    assert first.file.name == second.file.name
    assert len(paths(files)) == 1


def test_keep_mends_a_damaged_file(files, lut):
    keep(b"the same", name="a.txt", by=lut)
    paths(files)[0].write_bytes(b"the sa")

    keep(b"the same", name="a.txt", by=lut)

    assert paths(files)[0].read_bytes() == b"the same"


def test_keep_takes_a_file_of_exactly_the_limit(lut):
    assert keep(b"x" * MIB, name="a.txt", by=lut, limit_bytes=MIB).byte_count == MIB


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"", "empty", "Dit bestand is leeg. Kies een ander."),
        (b"x" * (MIB + 1), "too_large", "Dit bestand is te groot. Het mag hoogstens 1 MB zijn."),
    ],
)
def test_keep_refuses_and_leaves_nothing(files, lut, content, code, sentence):
    with pytest.raises(ValidationError) as refusal:
        keep(content, name="a.txt", by=lut, limit_bytes=MIB)

    assert (codes(refusal), refusal.value.messages) == ([code], [sentence])
    assert (paths(files), Attachment.objects.count()) == ([], 0)


def test_keep_stops_reading_at_the_limit(lut):
    class Endless(SimpleUploadedFile):
        given = 0

        def chunks(self, chunk_size=None):
            while True:
                self.given += chunk_size
                yield b"x" * chunk_size

    upload = Endless("a.bin", b"")

    with pytest.raises(ValidationError) as refusal:
        keep(upload, name="a.bin", by=lut, limit_bytes=MIB)

    assert codes(refusal) == ["too_large"]
    assert upload.given == MIB + 64 * 1024


def test_keep_refuses_a_national_number_in_the_name(files, lut):
    with pytest.raises(ValidationError) as refusal:
        keep(b"x", name="An 85.07.30-033 28.pdf", by=lut)

    assert codes(refusal) == ["national_number"]
    assert paths(files) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("verslag.json", "verslag.json"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\An\\foto.jpg", "foto.jpg"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("gpj\u202e.exe", "gpj.exe"),
        ("", "bestand"),
        ("..", "bestand"),
        ("x" * 300 + ".json", "x" * 195 + ".json"),
        ("عقد.pdf", "عقد.pdf"),
    ],
)
def test_keep_cleans_the_name(lut, given, kept):
    assert keep(b"x", name=given, by=lut).name == kept


def test_keep_by_nobody_is_kept_by_the_program_itself(db):
    assert keep(b"x", name="a.txt", by=None).kept_by is None


def test_a_killed_server_leaves_no_file_on_a_shelf(files):
    """SIGKILL between two chunks: what was written stands in `new`, nowhere else."""
    script = """
import os, signal, sys
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1])
from digibank.paper import shelves
def chunks():
    yield b"x" * 1000000
    os.kill(os.getpid(), signal.SIGKILL)
with shelves.written(chunks()):
    pass
"""
    died = subprocess.run([sys.executable, "-c", script, str(files)], check=False)

    assert died.returncode == -9
    assert [path.parent.name for path in paths(files)] == ["new"]


def test_drop_orphans_removes_files_without_a_row(files, lut):
    keep(b"stays", name="a.txt", by=lut)
    keep(b"goes", name="b.txt", by=lut).delete()
    for path in paths(files):
        old(path)

    assert keeping.drop_orphans() == 1
    assert [path.read_bytes() for path in paths(files)] == [b"stays"]


def test_drop_orphans_leaves_a_file_whose_row_may_be_on_its_way(files, lut):
    keep(b"young", name="b.txt", by=lut).delete()

    assert keeping.drop_orphans() == 0
    assert len(paths(files)) == 1


def test_drop_orphans_removes_what_a_killed_server_left(files, lut):
    keep(b"stays", name="a.txt", by=lut)
    (files / "new" / "half").write_bytes(b"ha")
    old(files / "new" / "half")

    assert keeping.drop_orphans() == 1
    assert [path.read_bytes() for path in paths(files)] == [b"stays"]


def test_drop_orphans_keeps_what_another_row_names(files, lut):
    keep(b"the same", name="a.txt", by=lut)
    keep(b"the same", name="b.txt", by=lut).delete()
    old(paths(files)[0])

    assert keeping.drop_orphans() == 0


def test_drop_orphans_stops_at_its_limit(files, lut):
    for text in (b"a", b"b", b"c"):
        keep(text, name="a.txt", by=lut).delete()
    for path in paths(files):
        old(path)

    assert (keeping.drop_orphans(limit=2), keeping.drop_orphans(limit=2)) == (2, 1)


def test_drop_orphans_of_an_installation_without_files(db):
    assert keeping.drop_orphans() == 0


def test_the_worker_comes_back_while_more_may_wait(files, lut, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 1)
    keep(b"a", name="a.txt", by=lut).delete()
    old(paths(files)[0])

    assert (tasks.drop_some_orphans(), tasks.drop_some_orphans()) == (True, False)
