"""Systems: which operating systems we know, and until when they get security updates. No database.

Days on which the maker stops, as the maker announced them: Microsoft's lifecycle pages, the release
cycles of Ubuntu and Linux Mint. A day that a technician fills in wins.
"""

import re
from datetime import date

SUPPORTED_UNTIL: dict[tuple[str, str], date] = {
    ("Windows 10", "22H2"): date(2025, 10, 14),
    ("Windows 11", "23H2"): date(2025, 11, 11),
    ("Windows 11", "24H2"): date(2026, 10, 13),
    ("Windows 11", "25H2"): date(2027, 10, 12),
    ("Linux Mint", "21"): date(2027, 4, 30),
    ("Linux Mint", "22"): date(2029, 4, 30),
    ("Ubuntu", "22.04"): date(2027, 5, 31),
    ("Ubuntu", "24.04"): date(2029, 5, 31),
    ("Debian", "12"): date(2028, 6, 30),
    ("Debian", "13"): date(2030, 6, 30),
}
NAMES = sorted(
    {name for name, _version in SUPPORTED_UNTIL} | {"ChromeOS Flex", "Android", "iPadOS"}
)


def supported_until(system: str, version: str) -> date | None:
    """The last day on which that version gets updates; None when we do not know."""
    named = {
        number: until
        for (name, number), until in SUPPORTED_UNTIL.items()
        if name.casefold() == system.strip().casefold()
    }
    text = version.strip().casefold()
    found = (
        until
        for number, until in named.items()
        if re.match(rf"{re.escape(number.casefold())}(?!\d)", text)
    )
    return next(found, None)
