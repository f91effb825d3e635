"""What a `lshw -json` report says about a computer: bytes in, facts and warnings out.

Never an exception, whatever the bytes. Never `description`, which lshw writes in the language of
the machine. Junk that makers leave in the firmware ("To Be Filled By O.E.M.") counts as unknown.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

AT_MOST = 32  # disks, network cards: what no real computer has more of
LONGEST = 120  # signs of one value
Node = dict[str, Any]

WARNINGS = {
    "empty": _("The file is empty."),
    "not_text": _("This is no text, so it is no report of lshw."),
    "not_json": _("This is no report of lshw -json. Make it with: sudo lshw -json > report.json"),
    "not_lshw": _("This file is JSON, but no report of lshw."),
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
    "stick": _("A USB stick was in it. We did not count it as a disk."),
}

# What makers write where a value should stand: what Free Geek Portland saw, and our own reports.
JUNK = re.compile(
    r"""(?ix) (s?system|stem|product|base\s?board|chassis|enclosure|board|type\d) [\s_-]?
        (name|manufacturer?|vendor|version|serial([\s_]?numb(er)?)?|product\sname|asset.*|sku.*)
    | to\sbe\sfilled\sby\so\.?e\.?m\.?.* | oem0* | prod0+ | default(\sstring)? | invalid | sku
    | (none|n/?a|unknow?n?|undefined|empty|null|other|o\.e\.m\.)+ | eval | field | serial\#
    | not\s(applicable|available|specified|supported|defined|present).* | april197 | :\[,f """
)
JUNK_SERIAL = re.compile(
    r"""(?ix) 123456789000 | 123456890 | 12\s4 | .{0,2} | serial\snumber\sx+ | sernum\d
    | lenovo | dell | acer | asus | hp | na60b7y0s3q | bank\d/\d | v\s*h\s?8?\\+
    | \w{3}\s\w{3}\s\d\d\s[\d:]{8}\s\d{4} """
)
COUNTING = "0123456789012345678", "0123456789ABCDEF"  # and every stretch of it
JUNK_UUID = re.compile(r"(?i)03000200-0400-0500-0006-000700080009|(.)(\1|-)*")
UUID = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MAC = re.compile(r"(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}")
LAPTOPS = {"notebook", "laptop", "portable", "sub-notebook", "convertible", "hand-held", "lunchbox"}
DESKTOPS = {
    "desktop",
    "low-profile",
    "mini-tower",
    "tower",
    "all-in-one",
    "pizzabox",
    "space-saving",
}
TABLETS = {"tablet", "detachable"}


@dataclass(frozen=True)
class Disk:
    product: str
    serial: str
    byte_count: int


@dataclass(frozen=True)
class Facts:
    """What was understood; "" and None mean unknown, which differs from nothing and from 0."""

    maker: str = ""
    model: str = ""
    serial: str = ""
    uuid: str = ""
    chassis: str = ""
    board_maker: str = ""
    board_model: str = ""
    board_serial: str = ""
    cpu: str = ""
    memory_bytes: int | None = None
    disks: tuple[Disk, ...] = ()
    sticks: tuple[Disk, ...] = ()  # on USB: most often what the report was started from
    battery_count: int = 0
    macs: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The type of device that the chassis tells: laptop, desktop, tablet, or "" unknown."""
        if self.chassis in LAPTOPS or (not self.chassis and self.battery_count):
            return "laptop"
        return "tablet" if self.chassis in TABLETS else "desktop" * (self.chassis in DESKTOPS)

    @property
    def storage_bytes(self) -> int | None:
        return sum(disk.byte_count for disk in self.disks) or None

    def as_json(self) -> dict[str, Any]:
        """The same in plain lists and numbers, to keep beside the raw file."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Report:
    """`format` is "lshw", or "" when nothing was understood; warnings are keys of WARNINGS."""

    format: str = ""
    facts: Facts = field(default_factory=Facts)
    warnings: tuple[str, ...] = ()


def read(raw: bytes) -> Report:
    """The report in `raw`: strictly, else mended, else nothing but a warning that says why."""
    if not raw.strip():
        return Report(warnings=("empty",))
    text, damage = decoded(raw)
    if text is None:
        return Report(warnings=("not_text",))
    tree, mends = parsed(text)
    if tree is None:
        return Report(warnings=("not_json",))
    nodes = list(walked(tree))
    if not any(isinstance(node.get("class"), str) for node, _ in nodes):
        return Report(warnings=(*damage, *mends, "not_lshw"))
    facts, doubts = understood(nodes)
    return Report("lshw", facts, (*damage, *mends, *doubts))


def decoded(raw: bytes) -> tuple[str | None, tuple[str, ...]]:
    """`raw` as text, with a warning when letters were damaged; None when it is no text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), ()
    if b"\0" in raw[:4096]:
        return None, ()
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return raw.decode("utf-8", errors="replace"), ("encoding",)


