"""What makes two reports be of one computer: weighed evidence, never a merge by itself.

The label is the identity. Junk is left out before anything is compared; what is weak only proposes.
"""

from collections.abc import Iterable, Iterator

from digibank.devices.reports.facts import Facts
from digibank.devices.reports.junk import turned

SERIAL, BOARD, UUID, MAC, DISK = "serial", "board", "uuid", "mac", "disk"
WEIGHTS = {SERIAL: 5, BOARD: 4, UUID: 4, MAC: 3, DISK: 1}
ENOUGH = 3  # a drive alone moves from one computer to the other
SHORTEST = 6  # letters and digits that a serial number must have
BRANDS = {"hewlett-packard": "hp", "asustek": "asus", "innotek": "virtualbox"}
Identifier = tuple[str, str]


def identifiers(facts: Facts) -> list[Identifier]:
    """(kind, value) of all that tells this computer from others, each once."""
    return list(dict.fromkeys(told(facts)))


def told(facts: Facts) -> Iterator[Identifier]:
    if len(facts.serial) >= SHORTEST:
        yield SERIAL, branded(facts.maker, facts.serial)
    if len(facts.board_serial) >= SHORTEST:
        yield BOARD, branded(facts.board_maker or facts.maker, facts.board_serial)
    if facts.uuid:
        yield UUID, min(facts.uuid.lower(), turned(facts.uuid))
    yield from ((MAC, mac) for mac in facts.built_in_macs)
    drives = [*(disk.serial for disk in facts.disks), *(one.serial for one in facts.erasures)]
    yield from ((DISK, serial.lower()) for serial in drives if len(serial) >= SHORTEST)


def branded(maker: str, serial: str) -> str:
    """A serial number with the brand: two makers may count alike. "Dell Inc." is Dell."""
    first = (maker.lower().split() or [""])[0].strip(",.")
    return f"{BRANDS.get(first, first)} {serial.lower()}"[:160]


def weight(kinds: Iterable[str]) -> int:
    """What the shared kinds weigh together; several addresses or drives count as one."""
    return sum(WEIGHTS[kind] for kind in set(kinds))


def against(one: Iterable[Identifier], other: Iterable[Identifier]) -> list[str]:
    """The kinds that both know and that differ: a swapped board, or two computers."""
    mine, theirs = set(one), set(other)
    return [
        kind
        for kind in (SERIAL, UUID)
        if {v for k, v in mine if k == kind}
        and {v for k, v in theirs if k == kind}
        and not {v for k, v in mine & theirs if k == kind}
    ]
