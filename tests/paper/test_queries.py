from digibank.paper.keeping import keep
from digibank.paper.queries import damaged


def place(files, attachment):
    return files / attachment.sha256[:2] / attachment.sha256


def test_damaged_is_empty_when_all_files_are_whole(lut):
    keep(b"whole", name="a.txt", by=lut)

    assert damaged() == []


def test_damaged_names_what_is_missing_or_changed(files, lut):
    whole, gone, changed, same = (
        keep(content, name="a.txt", by=lut) for content in (b"whole", b"gone", b"changed", b"gone")
    )
    place(files, gone).unlink()
    place(files, changed).write_bytes(b"changes")

    assert damaged() == [gone, changed, same]