def parsed(text: str) -> tuple[object, tuple[str, ...]]:
    """The JSON in `text`, with what had to be mended; None when there is none."""
    try:
        return json.loads(text, strict=False), ()
    except (ValueError, RecursionError):
        return mended(text)


TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]:]|[^\s{}\[\]:,"]+')
DEEPEST = 100


def mended(text: str) -> tuple[object, tuple[str, ...]]:
    """JSON as old versions of lshw wrote it: commas missing, quotes loose, the end cut off.

    Commas are not looked at, a string ends at the end of its line at the latest, what is still
    open at the end is closed. Text before the first brace, like a warning of sudo, is skipped.
    """
    roots: list[Any] = []
    stack: list[tuple[Any, str]] = [(roots, "")]  # (what is open, the key that waits for a value)
    words = ""
    for match in TOKEN.finditer(text):
        token = match[0]
        box, key = stack[-1]
        if token in "}]":
            del stack[max(1, len(stack) - 1) :]
        elif token == ":":
            stack[-1] = (box, words)
        elif token in "{[":
            fresh: Any = {} if token == "{" else []
            put_in(box, key, fresh)
            stack[-1] = (box, "")
            stack.append((fresh, ""))
            if len(stack) > DEEPEST:
                return None, ()
        elif len(stack) > 1:
            value = scalar(token)
            words = value if isinstance(value, str) else ""
            if key or isinstance(box, list):
                put_in(box, key, value)
                stack[-1] = (box, "")
    found = [root for root in roots if root]
    return found or None, ("cut_off",) if len(stack) > 1 else ("repaired",)


def put_in(box: Any, key: str, value: object) -> None:  # noqa: ANN401 a list or a dict
    if isinstance(box, list):
        box.append(value)
    elif key:
        box[key] = value


def scalar(token: str) -> object:
    """A string, number, true, false or null; None for anything else."""
    try:
        return json.loads(token, strict=False)
    except ValueError:
        return token.strip('"') if token.startswith('"') else None


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


def told(node: Node, key: str) -> str:
    """The text at `key` without signs that cannot be printed; "" when there is none."""
    value = node.get(key)
    if not isinstance(value, str):
        return ""
    return "".join(sign if sign.isprintable() else " " for sign in value[:LONGEST]).strip()


def known(text: str) -> str:
    """`text`, or "" when it is junk: a phrase of the firmware, or one sign again and again."""
    one_sign = len(set(re.sub(r"[\W_]", "", text.lower()))) < 2
    return "" if one_sign or JUNK.fullmatch(text) else text


def known_serial(text: str) -> str:
    """`text`, or "" when it is no serial number: junk, or somebody who was counting."""
    bare = re.sub(r"^(MB-|SYS-|EEEPC-|SSN|X3)", "", text.upper())
    counted = any(bare in stretch for stretch in COUNTING)
    return "" if counted or JUNK_SERIAL.fullmatch(text) else known(text)


def size(node: Node) -> int:
    """Bytes; 0 when there is no sensible number."""
    value = node.get("size")
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        value = int(value)
    sound = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**62
    return value if sound else 0  # type: ignore[return-value]  # sound says it is an int


def understood(nodes: list[tuple[Node, tuple[str, ...]]]) -> tuple[Facts, tuple[str, ...]]:
    """The facts in `nodes`, and what is doubtful about them."""
    root = next((node for node, above in nodes if is_system(node, above)), {})
    core = next((node for node, _ in nodes if told(node, "id") == "core"), {})
    more = root.get("configuration")
    more = more if isinstance(more, dict) else {}
    uuid = told(more, "uuid")
    facts = Facts(
        maker=known(told(root, "vendor")),
        model=model_of(root),
        serial=known_serial(told(root, "serial")),
        uuid=uuid if UUID.fullmatch(uuid) and not JUNK_UUID.fullmatch(uuid) else "",
        chassis=told(more, "chassis").lower(),
        board_maker=known(told(core, "vendor")),
        board_model=known(told(core, "product")),
        board_serial=known_serial(told(core, "serial")),
        cpu=first_product(nodes, "processor"),
        memory_bytes=memory_in(nodes),
        disks=tuple(disks_in(nodes, on_usb=False))[:AT_MOST],
        sticks=tuple(disks_in(nodes, on_usb=True))[:AT_MOST],
        battery_count=sum(of_class(node, "power", "battery") for node, _ in nodes),
        macs=macs_in(nodes)[:AT_MOST],
    )
    return facts, tuple(doubts_about(facts, root))


def is_system(node: Node, above: tuple[str, ...]) -> bool:
    return not above and ("children" in node or told(node, "class") == "system")


def of_class(node: Node, name: str, id_begins: str) -> bool:
    return told(node, "class") == name and told(node, "id").startswith(id_begins)


def model_of(root: Node) -> str:
    """The product without its stock number; Lenovo writes the model in `version`."""
    version = known(told(root, "version"))
    if version and told(root, "vendor").lower() == "lenovo":
        return version
    return known(re.sub(r"\s+\([^()]*\)$", "", told(root, "product")))


def first_product(nodes: list[tuple[Node, tuple[str, ...]]], name: str) -> str:
    """The product of the first node of a class: old versions list many empty processors."""
    products = (known(told(node, "product")) for node, _ in nodes if told(node, "class") == name)
    return next(filter(None, products), "")


def memory_in(nodes: list[tuple[Node, tuple[str, ...]]]) -> int | None:
    """Bytes of memory: what the boards say together, else their banks."""
    memory = [(told(node, "id"), size(node)) for node, _ in nodes if of_class(node, "memory", "")]
    whole = sum(bytes_ for id_, bytes_ in memory if re.fullmatch(r"memory(:\d+)?", id_))
    return whole or sum(bytes_ for id_, bytes_ in memory if id_.startswith("bank")) or None


def disks_in(nodes: list[tuple[Node, tuple[str, ...]]], *, on_usb: bool) -> Iterator[Disk]:
    """The drives with a size, those on USB apart; a medium or namespace is part of its drive."""
    for node, above in nodes:
        usb = any(one.startswith("usb") for one in above) or told(node, "businfo").startswith("usb")
        if usb == on_usb and (bytes_ := drive_bytes(node)):
            yield Disk(known(told(node, "product")), known(told(node, "serial")), bytes_)


def drive_bytes(node: Node) -> int:
    """How much fits on the drive that `node` is; 0 when it is none."""
    if of_class(node, "storage", "nvme"):
        parts = node.get("children")
        parts = parts if isinstance(parts, list) else []
        named = [one for one in parts if isinstance(one, dict) and of_class(one, "disk", "name")]
        return max((size(one) for one in named), default=0)  # lshw may list one namespace twice
    part = told(node, "id").startswith(("cdrom", "medium", "namespace"))
    return size(node) if told(node, "class") == "disk" and not part else 0


def macs_in(nodes: list[tuple[Node, tuple[str, ...]]]) -> tuple[str, ...]:
    found = (told(node, "serial").lower() for node, _ in nodes if of_class(node, "network", ""))
    return tuple(dict.fromkeys(mac for mac in found if MAC.fullmatch(mac)))


def doubts_about(facts: Facts, root: Node) -> Iterator[str]:
    if not root:
        yield "partial"
    else:
        yield from (
            f"no_{name}" for name in ("maker", "model", "serial") if not getattr(facts, name)
        )
    if facts.maker in {"QEMU", "innotek GmbH", "VMware, Inc.", "Xen"}:
        yield "virtual"
    if root and not facts.memory_bytes:
        yield "no_memory"
    if root and not facts.disks:
        yield "no_disk"
    if facts.sticks:
        yield "stick"
