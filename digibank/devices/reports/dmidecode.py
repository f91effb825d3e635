"""`dmidecode` as text: blocks that begin with "Handle 0x", a title, then "Key: Value" lines."""

import re
from collections.abc import Iterator

from digibank.devices.reports.facts import AT_MOST, Battery, Facts
from digibank.devices.reports.junk import known, known_serial, known_uuid, model_of
from digibank.devices.reports.text import binary_size, clean

Block = tuple[str, dict[str, str]]
HEAD = re.compile(r"^Handle 0x[0-9A-Fa-f]+, DMI type \d+", re.MULTILINE)
LINE = re.compile(r"^\t([^\t:][^:\n]*):[ \t]*([^\n]*)$", re.MULTILINE)
ROMS = {"Flash", "ROM", "EEPROM", "EPROM", "FEPROM"}
MWH = re.compile(r"(\d{1,6}) mWh")
# The words of SMBIOS and those of lshw for the same form.
FORMS = {"low-profile-desktop": "low-profile", "pizza-box": "pizzabox", "lunch-box": "lunchbox"}


def is_report(text: str) -> bool:
    return HEAD.search(text) is not None


def read(text: str) -> tuple[Facts, tuple[str, ...]]:
    """The facts in `text`, and nothing doubtful."""
    found = list(blocks(text))
    system = first(found, "System Information")
    board, chassis = first(found, "Base Board Information"), first(found, "Chassis Information")
    maker = system.get("Manufacturer", "")
    version = system.get("Version", "")
    facts = Facts(
        maker=known(maker),
        model=model_of(maker, system.get("Product Name", ""), version),
        serial=known_serial(system.get("Serial Number", "")),
        uuid=known_uuid(system.get("UUID", "")),
        chassis=form(chassis.get("Type", "")),
        board_maker=known(board.get("Manufacturer", "")),
        board_model=known(board.get("Product Name", "")),
        board_serial=known_serial(board.get("Serial Number", "")),
        cpu=next(filter(None, map(known, every(found, "Processor Information", "Version"))), ""),
        memory_bytes=memory_in(found),
        batteries=tuple(batteries_in(found))[:AT_MOST],
    )
    return facts, () if system else ("partial",)


def blocks(text: str) -> Iterator[Block]:
    """(title, keys and values) of each block; a key that comes twice keeps its first value."""
    starts = [match.start() for match in HEAD.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        lines = text[start:end].split("\n", 2)
        if len(lines) == 3:
            pairs = ((key.strip(), clean(value)) for key, value in LINE.findall(lines[2]))
            told: dict[str, str] = {}
            for key, value in pairs:
                told.setdefault(key, value)
            yield lines[1].strip(), told


def first(found: list[Block], title: str) -> dict[str, str]:
    return next((told for name, told in found if name == title), {})


def every(found: list[Block], title: str, key: str) -> Iterator[str]:
    return (told[key] for name, told in found if name == title and told.get(key))


def form(type_: str) -> str:
    """The form in the words of lshw: "Low Profile Desktop" -> low-profile; "" when unknown."""
    word = known(type_).lower().replace(" ", "-")
    return FORMS.get(word, word)


def memory_in(found: list[Block]) -> int | None:
    """Bytes of all modules; an empty slot says "No Module Installed", a ROM is no memory."""
    modules = [told for name, told in found if name == "Memory Device"]
    sizes = [told.get("Size", "") for told in modules if told.get("Type", "") not in ROMS]
    older = every(found, "Memory Module Information", "Installed Size")
    return sum(map(in_bytes, sizes)) or sum(map(in_bytes, older)) or None


def in_bytes(words: str) -> int:
    return binary_size(words) or 0


def batteries_in(found: list[Block]) -> Iterator[Battery]:
    for name, told in found:
        if name == "Portable Battery":
            capacity = MWH.match(told.get("Design Capacity", ""))
            serial = told.get("Serial Number") or told.get("SBDS Serial Number", "")
            yield Battery(
                maker=known(told.get("Manufacturer", "")),
                model=known(told.get("Name", "")),
                serial=known_serial(serial),
                design_mwh=(int(capacity[1]) or None) if capacity else None,
            )
