"""The text log of nwipe (ShredOS): what was really erased, drive by drive.

The last line and the exit code prove nothing: a drive that was never started ends with
"successfully completed", and a method that only verifies says "Erased".
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from digibank.devices.reports.facts import AT_MOST, Erased, Facts
from digibank.devices.reports.junk import known, known_serial, known_uuid, model_of
from digibank.devices.reports.text import clean

LINE = re.compile(
    r"^\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\]\s+(?:\w+:)?[ \t]*(.*?)[ \t]*$", re.MULTILINE
)
FOUND = re.compile(r"Found (/dev/\S+), ?([\w-]+)?, ?(.*), ?\d+ ?[kMGTP]?B,? ?S/N ?[=:] ?(.*)")
HOST = re.compile(r"(system-[\w-]+|baseboard-[\w-]+|chassis-[\w-]+) = (.*)")
OPTION = re.compile(r"(method|verify)\s+= (.+)")
INVOKED = re.compile(r"Invoking method '([^']+)' on (/dev/\S+)")
WRITTEN = re.compile(r"(\d+) bytes written to (/dev/\S+)")
VERIFIED = re.compile(r"Verified pass (\d+) of (\d+), round \d+ of \d+, on '?(/dev/[^\s']+)'?\.?")
EXACT = re.compile(r"(/dev/\S+), sect/blk/dev \d+/\d+/(\d+)")
SANITIZED = re.compile(r"(?:/dev/)?(\S+): SANITIZE action '([^']+)' was successful\.?")
HIDDEN = re.compile(r"HIDDEN SECTORS DETECTED(?:.*?(/dev/\S+))?")
FOOTER = re.compile(r"Total Throughput\s+[^,]*, (.+), (\d+)R\+(N?B)\+([NVLA]+)")
TITLE = re.compile(r"^\*{5,} (Error Summary|Erasure Summary|Drive Status) \*{5,}$")
ERRORS = re.compile(r"^!?\s+(\S+) \|\s*(\d+) \|\s*(\d+) \|\s*(\d+)\s*$")
ERASED = re.compile(r"^!?\s+(\S+) \|\s*(\d+) \|\s*(\d+) \|\s*[\d.]+%\s*$")
STATUS = re.compile(r"^(!?)\s+(\S+) \|\s*(\S+?)\s*\|[^|]*\|\s*\d+:\d\d:\d\d \| ?(.*)/([^/]*)$")
# What these methods write over; every other label proves nothing.
WRITING = {
    *("DoD 5220.22-M", "DoD Short", "Gutmann Wipe", "RCMP TSSIT OPS-II", "PRNG Stream"),
    *("Fill With Zeros", "Fill With Ones", "HMG IS5 Enhanced", "Bruce Schneier 7-Pass"),
    "BMB21-2019",
}
FIRMWARE = {"block": "firmware", "crypto": "crypto"}
STATES = {"-FAILED-": "failed", "UABORTED": "aborted", "INSANITY": "never_started"}


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
    verified: set[tuple[int, int]] = field(default_factory=set)  # (pass, of how many)
    sanitized: str = ""


@dataclass
class Log:
    """The log taken apart, before anything is judged."""

    drives: dict[str, Drive] = field(default_factory=lambda: defaultdict(Drive))
    host: dict[str, str] = field(default_factory=dict)
    version: str = ""
    method: str = ""
    footer_method: str = ""
    verify: str = ""
    hidden: set[str] = field(default_factory=set)  # "" means some drive


def is_report(text: str) -> bool:
    """Whether nwipe wrote this: its name in a line, or one of its tables."""
    lines = LINE.findall(text)
    return any(re.match(r"nwipe \d|Found /dev/|Nwipe ", line) for line in lines)


def read(text: str) -> tuple[Facts, tuple[str, ...]]:
    """The computer that the log names, and what it proves of each drive."""
    log = taken_apart(text)
    maker = log.host.get("system-manufacturer", "")
    facts = Facts(
        maker=known(maker),
        model=model_of(
            maker, log.host.get("system-product-name", ""), log.host.get("system-version", "")
        ),
        serial=known_serial(log.host.get("system-serial-number", "")),
        uuid=known_uuid(log.host.get("system-uuid", "")),
        board_maker=known(log.host.get("baseboard-manufacturer", "")),
        board_model=known(log.host.get("baseboard-product-name", "")),
        board_serial=known_serial(log.host.get("baseboard-serial-number", "")),
        erasures=tuple(judged(drive, log, name) for name, drive in log.drives.items())[:AT_MOST],
    )
    return facts, () if log.drives else ("no_drives",)


def taken_apart(text: str) -> Log:
    log = Log()
    for line in LINE.findall(text):
        take_line(log, line)
    take_tables(log, text)
    return log


def take_line(log: Log, line: str) -> None:
    """One line with a time; a line that says nothing we know is passed over."""
    if match := FOUND.fullmatch(line):
        drive = log.drives[short(match[1])]
        drive.model, drive.serial = clean(match[3]), clean(match[4])
    elif match := HOST.fullmatch(line):
        log.host.setdefault(match[1], clean(match[2]))
    elif match := OPTION.fullmatch(line):
        if match[1] == "method":
            log.method = clean(match[2])
        else:
            log.verify = clean(match[2])
    elif match := re.fullmatch(r"nwipe (\d[\w.]*)", line):
        log.version = match[1]
    elif match := FOOTER.fullmatch(line):
        log.footer_method = clean(match[1])
        log.verify = log.verify or match[4]
    elif HIDDEN.search(line):
        named = re.search(r"/dev/(\w+)", line)
        log.hidden.add(named[1] if named else "")
    else:
        take_drive_line(log, line)


def take_drive_line(log: Log, line: str) -> None:
    """A line about a drive that was found before; other names are not believed."""
    for pattern, take in DRIVE_LINES:
        if match := pattern.fullmatch(line):
            take(log, match)
            return


def known_drive(log: Log, device: str) -> Drive:
    """The drive, or one that nobody will look at."""
    return log.drives[short(device)] if short(device) in log.drives else Drive()


def take_invoked(log: Log, match: "re.Match[str]") -> None:
    known_drive(log, match[2]).method = clean(match[1])


def take_written(log: Log, match: "re.Match[str]") -> None:
    known_drive(log, match[2]).written.append(int(match[1]))


def take_verified(log: Log, match: "re.Match[str]") -> None:
    known_drive(log, match[3]).verified.add((int(match[1]), int(match[2])))


def take_exact(log: Log, match: "re.Match[str]") -> None:
    known_drive(log, match[1]).size = int(match[2])


def take_sanitized(log: Log, match: "re.Match[str]") -> None:
    known_drive(log, match[1]).sanitized = clean(match[2]).lower()


DRIVE_LINES = [
    (INVOKED, take_invoked),
    (WRITTEN, take_written),
    (VERIFIED, take_verified),
    (EXACT, take_exact),
    (SANITIZED, take_sanitized),
]


def take_tables(log: Log, text: str) -> None:
    """Whole rows inside a table alone: a model's name may hold a line break."""
    for title, row in rows_in(text):
        if title == "Error Summary" and (match := ERRORS.fullmatch(row)):
            known_drive(log, match[1]).errors.append(tuple(int(n) for n in match.groups()[1:]))
        elif title == "Erasure Summary" and (match := ERASED.fullmatch(row)):
            known_drive(log, match[1]).counts.append((int(match[2]), int(match[3])))
        elif title == "Drive Status" and (match := STATUS.fullmatch(row)):
            drive = known_drive(log, match[2])
            flagged = match[1] and match[3] == "Erased"  # nwipe marks what went wrong with a "!"
            drive.states.append("flagged" if flagged else match[3])
            drive.state_serials.add(match[5].strip())


