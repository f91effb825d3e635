"""Weights: what one piece usually weighs, and in which category of waste it falls. No database.

Grams by type: medians of 407 laptops, 217 desktops, 7 tablets, 15 phones and 290 screens in the
Boavizta product data; an accessory as in the table of the Restart Project (2021). A measured weight
always wins, and papers keep both apart. Categories: WEEE directive 2012/19/EU, annex III.
"""

USUAL = {
    "laptop": 1_650,
    "desktop": 5_260,
    "tablet": 730,
    "smartphone": 170,
    "screen": 5_730,
    "accessory": 440,
    "connectivity": 150,
}
PART = 100  # a part that nobody weighed: it is an estimate wherever it is counted
SCREENS = {"laptop", "tablet", "screen"}


def usual(kind: str) -> int:
    """Grams of one device of that type, as it usually is."""
    return USUAL[kind]


def category(kind: str) -> str:
    """screens (over 100 cm²) or small_it; a phone has a smaller screen, and a desktop is sides
    under 50 cm."""
    return "screens" if kind in SCREENS else "small_it"


def part_category(kind: str) -> str:
    """batteries, screens or small_it."""
    return {"battery": "batteries", "screen": "screens"}.get(kind, "small_it")
