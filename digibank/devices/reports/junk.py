"""What makers leave in the firmware where a value should stand: it counts as unknown."""

import re

# What Free Geek Portland saw, and our own reports.
JUNK = re.compile(
    r"""(?ix) (s?system|stem|product|base\s?board|chassis|enclosure|board|type\d) [\s_-]?
        (name|manufacturer?|vendor|version|serial([\s_]?numb(er)?)?|product\sname|asset.*|sku.*)
    | to\sbe\sfilled\sby\so\.?e\.?m\.?.* | oem0* | prod0+ | default(\sstring)? | invalid | sku
    | (none|n/?a|unknow?n?|undefined|empty|null|other|o\.e\.m\.)+ | eval | field | serial\#
    | not\s(applicable|available|specified|supported|defined|present).* | april197 | :\[,f
    | oem_(define|serial)\w* | oem\s(manufacturer|product) | tbd\sby\sodm | <[^<>]*> | redacted
    | no\s(asset|module|enclosure).* | to\s?be\s?filled\s?by\s?o.* | not\sprovided | \(none\)
    | type\d\s-\s.* | sys_vendor | all\sseries | o\.e\.m\.? | \$\(default_string\) | generic """
)
JUNK_SERIAL = re.compile(
    r"""(?ix) 123456789000 | 123456890 | 12\s4 | .{0,2} | serial\s?number(\sx+)? | standard
    | sernum\d | lenovo | dell | acer | asus | hp | na60b7y0s3q | bank\d/\d | v\s*h\s?8?\\+
    | battery\s\d+ | \d\.\d | x{6,} | yes | filter
    | \w{3}\s\w{3}\s\d\d\s[\d:]{8}\s\d{4} | 02:00:00:00:00:00 """
)
COUNTING = "0123456789012345678", "0123456789ABCDEF"  # and every stretch of it
JUNK_UUID = re.compile(r"(?i)03000200-0400-0500-0006-000700080009|(.)(\1|-)*")
UUID = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MAC = re.compile(r"(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}")


def known(text: str) -> str:
    """`text`, or "" when it is junk: a phrase of the firmware, or one sign again and again."""
    one_sign = len(set(re.sub(r"[\W_]", "", text.lower()))) < 2
    return "" if one_sign or JUNK.fullmatch(text) else text


def known_serial(text: str) -> str:
    """`text`, or "" when it is no serial number: junk, or somebody who was counting."""
    bare = re.sub(r"^(MB-|SYS-|EEEPC-|EEE|[BCS]SN|X3)", "", text.upper())
    counted = any(bare in stretch for stretch in COUNTING)
    return "" if counted or JUNK_SERIAL.fullmatch(text) else known(text)


def known_uuid(text: str) -> str:
    return text if UUID.fullmatch(text) and not JUNK_UUID.fullmatch(text) else ""


def known_mac(text: str) -> str:
    """`text` in small letters, or "": no address, nothing but zeros, or Android's constant."""
    mac = text.lower()
    sound = MAC.fullmatch(mac) and mac not in {"00:00:00:00:00:00", "02:00:00:00:00:00"}
    return mac if sound and mac != "ff:ff:ff:ff:ff:ff" else ""


def turned(uuid: str) -> str:
    """The other byte order of the first three parts: lshw and dmidecode do not agree on it."""
    parts = uuid.lower().split("-")
    return "-".join([*(bytes.fromhex(part)[::-1].hex() for part in parts[:3]), *parts[3:]])


def model_of(maker: str, product: str, version: str) -> str:
    """The model without a stock number in brackets; Lenovo writes it in `version`."""
    better = known(version)
    if better and maker.lower() == "lenovo" != better.lower():
        return better
    return known(re.sub(r"\s+\([^()]*\)$", "", product))
