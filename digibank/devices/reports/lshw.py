"""`lshw -json`: an object, a list with one, or a list of one class.

Never `description`, which lshw writes in the language of the machine.
"""

import re
from collections.abc import Iterator

from digibank.devices.reports.facts import AT_MOST, Battery, Disk, Facts
from digibank.devices.reports.junk import known, known_mac, known_serial, known_uuid, model_of
from digibank.devices.reports.text import DEEPEST, Node, box, told, whole

Nodes = list[tuple[Node, tuple[str, ...]]]
BRIDGE = ("br-", "docker", "lxc", "veth", "virbr", "vnet", "vmnet", "tun", "tap", "wg", "zt")
TURNS = re.compile(r"(\d{4,5})rpm")


def is_report(tree: object) -> bool:
    return any(isinstance(node.get("class"), str) for node, _ in walked(tree))


def read(tree: object) -> tuple[Facts, tuple[str, ...]]:
    """The facts in `tree`, and what is doubtful about it as a whole."""
    nodes = list(walked(tree))
    root = next((node for node, above in nodes if is_system(node, above)), {})
    core = next((node for node, _ in nodes if told(node, "id") == "core"), {})
    more = box(root, "configuration")
    macs = list(macs_in(nodes))
    facts = Facts(
        maker=known(told(root, "vendor")),
        model=model_of(told(root, "vendor"), told(root, "product"), told(root, "version")),
        serial=known_serial(told(root, "serial")),
        uuid=known_uuid(told(more, "uuid")),
        chassis=told(more, "chassis").lower(),
        board_maker=known(told(core, "vendor")),
        board_model=known(told(core, "product")),
        board_serial=known_serial(told(core, "serial")),
        cpu=first_product(nodes, "processor"),
        memory_bytes=memory_in(nodes),
        disks=tuple(disks_in(nodes, on_usb=False))[:AT_MOST],
        sticks=tuple(disks_in(nodes, on_usb=True))[:AT_MOST],
        batteries=tuple(batteries_in(nodes))[:AT_MOST],
        macs=tuple(dict.fromkeys(mac for mac, _ in macs))[:AT_MOST],
        outside_macs=tuple(dict.fromkeys(mac for mac, usb in macs if usb))[:AT_MOST],
    )
    return facts, () if root else ("partial",)


def walked(tree: object) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Every node with the ids of those above it, in the order of the file."""
    waiting: list[tuple[object, tuple[str, ...]]] = [(tree, ())]
    while waiting:
        node, above = waiting.pop()
        if isinstance(node, list):
            waiting += [(one, above) for one in reversed(node)]
        elif isinstance(node, dict):
            yield node, above
            # Deeper than any real bus the ids no longer matter; a hostile file stays cheap.
            waiting.append((node.get("children"), (*above[-DEEPEST:], told(node, "id"))))


def is_system(node: Node, above: tuple[str, ...]) -> bool:
    if told(node, "class"):
        return not above and told(node, "class") == "system"
    parts = node.get("children")
    core = (told(one, "id") == "core" for one in parts) if isinstance(parts, list) else ()
    return not above and any(core)


def of_class(node: Node, name: str, id_begins: str) -> bool:
    return told(node, "class") == name and told(node, "id").startswith(id_begins)


def on_usb_bus(node: Node, above: tuple[str, ...]) -> bool:
    named = any(one.startswith("usb") for one in above) or told(node, "businfo").startswith("usb")
    return named or "removable" in box(node, "capabilities")


def size(node: Node) -> int:
    """Bytes; 0 when there is no sensible number."""
    return whole(node.get("size")) or 0


def first_product(nodes: Nodes, name: str) -> str:
    """The product of the first node of a class: old versions list many empty processors."""
    products = (known(told(node, "product")) for node, _ in nodes if told(node, "class") == name)
    return next(filter(None, products), "")


def memory_in(nodes: Nodes) -> int | None:
    """Bytes of memory: what the boards say together, else their banks."""
    memory = [(told(node, "id"), size(node)) for node, _ in nodes if of_class(node, "memory", "")]
    all_of_it = sum(bytes_ for id_, bytes_ in memory if re.fullmatch(r"memory(:\d+)?", id_))
    return all_of_it or sum(bytes_ for id_, bytes_ in memory if id_.startswith("bank")) or None


def disks_in(nodes: Nodes, *, on_usb: bool) -> Iterator[Disk]:
    """The drives with a size, those on USB apart; a medium or namespace is part of its drive."""
    for node, above in nodes:
        if on_usb_bus(node, above) == on_usb and (bytes_ := drive_bytes(node)):
            turns = turns_of(node)
            medium = "nvme" if of_class(node, "storage", "nvme") else "hdd" if turns else ""
            model, serial = known(told(node, "product")), known_serial(told(node, "serial"))
            yield Disk(model, serial, bytes_, medium, turns)


def drive_bytes(node: Node) -> int:
    """How much fits on the drive that `node` is; 0 when it is none."""
    if of_class(node, "storage", "nvme"):
        parts = node.get("children")
        parts = parts if isinstance(parts, list) else []
        named = [one for one in parts if isinstance(one, dict) and of_class(one, "disk", "name")]
        return max((size(one) for one in named), default=0)  # lshw may list one namespace twice
    part = told(node, "id").startswith(("cdrom", "medium", "namespace"))
    return size(node) if told(node, "class") == "disk" and not part else 0


def turns_of(node: Node) -> int | None:
    """Turns a minute, which lshw writes as a capability: "7200rpm"."""
    found = (TURNS.fullmatch(name) for name in box(node, "capabilities"))
    return next((int(match[1]) for match in found if match), None)


def batteries_in(nodes: Nodes) -> Iterator[Battery]:
    """Batteries, not the power supply; `capacity` is what it was designed for."""
    for node, _ in nodes:
        if of_class(node, "power", "battery"):
            in_mwh = told(node, "units") in {"mWh", ""}
            yield Battery(
                maker=known(told(node, "vendor")),
                model=known(told(node, "product")),
                serial=known_serial(told(node, "serial")),
                design_mwh=(whole(node.get("capacity"), 10**6) or None) if in_mwh else None,
            )


def macs_in(nodes: Nodes) -> Iterator[tuple[str, bool]]:
    """(address, whether it is plugged in) of each network card; bridges of containers are none."""
    for node, above in nodes:
        mac = known_mac(told(node, "serial"))
        bridge = told(node, "logicalname").startswith(BRIDGE)
        if mac and not bridge and of_class(node, "network", ""):
            yield mac, on_usb_bus(node, above)