def rows_in(text: str) -> Iterator[tuple[str, str]]:
    """(title of the table, row) of each row; a line of stars or with a time ends a table."""
    title = ""
    for line in text.splitlines():
        if match := TITLE.fullmatch(line.strip()):
            title = match[1]
        elif line.startswith(("*", "[")):
            title = ""
        elif title:
            yield title, line


def short(device: str) -> str:
    return clean(device).removeprefix("/dev/")


def judged(drive: Drive, log: Log, name: str) -> Erased:
    """What the log proves about one drive, by the rule: all must hold, else nothing is erased."""
    method = drive.method or log.method
    reason = doubt(drive, log, name, method)
    sanitize = next((kind for word, kind in FIRMWARE.items() if word in drive.sanitized), "")
    if sanitize and not drive.states and not seen_hidden(log, name) and drive.serial:
        reason, method = ("anonymous" if anonymous(drive.serial) else ""), drive.sanitized
    counts = [erased for erased, _total in drive.counts]
    return Erased(
        serial="" if anonymous(drive.serial) else drive.serial,
        erased=not reason,
        reason=reason,
        model=drive.model,
        method=method,
        technique="" if reason else sanitize if method == drive.sanitized else "overwrite",
        verified=bool(drive.verified),
        byte_count=min(counts, default=None) or min(drive.written, default=None),
    )


def doubt(drive: Drive, log: Log, name: str, method: str) -> str:
    """Why an overwrite is not proven; "" when it is."""
    if bad := [state for state in drive.states if state != "Erased"]:
        return STATES.get(bad[0], "status")
    checks = [
        ("no_status", not drive.states),
        ("anonymous", anonymous(drive.serial)),
        ("serial", drive.state_serials != {drive.serial}),
        ("verify_only", method.startswith("Verify") or log.footer_method.startswith("Verify")),
        (
            "method",
            not writes(method) or (log.footer_method != "" and not writes(log.footer_method)),
        ),
        ("errors", not drive.errors or any(any(row) for row in drive.errors)),
        ("bytes", not all_bytes(drive)),
        ("not_verified", asks_verification(log.verify) and not read_back(drive)),
        ("hidden_sectors", seen_hidden(log, name)),
    ]
    return next((code for code, wrong in checks if wrong), "")


def writes(method: str) -> bool:
    """Whether the method is one that writes; "(R)" and "(S)" behind it say in which order."""
    return re.sub(r"(\s*\((R|S|R/S)\))+$", "", method) in WRITING


def all_bytes(drive: Drive) -> bool:
    """Every byte of the drive, by the table; older versions have none: then by the passes."""
    if drive.counts:
        return all(erased == total > 0 for erased, total in drive.counts)
    return bool(drive.size and drive.written and all(n == drive.size for n in drive.written))


def asks_verification(verify: str) -> bool:
    """Whether the log's own options ask to read back; what we cannot read counts as asked."""
    return not (verify.startswith(("0", "off")) or verify == "NV")


def read_back(drive: Drive) -> bool:
    """Whether the last of the passes was read back."""
    return any(number == of for number, of in drive.verified)


def seen_hidden(log: Log, name: str) -> bool:
    return "" in log.hidden or name in log.hidden


def anonymous(serial: str) -> bool:
    """Whether the serial number was hidden (`nwipe -q`), or is none."""
    return not known_serial(serial)
