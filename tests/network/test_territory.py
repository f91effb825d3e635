import pytest

from digibank.network.territory import (
    found_municipalities,
    municipalities_at,
    provinces,
    working_area,
)


def test_the_provinces_hold_flanders_and_brussels():
    sizes = {name: len(inside) for name, inside in provinces().items()}

    assert list(sizes) == [
        "Antwerpen",
        "Limburg",
        "Oost-Vlaanderen",
        "Vlaams-Brabant",
        "West-Vlaanderen",
        "Brussel",
    ]
    assert sizes["Brussel"] == 19
    assert sum(sizes.values()) - 19 == 285
    assert {code for inside in provinces().values() for code in inside} == set(working_area())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2800", ["12025"]),
        ("mechelen", ["73107", "12025"]),  # Maasmechelen too
        ("Lier", ["12021", "45063"]),
        (" Sint-Kat ", ["12035"]),
        ("1040", ["21004", "21005"]),
        ("4000", []),  # Liège
        ("", []),
        ("٢٨٠٠", []),
        ("%", []),
    ],
)
def test_municipalities_are_found_by_name_or_postcode(text, found):
    assert found_municipalities(text) == found


@pytest.mark.parametrize("postcode", ["", "28OO", "99999", "0", "-1", "٢٨٠٠", "2" * 5000])
def test_a_postcode_that_does_not_exist_has_no_municipalities(postcode):
    assert municipalities_at(postcode) == []
