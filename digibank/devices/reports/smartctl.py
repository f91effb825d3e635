"""`smartctl -j` (`-x --json=c`, `-a -j`): one drive, or a list of them."""

from digibank.devices.reports.facts import AT_MOST, Disk, Facts
from digibank.devices.reports.junk import known, known_serial
from digibank.devices.reports.text import Node, box, boxes, inside, told, truth, whole

REALLOCATED, PENDING, UNCORRECTABLE = 5, 197, 198  # ATA attributes
FAILING_NOW = 8  # a bit of the exit status; 4 alone is common and harmless


def is_report(tree: object) -> bool:
    found = [inside(one) for one in tree] if isinstance(tree, list) else [tree]
    return any(isinstance(one, dict) and ("smartctl" in one or is_named(one)) for one in found)


def is_named(node: Node) -> bool:
    """Whether this is a drive as smartctl names it, in a report that lost who wrote it."""
    device = box(node, "device")
    return bool(told(device, "protocol") and told(device, "name"))


def read(tree: object) -> tuple[Facts, tuple[str, ...]]:
    """The drives that smartctl could open; "no_device" for each that it could not."""
    every = (inside(one) for one in (tree if isinstance(tree, list) else [tree]))
    found = [one for one in every if isinstance(one, dict)]
    drives = [one for one in found if is_drive(one)]
    missed = any(not is_drive(one) and "devices" not in one for one in found)
    disks = tuple(disk_of(one) for one in drives)[:AT_MOST]
    return Facts(disks=disks), ("no_device",) if missed else ()


def is_drive(node: Node) -> bool:
    """Whether smartctl could open it: "Unknown USB bridge" has no device."""
    return bool(box(node, "device")) and "devices" not in node


def disk_of(node: Node) -> Disk:
    nvme = box(node, "nvme_smart_health_information_log")
    raw = {one.get("id"): box(one, "raw").get("value") for one in attributes(node)}
    turns = whole(node.get("rotation_rate"), 100_000)
    capacity = whole(box(node, "user_capacity").get("bytes"))
    hours = whole(box(node, "power_on_time").get("hours"), 10**7)
    exit_status = whole(box(node, "smartctl").get("exit_status"), 256)
    return Disk(
        model=model_of(node),
        serial=known_serial(told(node, "serial_number")),
        byte_count=capacity or whole(node.get("nvme_total_capacity")) or spaces(node) or None,
        medium=medium_of(node, turns),
        rotation_rate=turns,
        smart_passed=truth(box(node, "smart_status").get("passed")),
        power_on_hours=whole(nvme.get("power_on_hours"), 10**7) if hours is None else hours,
        reallocated=whole(raw.get(REALLOCATED)),
        pending=whole(raw.get(PENDING)),
        uncorrectable=whole(raw.get(UNCORRECTABLE)),
        media_errors=whole(nvme.get("media_errors")),
        percentage_used=whole(nvme.get("percentage_used"), 256),
        critical_warning=whole(nvme.get("critical_warning"), 256),
        failing_now=None if exit_status is None else bool(exit_status & FAILING_NOW),
    )


def spaces(node: Node) -> int:
    """Bytes of all namespaces of a NVMe drive that says no more."""
    return sum(whole(box(one, "size").get("bytes")) or 0 for one in boxes(node, "nvme_namespaces"))


def attributes(node: Node) -> list[Node]:
    rows = boxes(node, "ata_smart_attributes", "table")
    return [one for one in rows if isinstance(one.get("id"), int)]


def model_of(node: Node) -> str:
    """SCSI drives have their name in two parts."""
    both = " ".join(filter(None, [told(node, "vendor"), told(node, "product")]))
    for name in (told(node, "model_name"), told(node, "scsi_model_name"), both):
        if known(name):
            return name
    return ""


def medium_of(node: Node, turns: int | None) -> str:
    """hdd, ssd or nvme; "" when the drive does not say: NVMe and some disks have no turns."""
    if told(box(node, "device"), "protocol") == "NVMe":
        return "nvme"
    if turns is None:
        return "ssd" if box(node, "trim").get("supported") is True else ""
    return "hdd" if turns else "ssd"
