"""Reports of hardware and of erasures: bytes in, facts and warnings out; never an exception.

No database here. What a report says is kept beside its bytes with the VERSION that read it, so
that it can be read again when this gets better.
"""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from digibank.devices.reports import dmidecode, inxi, lshw, nwipe, smartctl, snapshots
from digibank.devices.reports.facts import Battery, Disk, Erased, Facts, Report
from digibank.devices.reports.text import box, boxes, decoded, parsed, told

VERSION = 2
__all__ = ["Battery", "Disk", "Erased", "Facts", "Report", "read"]

WARNINGS = {
    "empty": _("The file is empty."),
    "not_text": _("This is no text, so it is no report."),
    "not_report": _("We do not know this kind of file. We keep it, but it says nothing to us."),
    "encoding": _("Some letters of the file arrived damaged."),
    "repaired": _("The file had small mistakes. We read over them."),
    "cut_off": _("The end of the file is missing. Look whether everything is there."),
    "partial": _("The report is about a part of the computer. Look at maker and model yourself."),
    "virtual": _("This is the report of a virtual machine."),
    "no_maker": _("The report does not know the maker."),
    "no_model": _("The report does not know the model."),
    "no_serial": _("The report does not know the serial number. Look at the underside."),
    "no_memory": _("The report does not know how much memory there is."),
    "no_disk": _("The report sees no disk in it."),
    "no_drives": _("The log names no drive, so it proves nothing."),
    "no_device": _("One drive could not be read, most often a USB stick."),
    "stick": _("A USB stick was in it. We did not count it as a disk."),
    "android": _("This app does not know the serial number, memory and storage. Type them."),
    "erase_unread": _("The report speaks of erasing, but in a form that proves nothing."),
    "lost": _("The file is gone from our disk. Restore a backup, or give it again."),
    "gave_up": _("Reading this file went wrong too often. We keep it, but read it no more."),
    "not_erased": _("A drive in this log is not proven to be erased."),
}
# Why an erasure is not proven, in sentences for the workshop.
REASONS = {
    "no_status": _("The log does not say how it ended."),
    "status": _("The log does not say that the drive is erased."),
    "failed": _("Erasing failed."),
    "aborted": _("Somebody stopped the erasing."),
    "never_started": _("The drive was never started, whatever the last line says."),
    "anonymous": _("The log hides the serial number, so we do not know which drive it was."),
    "serial": _("The log speaks of two serial numbers for this drive."),
    "verify_only": _("The drive was only read, not erased."),
    "method": _("We do not know the method, or it does not write."),
    "errors": _("There were errors, or the log does not count them."),
    "bytes": _("Not every byte was erased."),
    "not_verified": _("The log should have read the drive back, and did not."),
    "hidden_sectors": _("The drive hides a part of itself, which was not erased."),
    "sanitize": _("The drive says that it erased itself. Look, and write it down yourself."),
    "not_found": _("The log does not say that it found this drive."),
    "no_steps": _("The report does not say what was done."),
    "not_ended": _("The report does not say when it ended."),
}
HEALTH_REASONS = {
    "smart_failed": _("The drive itself says that it is failing."),
    "critical_warning": _("The drive gives a critical warning."),
    "media_errors": _("The drive lost data: media errors."),
    "reallocated_many": _("Many bad sectors were replaced."),
    "reallocated": _("Some bad sectors were replaced."),
    "pending": _("Some sectors cannot be read."),
    "uncorrectable": _("Some sectors are lost for good."),
    "spent": _("The drive is worn out."),
    "worn": _("The drive is almost worn out."),
}
VIRTUAL = {"QEMU", "innotek GmbH", "VMware, Inc.", "Xen", "Microsoft Corporation Virtual"}
Reader = tuple[str, Callable[..., bool], Callable[..., tuple[Facts, tuple[str, ...]]]]
# The most particular first: a snapshot holds the others.
TREES: list[Reader] = [
    ("snapshot", snapshots.is_report, snapshots.read),
    ("inxi", inxi.is_report, inxi.read),
    ("smartctl", smartctl.is_report, smartctl.read),
    ("lshw", lshw.is_report, lshw.read),
]
TEXTS: list[Reader] = [
    ("nwipe", nwipe.is_report, nwipe.read),
    ("dmidecode", dmidecode.is_report, dmidecode.read),
]


def read(raw: bytes) -> Report:
    """The report in `raw`: by what it holds, never by its name."""
    if not raw.strip():
        return Report(warnings=("empty",))
    text, damage = decoded(raw)
    if text is None:
        return Report(warnings=("not_text",))
    for name, is_report, read_it in TEXTS:
        if is_report(text):
            facts, doubts = read_it(text)
            warnings = dict.fromkeys((*damage, *doubts_about(name, facts, doubts)))
            return Report(name, facts, tuple(warnings), *text_heading(text))
    tree, mends = parsed(text)
    for name, is_report, read_it in TREES:
        if is_report(tree):
            facts, doubts = read_it(tree)
            warnings = dict.fromkeys((*damage, *mends, *doubts_about(name, facts, doubts)))
            return Report(name, facts, tuple(warnings), *heading(name, tree))
    return Report(warnings=(*damage, "not_report"))


def text_heading(text: str) -> tuple[str, str]:
    """(tool with version, time) of a text: "nwipe 0.42", "dmidecode 3.4"."""
    if begun := nwipe.begun(text):
        return begun
    first = text.lstrip().split("\n", 1)[0]
    return (first.lstrip("# ")[:40] if first.startswith("# dmidecode") else "", "")


def heading(name: str, tree: object) -> tuple[str, str, str]:
    """(tool with version, time, uuid) as the report says them; "" where it does not."""
    if name == "snapshot":
        return snapshots.heading(tree)
    if name == "smartctl":
        one = tree if isinstance(tree, dict) else next(iter(boxes({"all": tree}, "all")), {})
        numbers = box(one, "smartctl").get("version")
        parts = numbers if isinstance(numbers, list) else []
        version = ".".join(str(part) for part in parts if isinstance(part, int))
        return f"smartctl {version}".strip(), told(box(one, "local_time"), "asctime"), ""
    return "", "", ""


def doubts_about(name: str, facts: Facts, doubts: tuple[str, ...]) -> Iterator[str]:
    """What is missing in a report that is about a whole computer, and what it cannot prove."""
    yield from doubts
    if any(not one.erased for one in facts.erasures):
        yield "not_erased"
    if facts.sticks:
        yield "stick"
    if name in {"smartctl", "nwipe"} or "partial" in doubts:
        return
    yield from (f"no_{part}" for part in ("maker", "model", "serial") if not getattr(facts, part))
    if facts.maker in VIRTUAL:
        yield "virtual"
    if not facts.memory_bytes and facts.kind != "smartphone":
        yield "no_memory"
    if not facts.disks and name != "dmidecode" and facts.kind != "smartphone":
        yield "no_disk"
