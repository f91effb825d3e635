"""The text log of nwipe (ShredOS): what was really erased, drive by drive.

The last line and the exit code prove nothing: a drive that was never started ends with
"successfully completed", and a method that only verifies says "Erased".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digibank.devices.reports.facts import Erased, Facts
from digibank.devices.reports.junk import known, known_serial, known_uuid, model_of
from digibank.devices.reports.text import clean

LONGEST_LINE = 600  # nwipe cuts its own lines shorter; what a hostile file adds is not looked at
MOST_DRIVES = 256  # a rack
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
STAMP = re.compile(r"\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\][ \t]+(?:nwipe:[ \t]+)?(?:[a-z]+:)?")
HOST = re.compile(r"((?:system|baseboard|chassis)-[\w-]+) = (.*)")
OPTION = re.compile(r"(method|verify)\s+= (\S.*)")
VERSION = re.compile(r"nwipe (\d[\w.]*)")
INVOKED = re.compile(r"Invoking method '([^']+)' on (/dev/\S+)")
WRITTEN = re.compile(r"(\d{1,18}) bytes written to (/dev/\S+)")
VERIFIED = re.compile(
    r"Verified pass (\d{1,4}) of (\d{1,4}), round (\d{1,4}) of (\d{1,4}), "
    r"on (?:device )?'?(/dev/[^\s']+?)'?\.?"
)
# With a final blank pass nwipe reads that back instead, and says so in other words.
EMPTY = re.compile(
    r"\[SUCCESS\] Verified (?:that|FRP on) '?(/dev/[^\s']+)'? (?:is empty|matches)\.?"
)
TROUBLE = re.compile(
    r".{0,200}?(?:\[FAILURE\]|\b[1-9]\d{0,17} (?:verification|wipe|sync|pass) errors?|may not be).*"
)
FINISHED = re.compile(r"Finished final round (\d{1,4}) of (\d{1,4}) on (/dev/\S+)")
EXACT = re.compile(r"(/dev/\S+), sect/blk/dev \d{1,18}/\d{1,18}/(\d{1,18})")
SANITIZE = re.compile(r"(?:/dev/)?(\S+): SANITIZE action '([^']+)' (.*)")
DEVICE = re.compile(r"/dev/([^\s'.,]+)")
FOOTER = re.compile(r"Total Throughput\s+[^\s,][^,]*, (.+), (\d+)R\+(N?B)\+([NVLA]+)")
TITLE = re.compile(r"\*{5,} (Error Summary|Erasure Summary|Drive Status) \*{5,}")
ROW = re.compile(r"!?\s*(\S+) \|")
ERRORS = re.compile(r"!?\s*\S+ \|\s*(\d{1,18}) \|\s*(\d{1,18})(?: \|\s*(\d{1,18})?)?\s*\|?")
ERASED = re.compile(r"!?\s*\S+ \|\s*(\d{1,18}) \|\s*(\d{1,18}) \|\s*[\d.]+%")
STATUS = re.compile(r"(!?)\s*\S+ \|\s*(\S+?)\s*\|[^|]*\|\s*\d+:\d\d:\d\d \| ?(.*)/([^/]*)")
# What these methods write over; every other label proves nothing.
WRITING = {
    *("DoD 5220.22-M", "DoD Short", "Gutmann Wipe", "RCMP TSSIT OPS-II", "PRNG Stream"),
    *("Fill With Zeros", "Fill With Ones", "HMG IS5 Enhanced", "Bruce Schneier 7-Pass"),
    *("BMB21-2019", "Zero Fill", "Quick Erase"),  # the last two: labels of older versions
}
STATES = {
    "-FAILED-": "failed",
    "UABORTED": "aborted",
    "INSANITY": "never_started",
    "unreadable": "status",
}


@dataclass
class Drive:
    """All that the log says about one device."""

    serial: str = ""
    model: str = ""
    method: str = ""
    states: list[str] = field(default_factory=list)
    state_serials: set[str] = field(default_factory=set)
    errors: list[tuple[int, ...]] = field(default_factory=list)
    counts: list[tuple[int, int]] = field(default_factory=list)  # erased, total
    written: list[int] = field(default_factory=list)
    size: int | None = None
    verified: set[tuple[int, int, int, int]] = field(default_factory=set)  # pass, of, round, of
    empty: bool = False  # the blank pass at the end was read back
    finished: bool = False
    trouble: bool = False  # a line of its own says that something went wrong
    sanitized: bool = False


@dataclass
class Log:
    """The log taken apart, before anything is judged."""

    drives: dict[str, Drive] = field(default_factory=dict)
    past: list[Drive] = field(default_factory=list)  # unplugged: another drive got the name
    strangers: list[str] = field(default_factory=list)  # serials in a table that were never found
    host: dict[str, str] = field(default_factory=dict)
    version: str = ""
    method: str = ""
    footer_method: str = ""
    verify: str = ""
    hidden: set[str] = field(default_factory=set)  # "" means some drive


def is_report(text: str) -> bool:
    """Whether nwipe wrote this: its name or a drive that it found, in a line with a time."""
    return any(
        message.startswith(("Found /dev/", "Nwipe ")) or VERSION.fullmatch(message)
        for message, _line in lines_of(text)
    )


def begun(text: str) -> tuple[str, str] | None:
    """(tool with version, local time of the first line); None when nwipe did not write this."""
    if not is_report(text):
        return None
    versions = (VERSION.fullmatch(message) for message, _ in lines_of(text))
    version = next((match[1] for match in versions if match), "")
    first = STAMP.search(text)
    return f"nwipe {version}".strip(), first[0][1:20] if first else ""


def lines_of(text: str) -> Iterator[tuple[str, str]]:
    """(what a line with a time says, "") or ("", a line without one), colours and ends left out."""
    if "[" not in text:
        return
    for raw in re.split(r"\r\n?|\n", text):
        line = ANSI.sub("", raw[:LONGEST_LINE]).rstrip()
        stamp = STAMP.match(line)
        yield (line[stamp.end() :].strip(), "") if stamp else ("", line)


def read(text: str) -> tuple[Facts, tuple[str, ...]]:
    """The computer that the log names, and what it proves of each drive."""
    log = taken_apart(text)
    maker = log.host.get("system-manufacturer", "")
    product, version = log.host.get("system-product-name", ""), log.host.get("system-version", "")
    facts = Facts(
        maker=known(maker),
        model=model_of(maker, product, version),
        serial=known_serial(log.host.get("system-serial-number", "")),
        uuid=known_uuid(log.host.get("system-uuid", "")),
        board_maker=known(log.host.get("baseboard-manufacturer", "")),
        board_model=known(log.host.get("baseboard-product-name", "")),
        board_serial=known_serial(log.host.get("baseboard-serial-number", "")),
        chassis=known(log.host.get("chassis-type", "")).lower().replace(" ", "-"),
        erasures=tuple(verdicts(log))[:MOST_DRIVES],
    )
    return facts, () if log.drives else ("no_drives",)


def taken_apart(text: str) -> Log:
    log, title = Log(), ""
    for message, line in lines_of(text):
        if message:
            title = ""
            take_line(log, message)
        elif match := TITLE.fullmatch(line.strip()):
            title = match[1]
        elif line.startswith("*"):
            title = ""
        elif title and (match := ROW.match(line)):
            take_row(log, title, match[1], line)
    return log


def take_line(log: Log, line: str) -> None:
    """One line with a time; a line that says nothing we know is passed over."""
    if line.startswith("Found /dev/"):
        take_found(log, line)
    elif match := HOST.fullmatch(line):
        if not match[2].startswith("#"):
            log.host.setdefault(match[1], clean(match[2]))
    elif match := OPTION.fullmatch(line):
        name, value = match[1], clean(match[2])
        log.method, log.verify = (value, log.verify) if name == "method" else (log.method, value)
    elif match := VERSION.fullmatch(line):
        log.version = match[1]
    elif match := FOOTER.fullmatch(line):
        log.footer_method = clean(match[1])
        log.verify = log.verify or match[4]
    elif "HIDDEN SECTORS DETECTED" in line:
        named = DEVICE.search(line)
        log.hidden.add(named[1] if named else "")
    else:
        take_drive_line(log, line)


def take_found(log: Log, line: str) -> None:
    """ "Found /dev/sda,  ATA    , MODEL, 320 GB, S/N=SERIAL", the spaces as the version likes."""
    head, said, serial = line.removeprefix("Found ").partition("S/N")
    parts = [part.strip() for part in head.strip(" \t,").split(",")]
    name = short(parts[0])
    if before := log.drives.pop(name, None):
        log.past.append(before)
    model = ",".join(parts[2:-1]) if len(parts) > 3 else "".join(parts[1:2])
    log.drives[name] = Drive(serial=clean(serial).lstrip("=: ") if said else "", model=clean(model))


def take_drive_line(log: Log, line: str) -> None:
    """A line about a drive that was found before; other names are not believed."""
    for pattern, take in DRIVE_LINES:
        if match := pattern.fullmatch(line):
            named = DEVICE.search(line) or match
            drive = log.drives.get(named[1].removeprefix("/dev/"))
            if drive:
                take(drive, match)
            return


def take_invoked(drive: Drive, match: "re.Match[str]") -> None:
    drive.method, drive.sanitized = clean(match[1]), False


def take_written(drive: Drive, match: "re.Match[str]") -> None:
    drive.written.append(int(match[1]))


def take_verified(drive: Drive, match: "re.Match[str]") -> None:
    number, of, round_, rounds = (int(match[at]) for at in range(1, 5))
    drive.verified.add((number, of, round_, rounds))


def take_empty(drive: Drive, match: "re.Match[str]") -> None:
    drive.empty = True


def take_trouble(drive: Drive, match: "re.Match[str]") -> None:
    drive.trouble = True


def take_finished(drive: Drive, match: "re.Match[str]") -> None:
    drive.finished = match[1] == match[2]


def take_exact(drive: Drive, match: "re.Match[str]") -> None:
    drive.size = int(match[2])


def take_sanitize(drive: Drive, match: "re.Match[str]") -> None:
    drive.sanitized = match[3].rstrip(".") == "was successful"


DRIVE_LINES = [
    (INVOKED, take_invoked),
    (WRITTEN, take_written),
    (VERIFIED, take_verified),
    (EMPTY, take_empty),
    (FINISHED, take_finished),
    (EXACT, take_exact),
    (SANITIZE, take_sanitize),
    (TROUBLE, take_trouble),
]


def take_row(log: Log, title: str, device: str, line: str) -> None:
    """A row of a table about a known drive: whole, or it counts as bad. A model's name may hold a
    line break, so half a row and what looks like another one are not believed."""
    drive, line = log.drives.get(short(device)), line.rstrip()
    pattern = {"Error Summary": ERRORS, "Erasure Summary": ERASED, "Drive Status": STATUS}[title]
    match = pattern.fullmatch(line)
    if drive is None:
        if match and title == "Drive Status":
            log.strangers.append(clean(match[4]))
    elif match is None:
        drive.states.append("unreadable")
    elif title == "Error Summary":
        drive.errors.append(tuple(int(part) for part in match.groups() if part))
    elif title == "Erasure Summary":
        drive.counts.append((int(match[1]), int(match[2])))
    else:
        # nwipe marks what went wrong with a "!".
        flagged = match[1] and match[2] == "Erased"
        drive.states.append("flagged" if flagged else match[2])
        drive.state_serials.add(match[4].strip())


def short(device: str) -> str:
    return clean(device).removeprefix("/dev/")


def verdicts(log: Log) -> Iterator[Erased]:
    """What the log proves of each drive: those with a name, those unplugged, those never found."""
    for name, drive in log.drives.items():
        yield judged(drive, log, name)
    for drive in log.past:
        yield judged(drive, log, "")
    for serial in log.strangers:
        yield Erased(serial=known_serial(serial), erased=False, reason="not_found")


def judged(drive: Drive, log: Log, name: str) -> Erased:
    """What the log proves about one drive, by the rule: all must hold, else nothing is erased."""
    reason = doubt(drive, log, name)
    counts = [erased for erased, _total in drive.counts]
    return Erased(
        serial=known_serial(drive.serial),
        erased=not reason,
        reason=reason,
        model=drive.model,
        method=drive.method or log.method,
        technique="" if reason else "overwrite",
        verified=bool(drive.verified) or drive.empty,
        byte_count=min(counts, default=None) or min(drive.written, default=None),
    )


def doubt(drive: Drive, log: Log, name: str) -> str:
    """Why an erasure is not proven; "" when it is."""
    if bad := [state for state in drive.states if state != "Erased"]:
        return STATES.get(bad[0], "status")
    labels = list(filter(None, [drive.method, log.method, log.footer_method]))
    checks = [
        # The drive says that it erased itself: nobody read anything back, so a person must.
        ("sanitize", drive.sanitized and not drive.states),
        ("no_status", not drive.states),
        ("anonymous", not known_serial(drive.serial)),
        ("serial", drive.state_serials != {drive.serial}),
        ("verify_only", any(label.startswith("Verify") for label in labels)),
        ("method", not labels or not all(map(writes, labels))),
        ("errors", drive.trouble or not drive.errors or any(any(row) for row in drive.errors)),
        ("bytes", not all_bytes(drive)),
        ("not_verified", not read_back(drive, log.verify)),
        ("hidden_sectors", "" in log.hidden or name in log.hidden),
    ]
    return next((code for code, wrong in checks if wrong), "")


def writes(method: str) -> bool:
    """Whether the method is one that writes; "(R)" and "(S)" behind it say in which order."""
    return re.sub(r"(?: ?\([RS]\))+$", "", method).strip() in WRITING


def all_bytes(drive: Drive) -> bool:
    """Every byte of the drive, by the table; older versions have none: then by the passes."""
    if drive.counts:
        return all(erased == total > 0 for erased, total in drive.counts)
    whole = bool(drive.size and drive.written and all(n == drive.size for n in drive.written))
    return whole and drive.finished


def read_back(drive: Drive, verify: str) -> bool:
    """Whether what the log's own options ask to read back was; what we cannot read asks it too."""
    if verify.startswith("0") or verify == "NV":
        return True
    last = drive.empty or any(
        number == of and round_ == rounds for number, of, round_, rounds in drive.verified
    )
    return last and (verify[:1] not in {"2", "V"} or verify == "VL" or every_pass(drive))


def every_pass(drive: Drive) -> bool:
    """Whether each pass of each round was read back."""
    if not drive.verified:
        return False
    passes, rounds = max(one[1] for one in drive.verified), max(one[3] for one in drive.verified)
    return len({(number, round_) for number, _, round_, _ in drive.verified}) >= passes * rounds
