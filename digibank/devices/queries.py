"""What pages, verbs and other rooms want to know about devices."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digibank.accounts.models import Account
from digibank.devices import reports
from digibank.devices.drives import changes
from digibank.devices.models import (
    Device,
    DeviceToken,
    Erasure,
    Inspection,
    Installation,
    LabelRoll,
    Lock,
    Placement,
    PrintedLabel,
    PrintedLabelQuerySet,
    Reading,
    Release,
    ShipmentLine,
    Stage,
    WorkOrder,
    WriteOff,
    named,
)
from digibank.devices.reports import levels
from digibank.ledger.models import Entry, name_of
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import Person
from digibank.ui import codes
from digibank.ui.paging import Capped, bounded

LOG = "nwipe"  # the format of what is about drives, not about a computer
WORK = (
    Stage.Step.UNLOCK,
    Stage.Step.ERASE,
    Stage.Step.REPAIR,
    Stage.Step.CHECK,
    Stage.Step.RELEASE,
)
REGRET = timedelta(hours=24)  # so long a write-off can be a mistake


def where(device: Device) -> Placement:
    """The open placement of `device`: where it is now, and with whom."""
    placements = device.placements.open().select_related("access_point", "person")
    return device.now or placements.get()


def place_of(device: Device) -> str:
    """The Placement.Place of `device` now, and nothing else about it."""
    if device.now:
        return device.now.place
    return device.placements.open().values_list("place", flat=True).get()


def missing(device: Device) -> list[tuple[str, str]]:
    """(code, sentence) of each thing that must still happen before `device` may go out.

    Empty when it is ready: the word of the workshop, which `gates` guards, and what can change
    after it. Codes: written_off, out, in_transit, locked, not_erased, not_released.
    """
    place = place_of(device)
    if place == Placement.Place.GONE:
        return [("written_off", _("This device is written off."))]
    found = []
    if place == Placement.Place.OUT:
        found.append(("out", _("This device is out with a person.")))
    if place == Placement.Place.TRANSIT:
        found.append(("in_transit", _("This device is on its way to another place.")))
    if device.is_locked():
        found.append(("locked", _("This device is locked: the workshop looks at it.")))
    if not device.is_erased():
        found.append(("not_erased", _("This device is not erased yet.")))
    if not device.is_released():
        found.append(("not_released", _("The workshop has not released this device yet.")))
    return found


def lies_here(device: Device) -> bool:
    """Whether `device` is written off and still lies here: it can be erased, taken apart, and put
    on a pallet."""
    open_ = WriteOff.objects.filter(device=device, ended_at=None, reason__in=WriteOff.STAYS)
    return open_.exists() and not ShipmentLine.objects.filter(device=device).exists()


def is_ready(device: Device) -> bool:
    """Whether `device` may go out now: nothing is `missing`. One look at what triggers keep."""
    return Stage.objects.filter(device=device.pk, step=Stage.Step.READY).exists()


def techniques(device: Device, medium: str = "") -> list[tuple[str, str | Promise]]:
    """(code, words with the level it reaches) of what suits `medium`, else the type of `device`;
    none where no data is. What concerns the whole device comes last."""
    if not device.has_storage:
        return []
    medium = medium or Erasure.MEDIUM.get(Device.Kind(device.kind), "")
    words = dict(Erasure.Technique.choices)
    whole = () if medium == "flash" else (levels.REPLACED, levels.NO_DRIVE)
    return [(code, leveled(words[code], code)) for code in (*levels.SUITABLE[medium], *whole)]


def leveled(words: str | Promise, technique: str) -> str:
    """A technique with the most that it reaches: "Overwritten (Clear at most)"."""
    most = levels.most(technique)
    if most == levels.CLEAR:
        return _("%(technique)s (reaches Clear at most)") % {"technique": words}
    return f"{words} ({most})" if most else str(words)


def can_come_back(gone: Placement) -> bool:
    """Whether the write-off of which `gone` is the placement may still be a mistake."""
    return timezone.now() - gone.put_at <= REGRET


def listed(
    digibank: Digibank,
    *,
    kind: str = "",
    step: str = "",
    place: str = "",
    access_point: AccessPoint | None = None,
    text: str = "",
) -> QuerySet[Device]:
    """The devices of `digibank` that fit, newest first; with a `step` the latest there first.

    `text` is any part of the label, maker, model or serial number; several words must all fit.
    """
    devices = Device.objects.filter(digibank=digibank).order_by("-pk")
    if kind:
        devices = devices.filter(kind=kind)
    here = {"placements__place": place, "placements__access_point": access_point}
    if here := {key: value for key, value in here.items() if value}:
        devices = devices.filter(placements__left_at=None, **here)
    if step:
        devices = devices.filter(stage__digibank=digibank, stage__step=step)
        devices = devices.order_by("-stage__since", "-stage__device")
    return devices.filter(sought(text)) if text else devices


class Devices(Capped):
    """A page of the list: counted no further than COUNTED, each device knowing where it is."""

    def __getitem__(self, stretch: slice) -> list[Device]:
        return dressed(list(self.rows.select_related("stage")[stretch]))


def sought(text: str) -> Q:
    """The condition that each word of `text` is somewhere on the device."""
    if (seen := codes.recognised(text)) and seen[0] == codes.DEVICE:
        return Q(code=seen[1])
    condition = Q()
    for word in text.split()[:6]:
        part = Q(sought__icontains=word)
        label = word.upper().removeprefix(f"{codes.DEVICE}-").replace("-", "")
        if label != word.upper() and label:
            part |= Q(code__startswith=label)
        condition &= part
    return condition


def dressed(devices: list[Device]) -> list[Device]:
    """The same devices, each knowing its open placement; two queries."""
    here = Placement.objects.open().select_related("access_point")
    prefetch_related_objects(devices, Prefetch("placements", here, to_attr="open_placements"))
    for device in devices:
        device.now = next(iter(device.open_placements), None)  # type: ignore[attr-defined]
    return devices


def waiting(digibank: Digibank, *steps: str) -> QuerySet[Device]:
    """The devices whose next step is one of `steps`, those that wait longest first."""
    waits = Device.objects.filter(stage__digibank=digibank, stage__step__in=steps)
    return waits.select_related("stage").order_by("stage__since", "pk")


def to_erase(digibank: Digibank) -> QuerySet[Device]:
    """What must be erased, longest waiting first."""
    return waiting(digibank, Stage.Step.ERASE)


def to_release(digibank: Digibank) -> QuerySet[Device]:
    """What is erased and waits for a check or for the word of the workshop, longest first."""
    return waiting(digibank, Stage.Step.CHECK, Stage.Step.RELEASE)


@dataclass(frozen=True)
class Column:
    """One next step on the board: all that wait for it are counted, the first are shown."""

    step: str
    words: str | Promise
    count: int
    devices: list[Device]

    @property
    def icon(self) -> str:
        icons = {"unlock": "lock", "erase": "wipe", "repair": "wrench", "check": "laptop"}
        return icons.get(self.step, "check")


def board(digibank: Digibank, shown: int = 8, first: Sequence[str] = ()) -> list[Column]:
    """What waits in the workshop, by next step; the types in `first`, which are asked for, come
    before the others. The same number of queries, whatever waits."""
    rows = Stage.objects.filter(digibank=digibank, step__in=WORK)
    counts = dict(rows.order_by().values_list("step").annotate(Count("pk")))
    heads = {step: head_of(rows.filter(step=step), shown, first) for step in WORK}
    numbers = [number for head in heads.values() for number in head]
    devices = Device.objects.select_related("stage").in_bulk(numbers)
    dressed(list(devices.values()))
    return [
        Column(step, step.label, counts.get(step, 0), [devices[number] for number in heads[step]])
        for step in WORK
    ]


def head_of(rows: QuerySet[Stage], shown: int, first: Sequence[str]) -> list[int]:
    """The devices (their numbers) that wait longest, those of a type in `first` before others."""
    numbers = rows.order_by("since", "device").values_list("device", flat=True)
    if not first:
        return list(numbers[:shown])
    wanted = list(numbers.filter(stock_kind__in=first)[:shown])
    rest = shown - len(wanted)
    return [*wanted, *(numbers.exclude(stock_kind__in=first)[:rest] if rest else [])]


def passport(device: Device) -> Device:
    """`device` with all that its page shows read along."""
    travels = Placement.objects.select_related("access_point", "person").order_by("put_at", "pk")
    prefetch_related_objects(
        [device],
        Prefetch("placements", travels),
        Prefetch("erasures", Erasure.objects.select_related("erased_by")),
        Prefetch("releases", Release.objects.select_related("released_by")),
        Prefetch("inspections", Inspection.objects.select_related("inspected_by")),
        Prefetch("installations", Installation.objects.select_related("installed_by")),
        *("locks", "work_orders"),
    )
    device.now = next((one for one in device.placements.all() if one.left_at is None), None)
    return device


@dataclass(frozen=True)
class Check:
    """One thing that must have happened before a device may go out."""

    words: str
    done: bool
    at: datetime | None = None
    by: Account | None = None
    how: str = ""


def checklist(device: Device) -> list[Check]:
    """What must happen before `device` may go out, and what of it is done; see `missing`."""
    lacking = dict(missing(device))
    checks = [Check(_("Registered, with a label"), True, device.registered_at)]
    if device.has_storage:
        now = [one for one in device.erasures.all() if one.outdated_at is None]
        facts = [(one.erased_at, one.erased_by, one.get_technique_display()) for one in now]
        checks.append(Check(_("Erased"), "not_erased" not in lacking, *next(iter(facts), ())))
    seen = [one for one in device.inspections.all() if one.outdated_at is None]
    looked = [(one.inspected_at, one.inspected_by, str(one)) for one in seen]
    checks.append(Check(_("Looked at on the bench"), bool(seen), *next(iter(looked), ())))
    word = [one for one in device.releases.all() if one.withdrawn_at is None]
    told = [(one.released_at, one.released_by) for one in word]
    free = not lacking.keys() & {"not_released", "written_off"}
    return [*checks, Check(_("Released by the workshop"), free, *next(iter(told), ()))]


def readings(device: Device) -> QuerySet[Reading]:
    """The reports about `device`, newest first."""
    return device.readings.select_related("file", "read_by").order_by("-read_at", "-pk")


def described(reading: Reading) -> dict[str, object]:
    """The fields of a device that `reading` fills; what it does not know is left out."""
    facts = reading.facts
    disks = [disk["byte_count"] or 0 for disk in facts.get("disks", [])]
    batteries = tuple(reports.Battery(**one) for one in facts.get("batteries", []))
    known = {
        "kind": reports.Facts(chassis=facts.get("chassis", ""), batteries=batteries).kind,
        **{name: facts.get(name) for name in ("maker", "model", "serial", "cpu", "memory_bytes")},
        "storage_bytes": sum(disks),
    }
    return {name: value for name, value in known.items() if value}


def warnings_of(reading: Reading) -> list[str]:
    """What we could not read or doubt, in sentences."""
    return [str(reports.WARNINGS[code]) for code in reading.warnings if code in reports.WARNINGS]


def reading_list(account: Account, digibank: Digibank, *, every: bool) -> QuerySet[Reading]:
    """The reports of `digibank`, newest first: those of no device yet, or `every` one."""
    readings = Reading.objects.visible_to(account).filter(digibank=digibank).order_by("-pk")
    return readings if every else readings.filter(device=None, same_as=None)


def open_count(account: Account, digibank: Digibank) -> int:
    """How many reports are of no device yet, counted no further than a list is."""
    return bounded(reading_list(account, digibank, every=False))


def waiting_count(digibank: Digibank) -> int:
    """How many reports no worker has read yet."""
    return Reading.objects.filter(digibank=digibank).waiting(reports.VERSION).count()


@dataclass(frozen=True)
class Told:
    """One report as a line: what it is of, and how far it is."""

    title: str
    meta: str
    icon: str
    state: str
    look: str  # of its tag
    doubts: str = ""
    is_computer: bool = False


def told(reading: Reading) -> Told:
    """How a list shows `reading`."""
    name, facts = reading.file.name, reading.facts
    if reading.read_version == 0:
        return Told(name, filesizeformat(reading.file.byte_count), "clock", _("Waits"), "idle")
    if not reading.format:
        words = " ".join(warnings_of(reading))
        return Told(name, words, "warn", _("Not understood"), "warn")
    title = named(str(facts.get("maker", "")), str(facts.get("model", "")))
    drives = [disk["model"] for disk in facts.get("disks", []) if disk["model"]]
    title = title or ", ".join(drives) or name
    proven = [one["erased"] for one in facts.get("erasures", [])]
    parts = [facts.get("serial"), name, reading.tool or reading.format]
    state, look = (_("Of a device"), "ok") if reading.device_id else (_("Read"), "info")
    if reading.format == LOG and not reading.device_id:
        erased = bool(proven) and all(proven)
        state, look = (_("Erased"), "ok") if erased else (_("Not proven"), "stop")
    return Told(
        title,
        " · ".join(filter(None, parts)),
        icon_of(reading),
        state,
        look,
        " ".join(warnings_of(reading)[:2]),
        is_computer=reading.format != LOG
        and any(facts.get(key) for key in ("maker", "model", "serial")),
    )


def icon_of(reading: Reading) -> str:
    if reading.format == LOG:
        return "wipe"
    return str(described(reading).get("kind") or "form")


@dataclass(frozen=True)
class ErasureTold:
    """What a report says of the erasure of one drive, in words."""

    model: str
    serial: str
    method: str
    erased: bool
    why: str


def erasures_told(reading: Reading) -> list[ErasureTold]:
    """Each drive of a log, and why it is not proven."""
    return [
        ErasureTold(
            one["model"],
            one["serial"],
            one["method"],
            one["erased"],
            str(reports.REASONS.get(one["reason"], "")),
        )
        for one in reading.facts.get("erasures", [])
    ]


@dataclass(frozen=True)
class Event:
    """One moment in the life of a device."""

    at: datetime
    icon: str
    look: str  # ok, lend, idle
    title: str
    by: Account | None = None
    text: str = ""
    person: Person | None = None
    reading: Reading | None = None


# Verbs of this room: icon, look and words. What higher rooms do shows in the placements.
DEEDS = {
    "registered": ("plus", "idle", gettext_lazy("Registered")),
    "described": ("edit", "idle", gettext_lazy("Facts changed")),
    "erased": ("wipe", "ok", gettext_lazy("Erased")),
    "drive_erased": ("wipe", "idle", gettext_lazy("One drive erased")),
    "erasing_failed": ("wipe", "idle", gettext_lazy("Erasing failed")),
    "evidence_kept": ("form", "idle", gettext_lazy("Paper kept")),
    "inspected": ("check", "ok", gettext_lazy("Looked at on the bench")),
    "installed": ("form", "idle", gettext_lazy("Operating system put on it")),
    "lock_found": ("lock", "idle", gettext_lazy("Found locked")),
    "lock_released": ("lock", "ok", gettext_lazy("Lock released")),
    "waiver_asked": ("warn", "idle", gettext_lazy("Exception asked")),
    "released": ("ok", "ok", gettext_lazy("Released by the workshop")),
    "retracted": ("wrench", "idle", gettext_lazy("Back to the workshop")),
    "moved": ("pin", "idle", gettext_lazy("Moved to another place")),
    "repair_began": ("wrench", "idle", gettext_lazy("Repair began")),
    "repair_ended": ("wrench", "ok", gettext_lazy("Repair ended")),
    "harvested": ("plug", "idle", gettext_lazy("Part taken out")),
    "part_used": ("plug", "idle", gettext_lazy("Part put in")),
    "put_on_pallet": ("trash", "idle", gettext_lazy("Put on a pallet")),
    "handed_over": ("gift", "ok", gettext_lazy("Became somebody's own")),
    "written_off": ("reuse", "idle", gettext_lazy("Written off")),
    "brought_back": ("back", "idle", gettext_lazy("Back: the write-off was a mistake")),
}


def life(device: Device, seen: list[Reading]) -> list[Event]:
    """What happened to `device`, oldest first: from the ledger, its travels and its reports."""
    differs = changes(seen)
    events = [
        *(told_event(one, differs.get(one.pk, [])) for one in reversed(seen)),
        *deeds(device),
        *loans(device),
    ]
    return sorted(events, key=lambda event: event.at)


def deeds(device: Device) -> Iterator[Event]:
    entries = Entry.objects.filter(subject=name_of(device), verb__in=DEEDS)
    for entry in entries.select_related("by", "detail").order_by("pk"):
        icon, look, words = DEEDS[entry.verb]
        detail = getattr(entry, "detail", None)  # its words were erased, or it never had any
        remark = detail.words.get("remark", "") if detail else ""
        text = ". ".join(filter(None, [*how(entry), remark]))
        yield Event(entry.at, icon, look, str(words), entry.by, text)


def how(entry: Entry) -> list[str]:
    """The technique or the reason of an act, in words."""
    choices = {
        "technique": dict(Erasure.Technique.choices),
        "reason": dict(WriteOff.Reason.choices),
        "lock": dict(Lock.Kind.choices),
        "how": dict(Lock.How.choices),
        "appearance": dict(Inspection.Appearance.choices),
        "function": dict(Inspection.Function.choices),
        "fault": dict(WorkOrder.Fault.choices),
        "result": dict(WorkOrder.Result.choices),
    }
    return [str(words[entry.facts[key]]) for key, words in choices.items() if key in entry.facts]


def loans(device: Device) -> Iterator[Event]:
    for stay in device.placements.all():
        if stay.place == Placement.Place.OUT:
            yield Event(stay.put_at, "lend", "lend", _("Lent out"), person=stay.person)
            if stay.left_at:
                yield Event(stay.left_at, "back", "lend", _("Back from the loan"))


def told_event(reading: Reading, differs: list[str]) -> Event:
    """A report in the life of a device: what changed since the one before, and what is doubtful."""
    title = _("Hardware report read") if reading.format else _("A file that we could not read")
    if reading.format == LOG:
        title = _("Log of an erasure read")
    text = " ".join([*differs, *warnings_of(reading)])
    return Event(reading.read_at, "form", "idle", title, reading.read_by, text, reading=reading)


def labelled(digibank: Digibank, picked: list[str]) -> list[Device]:
    """The devices of `digibank` with one of the codes `picked`, in that order."""
    picked = [code for code in picked if set(code) <= set(codes.ALPHABET)]
    mine = Device.objects.filter(digibank=digibank, code__in=picked).select_related("digibank")
    known = mine.in_bulk(field_name="code")
    return [known[code] for code in dict.fromkeys(picked) if code in known]


def newest(digibank: Digibank, count: int = 48) -> list[Device]:
    """The devices that were registered last: most often those that need a label."""
    return list(listed(digibank).select_related("digibank")[:count])


def worn(drawn: Collection[str]) -> set[str]:
    """Those of the codes `drawn` that a device has."""
    return set(Device.objects.filter(code__in=drawn).values_list("code", flat=True))


def rolls(digibank: Digibank) -> QuerySet[LabelRoll]:
    """The label rolls of `digibank`, newest first, each with how many of it are `claimed`."""
    counted = LabelRoll.objects.annotate(claimed=Count("labels__device"))
    return counted.filter(digibank=digibank).select_related("made_by").order_by("-pk")


def labels_of(roll: LabelRoll) -> PrintedLabelQuerySet:
    """The labels of `roll` as they come out of the printer, each with the device that has it."""
    labels = PrintedLabel.objects.filter(roll=roll)
    return labels.select_related("device").order_by("code")


def tokens(digibank: Digibank) -> QuerySet[DeviceToken]:
    """The tokens of `digibank`, newest first, also those that ended."""
    return DeviceToken.objects.filter(digibank=digibank).select_related("made_by").order_by("-pk")


def reachable(account: Account, digibank: Digibank, text: str, limit: int) -> list[Device]:
    """At most `limit` devices for the one search, for who may see devices there."""
    mine = Device.objects.visible_to(account).filter(sought(text), digibank=digibank)
    return list(mine.select_related("stage").order_by("-pk")[:limit]) if text else []
